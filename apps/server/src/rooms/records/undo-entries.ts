// Puts records back as an act's audit entries say they were: exactly, version and times included. A record
// that someone changed since, or whose former state fits no more, is kept as it is, and named. Undoing is
// itself an act with entries, so it can be undone.
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
import { undoFields } from "./undo-fields.ts";
import { keepMisfits } from "./undo-fit.ts";
import type { KeptRecord, UndoOutcome } from "./undo-outcome.ts";
import { type UndoableParts, undoParts } from "./undo-parts.ts";
import type { UndoPlan } from "./undo-plan.ts";
import { isSeen, type Undoer, type UndoState } from "./undo-state.ts";
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
  if (parts.length > 0) await undoParts(deps, tx, act, { ...plan, entries: parts }, outcome);
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
  const ids = [...new Set(own.map((entry) => entry.recordId))];
  const states = new Map<string, UndoState>(ids.map((id) => [id, { before: null, now: null }]));
  for (const record of await recordsByIds(tx, type, ids, "FOR NO KEY UPDATE")) {
    states.set(record.id, { before: record, now: record });
  }
  const { principal } = act.ctx;
  const undoer: Undoer = {
    rights: principal.rights,
    limit: limitOf(principal, type, "update"),
    seen: limitOf(principal, type, "read"),
    at: act.at,
    plan,
  };
  const blocked = new Set<string>();
  for (const entry of own) {
    const state = states.get(entry.recordId);
    if (!state || blocked.has(entry.recordId)) continue;
    const reason = undoOne(type, entry, state, undoer);
    if (reason === null) continue;
    if (!("fields" in reason)) blocked.add(entry.recordId);
    if (isSeen(undoer, state)) outcome.kept.push(reason);
  }
  const unfit = await keepMisfits(deps, tx, undoer, type, states);
  outcome.kept.push(...unfit.filter(({ id }) => !blocked.has(id)));
  const changed = [...states].filter(([, state]) => state.before !== state.now);
  await writeBack(tx, act, type, changed);
  outcome.undone += changed.filter(([, state]) => isSeen(undoer, state)).length;
}

/** Takes one entry back in memory; answers what of it stays and why. */
function undoOne(
  type: ObjectType,
  entry: ActEntry,
  state: UndoState,
  undoer: Undoer,
): KeptRecord | null {
  const isField = undoer.plan.unit === "field";
  if (!holds(entry, state.now)) {
    return isField ? undoHeldFields(entry, state, undoer) : kept(entry, "changed-since");
  }
  const next = undone(type, entry, state.now);
  const judged = state.now ?? next;
  const mayTouchRow = isField || (judged !== null && mayTouch(undoer.limit, judged));
  const mayWrite = isField || mayWriteBack(type, entry, undoer.rights);
  if (!mayTouchRow || !mayWrite) return kept(entry, "not-allowed");
  state.now = next;
  return null;
}

function undoHeldFields(entry: ActEntry, state: UndoState, undoer: Undoer): KeptRecord | null {
  if (state.now === null) return kept(entry, "changed-since");
  const result = undoFields(entry, state.now, undoer.at, undoer.plan.movedOn);
  if (result.now === null) return kept(entry, "changed-since");
  state.now = result.now;
  const fields = result.kept.filter((key) => undoer.rights.field(entry.object, key) !== "none");
  return fields.length === 0 ? null : { ...kept(entry, "changed-since"), fields };
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
