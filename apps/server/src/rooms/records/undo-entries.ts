// Puts records back as an act's audit entries say they were: exactly, version and times included. Of a record
// that someone changed since, what they left alone goes back (`undo-fields`); what they changed, and what fits
// no more, is kept and named. Undoing is itself an act with entries, so it can be undone.
import type { Act, RecordChange } from "../../platform/acts.ts";
import type { Rights } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { ActEntry } from "../governance/index.ts";
import { orderedCustom } from "./custom-order.rules.ts";
import { changeOf, fullImage, imageKeys } from "./images.rules.ts";
import { type ObjectType, unlistedTargets } from "./object-type.rules.ts";
import { recordsByIds } from "./records.store.ts";
import { limitOf, mayTouch } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { StoredRecord } from "./stored-record.ts";
import { settleAmounts } from "./undo-amounts.ts";
import { undoFields } from "./undo-fields.ts";
import { keepMisfits } from "./undo-fit.ts";
import type { KeptRecord, UndoOutcome } from "./undo-outcome.ts";
import { type UndoableParts, undoParts } from "./undo-parts.ts";
import type { UndoPlan } from "./undo-plan.ts";
import { isSeen, shownFields, type Undoer, type UndoState } from "./undo-state.ts";
import { insertRecords, purgeRecords, type RecordUpdate, updateRecords } from "./write.store.ts";

interface UndoDeps {
  schema: SchemaCache;
  parts: UndoableParts;
}

export async function undoEntries(
  deps: UndoDeps,
  tx: Tx,
  act: Act,
  plan: UndoPlan,
): Promise<UndoOutcome> {
  const { entries } = plan;
  const outcome: UndoOutcome = { undone: 0, kept: [] };
  for (const object of new Set(entries.map((entry) => entry.object))) {
    if (deps.parts.has(object)) continue;
    const own = entries.filter((entry) => entry.object === object);
    const isRecord = !unlistedTargets.has(object);
    const type = isRecord ? await deps.schema.findObjectType(tx, object) : undefined;
    if (type) await undoOfType(deps, tx, act, plan, { type, own, outcome });
    else outcome.kept.push(...own.map((entry) => kept(entry, "not-undoable")));
  }
  const parts = entries.filter((entry) => deps.parts.has(entry.object));
  if (parts.length === 0) return outcome;
  await undoParts(deps, tx, act, { ...plan, entries: parts }, outcome);
  await settleAmounts(deps, tx, act, parts);
  return outcome;
}

function kept(entry: ActEntry, reason: KeptRecord["reason"]): KeptRecord {
  return { object: entry.object, id: entry.recordId, reason };
}

interface OfType {
  type: ObjectType;
  own: readonly ActEntry[];
  outcome: UndoOutcome;
}

async function undoOfType(
  deps: UndoDeps,
  tx: Tx,
  act: Act,
  plan: UndoPlan,
  { type, own, outcome }: OfType,
) {
  const states = await statesOf(tx, type, own);
  const { principal } = act.ctx;
  const undoer: Undoer = {
    rights: principal.rights,
    limit: limitOf(principal, type, "update"),
    seen: limitOf(principal, type, "read"),
    at: act.at,
    plan,
  };
  for (const entry of own) {
    const state = states.get(entry.recordId);
    if (state && state.stays === null) undoOne(type, entry, state, undoer);
  }
  outcome.kept.push(...keptOf(type, states, undoer));
  const unfit = await keepMisfits(deps, tx, undoer, type, states);
  outcome.kept.push(...unfit.filter(({ id }) => states.get(id)?.stays === null));
  const changed = [...states].filter(([, state]) => state.before !== state.now);
  await writeBack(tx, act, type, changed);
  outcome.undone += changed.filter(([, state]) => isSeen(undoer, state)).length;
}

