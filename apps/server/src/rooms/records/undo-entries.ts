// Puts records back as an act's audit entries say they were: exactly, version and times included. A record
// that someone changed since is kept as it is, and named. Undoing is itself an act with entries, so it can
// be undone.
import type { Act, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { ActEntry } from "../governance/index.ts";
import { changeOf, fullImage } from "./images.rules.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { recordsByIds, type StoredRecord } from "./records.store.ts";
import { limitOf, mayTouch } from "./row-rights.rules.ts";
import type { SchemaCache } from "./schema-cache.ts";
import { insertRecords, purgeRecords, updateRecords } from "./write.store.ts";

export interface KeptRecord {
  object: string;
  id: string;
  reason: "changed-since" | "not-allowed" | "not-undoable";
}

export interface UndoOutcome {
  undone: number;
  kept: KeptRecord[];
}

/** `entries` newest first; several of one record are undone one after the other. */
export async function undoEntries(
  deps: { schema: SchemaCache },
  tx: Tx,
  act: Act,
  entries: readonly ActEntry[],
): Promise<UndoOutcome> {
  const outcome: UndoOutcome = { undone: 0, kept: [] };
  for (const object of new Set(entries.map((entry) => entry.object))) {
    const own = entries.filter((entry) => entry.object === object);
    const type = await deps.schema.findObjectType(tx, object);
    if (type) await undoOfType(tx, act, type, own, outcome);
    else outcome.kept.push(...own.map((entry) => kept(entry, "not-undoable")));
  }
  return outcome;
}

function kept(entry: ActEntry, reason: KeptRecord["reason"]): KeptRecord {
  return { object: entry.object, id: entry.recordId, reason };
}

interface UndoState {
  before: StoredRecord | null;
  now: StoredRecord | null;
}

async function undoOfType(
  tx: Tx,
  act: Act,
  type: ObjectType,
  entries: readonly ActEntry[],
  outcome: UndoOutcome,
) {
  const ids = [...new Set(entries.map((entry) => entry.recordId))];
  const states = new Map<string, UndoState>(ids.map((id) => [id, { before: null, now: null }]));
  for (const record of await recordsByIds(tx, type, ids, "FOR UPDATE"))
    states.set(record.id, { before: record, now: record });
  const limit = limitOf(act.ctx.principal, type, "update");
  const blocked = new Set<string>();
  for (const entry of entries) {
    const state = states.get(entry.recordId);
    if (!state || blocked.has(entry.recordId)) continue;
    const reason = refusal(entry, state, (record) => mayTouch(limit, record));
    if (reason !== null) {
      blocked.add(entry.recordId);
      outcome.kept.push(kept(entry, reason));
    } else {
      state.now = undone(type, entry, state.now);
    }
  }
  const changed = [...states].filter(([, state]) => state.before !== state.now);
  await writeBack(tx, act, type, changed);
  outcome.undone += changed.length;
}

/** Why an entry cannot be undone; null when it can. */
function refusal(
  entry: ActEntry,
  { now }: UndoState,
  mayChange: (record: StoredRecord) => boolean,
): KeptRecord["reason"] | null {
  if (entry.op === "purge") return now === null ? null : "changed-since";
  const { after } = entry;
  const isSame =
    now !== null && now.version === after?.version && now.updatedAt === after?.updatedAt;
  if (!isSame) return "changed-since";
  return mayChange(now) ? null : "not-allowed";
}

function undone(type: ObjectType, entry: ActEntry, now: StoredRecord | null): StoredRecord | null {
  if (entry.op === "create") return null;
  const base = now ?? emptyOf(type, entry.recordId);
  const { custom = {}, ...fields } = (entry.before ?? {}) as Partial<StoredRecord>;
  const record = { ...base, ...fields, custom: { ...base.custom, ...custom } } as StoredRecord;
  for (const [key, value] of Object.entries(record.custom))
    if (value === null) delete record.custom[key];
  return record;
}

function emptyOf(type: ObjectType, id: string): StoredRecord {
  const record: StoredRecord = {
    id,
    object: type.key,
    version: 1,
    createdAt: "",
    updatedAt: "",
    createdBy: null,
    deletedAt: null,
    custom: {},
  };
  for (const column of type.columns) record[column.key] = null;
  return record;
}

async function writeBack(
  tx: Tx,
  act: Act,
  type: ObjectType,
  states: readonly [string, UndoState][],
): Promise<void> {
  const purged: string[] = [];
  const created: StoredRecord[] = [];
  const updated: StoredRecord[] = [];
  const changes: RecordChange[] = [];
  for (const [id, { before, now }] of states) {
    if (now === null && before !== null) {
      purged.push(id);
      changes.push({
        object: type.key,
        id,
        op: "purge",
        before: fullImage(before),
        after: null,
        record: null,
      });
    } else if (now !== null) {
      (before === null ? created : updated).push(now);
      changes.push(changeOf(before, now));
    }
  }
  purgeRecords(tx, type, purged);
  insertRecords(tx, type, created);
  updateRecords(tx, type, updated);
  await act.changed(tx, changes);
}