async function statesOf(tx: Tx, type: ObjectType, own: readonly ActEntry[]) {
  const isMade = new Map<string, boolean>();
  for (const { recordId, op } of own) {
    isMade.set(recordId, isMade.get(recordId) === true || op === "create");
  }
  const records = await recordsByIds(tx, type, [...isMade.keys()], "FOR NO KEY UPDATE");
  const found = new Map(records.map((record) => [record.id, record]));
  return new Map(
    [...isMade].map(([id, made]): [string, UndoState] => {
      const now = found.get(id) ?? null;
      return [id, { before: now, now, isMade: made, kept: new Set(), stays: null }];
    }),
  );
}

/** Takes one entry back in memory, or says in the state what stays. */
function undoOne(type: ObjectType, entry: ActEntry, state: UndoState, undoer: Undoer): void {
  const isAsLeft = holds(entry, state.now);
  const isOfFields = entry.op !== "create" && entry.op !== "purge" && !state.isMade;
  if (!isAsLeft && (state.now === null || !isOfFields)) {
    state.stays = "changed-since";
    return;
  }
  const next = isAsLeft ? undone(type, entry, state.now) : undoFields(entry, state, undoer);
  if (mayUndo(type, entry, state.now ?? next, undoer)) state.now = next;
  else state.stays = "not-allowed";
}

function mayUndo(
  type: ObjectType,
  entry: ActEntry,
  judged: StoredRecord | null,
  { plan, limit, rights }: Undoer,
): boolean {
  if (plan.scope === "subject") return true;
  return judged !== null && mayTouch(limit, judged) && mayWriteBack(type, entry, rights);
}

/** Records that stay, or some fields of them. */
function keptOf(
  type: ObjectType,
  states: ReadonlyMap<string, UndoState>,
  undoer: Undoer,
): KeptRecord[] {
  return [...states].flatMap(([id, state]): KeptRecord[] => {
    const { before, now, stays } = state;
    if ((stays === null && state.kept.size === 0) || !isSeen(undoer, state)) return [];
    if (stays !== null) return [{ object: type.key, id, reason: stays }];
    if (before === now) return [{ object: type.key, id, reason: "changed-since" }];
    const fields = shownFields(type, [...state.kept], undoer.rights);
    return fields.length === 0 ? [] : [{ object: type.key, id, reason: "changed-since", fields }];
  });
}

/** Whether the record is still as the entry left it. */
function holds({ op, after }: ActEntry, now: StoredRecord | null): boolean {
  if (op === "purge") return now === null;
  return now !== null && now.version === after?.version && now.updatedAt === after?.updatedAt;
}

/** A change is not taken back through fields that the role may not write any more. */
function mayWriteBack(type: ObjectType, entry: ActEntry, rights: Rights): boolean {
  if (entry.op === "create" || rights.allFields(type.key)) return true;
  return imageKeys(entry.before).every((key) => {
    const field = type.fields.get(key);
    return !field || field.readOnly === true || rights.field(type.key, key) === "write";
  });
}

function undone(type: ObjectType, entry: ActEntry, now: StoredRecord | null): StoredRecord | null {
  if (entry.op === "create") return null;
  const base = now ?? emptyOf(type, entry.recordId);
  const { custom = {}, ...fields } = (entry.before ?? {}) as Partial<StoredRecord>;
  return { ...base, ...fields, custom: orderedCustom({ ...base.custom, ...custom }) };
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
  const updated: RecordUpdate[] = [];
  const changes: RecordChange[] = [];
  for (const [id, { before, now }] of states) {
    if (now === null && before !== null) {
      purged.push(id);
      changes.push(purgeOf(type, before));
    } else if (now !== null) {
      if (before === null) created.push(now);
      else updated.push({ before, now });
      changes.push(changeOf(before, now));
    }
  }
  purgeRecords(tx, type, purged);
  insertRecords(tx, type, created);
  updateRecords(tx, type, updated);
  await act.changed(tx, changes);
}

function purgeOf(type: ObjectType, before: StoredRecord): RecordChange {
  const image = fullImage(before);
  return { object: type.key, id: before.id, op: "purge", before: image, after: null, record: null };
}
