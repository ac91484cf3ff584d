// The writes of a merge: the survivor takes its new values, the losers go to the trash, and everything that
// points at a loser points at the survivor from then on – also what the caller may not see, since it would
// be lost otherwise. One image each, so that undo puts back exactly this.
import type { Act, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { orderedCustom } from "./custom-order.rules.ts";
import { changedKeys, changeOf } from "./images.rules.ts";
import type { LockedMerge, MergeDeps } from "./lock-merge.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { fieldsPointingAt, lockPointing } from "./pointing.store.ts";
import { deleteRelation, lockRelationsOf, moveRelation, type Relation } from "./relations.store.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { Values } from "./validate.rules.ts";
import { type RecordUpdate, updateRecords } from "./write.store.ts";

/** A merge is one act in one transaction, and must be undone in one. */
export const maxMoved = 20_000;
const sliceSize = 500;

/** What other rooms keep about records that are merged away moves along, as changes of the same act. */
export type Follower = (
  tx: Tx,
  act: Act,
  moved: { object: string; from: readonly string[]; to: string },
) => Promise<void>;

/** Answers the survivor as it is now. */
export async function absorb(
  deps: MergeDeps & { followers: readonly Follower[] },
  tx: Tx,
  act: Act,
  { type, survivor, losers }: LockedMerge,
  values: Values,
): Promise<StoredRecord> {
  const now = survivorOf(act, type, { survivor, losers, values });
  const own: RecordUpdate[] = now === survivor ? [] : [{ before: survivor, now }];
  for (const loser of losers) {
    own.push({ before: loser, now: { ...next(act, loser), deletedAt: act.at } });
  }
  await write(tx, act, type, own);
  const merged = new Set([survivor.id, ...losers.map((loser) => loser.id)]);
  const ids = losers.map((loser) => loser.id);
  let moved = 0;
  for (const pointing of (await deps.schema.all(tx)).values()) {
    const found = await lockPointing(tx, pointing, type.key, ids, maxMoved + 1);
    const others = found.filter((record) => !merged.has(record.id));
    moved += others.length;
    checkSize(moved);
    const fields = fieldsPointingAt(pointing, type.key);
    const updates = others.map((before) => ({
      before,
      now: pointed(act, before, fields, new Set(ids), survivor.id),
    }));
    await write(tx, act, pointing, updates);
  }
  await moveRelations(tx, act, ids, survivor.id);
  for (const follow of deps.followers) {
    await follow(tx, act, { object: type.key, from: ids, to: survivor.id });
  }
  return now;
}

function checkSize(moved: number): void {
  if (moved <= maxMoved) return;
  throw new AppError(
    "invalid",
    "records.merge_too_large",
    `More than ${maxMoved} records hang on what you want to merge away. Keep that one instead, or merge fewer at a time.`,
  );
}

function next(act: Act, record: StoredRecord): StoredRecord {
  return {
    ...record,
    custom: { ...record.custom },
    version: record.version + 1,
    updatedAt: act.at,
  };
}

interface Settling {
  survivor: StoredRecord;
  losers: readonly StoredRecord[];
  values: Values;
}

/** With the values chosen; what would point at itself is emptied. */
function survivorOf(act: Act, type: ObjectType, { survivor, losers, values }: Settling) {
  const draft = next(act, survivor);
  for (const [key, value] of values) setValue(draft, key, value);
  const ids = new Set([survivor.id, ...losers.map((loser) => loser.id)]);
  for (const field of fieldsPointingAt(type, type.key)) {
    if (ids.has(String(valueIn(draft, field)))) setValue(draft, pathOf(field), null);
  }
  draft.custom = orderedCustom(draft.custom);
  const changed = changedKeys(survivor, draft).filter(
    (key) => key !== "version" && key !== "updatedAt",
  );
  return changed.length > 0 ? draft : survivor;
}

const pathOf = (field: Field) => (field.customId === null ? field.key : `custom.${field.key}`);

function valueIn(record: StoredRecord, field: Field): unknown {
  return field.customId === null ? record[field.key] : record.custom[field.key];
}

function setValue(record: StoredRecord, path: string, value: StoredRecord["custom"][string]) {
  if (path.startsWith("custom.")) record.custom[path.slice(7)] = value;
  else record[path] = value;
}

function pointed(
  act: Act,
  before: StoredRecord,
  fields: readonly Field[],
  from: ReadonlySet<string>,
  to: string,
): StoredRecord {
  const now = next(act, before);
  for (const field of fields) {
    if (from.has(String(valueIn(before, field)))) setValue(now, pathOf(field), to);
  }
  return now;
}

async function write(tx: Tx, act: Act, type: ObjectType, updates: readonly RecordUpdate[]) {
  for (let at = 0; at < updates.length; at += sliceSize) {
    const slice = updates.slice(at, at + sliceSize);
    updateRecords(tx, type, slice);
    await act.changed(
      tx,
      slice.map(({ before, now }) => changeOf(before, now)),
    );
  }
}

/** A link that would join the survivor to itself, or double another, goes. */
async function moveRelations(tx: Tx, act: Act, ids: readonly string[], to: string): Promise<void> {
  const relations = await lockRelationsOf(tx, [...ids, to], maxMoved);
  const kept = new Set<string>();
  const isMoving = ({ fromId, toId }: Relation) => ids.includes(fromId) || ids.includes(toId);
  const keyOf = (relation: Relation) => `${relation.fromId} ${relation.toId} ${relation.label}`;
  for (const relation of relations.filter((one) => !isMoving(one))) kept.add(keyOf(relation));
  const changes: RecordChange[] = [];
  for (const before of relations.filter(isMoving)) {
    const place = (id: string) => (ids.includes(id) ? to : id);
    const after = { ...before, fromId: place(before.fromId), toId: place(before.toId) };
    const isNeeded = after.fromId !== after.toId && !kept.has(keyOf(after));
    kept.add(keyOf(after));
    if (isNeeded) moveRelation(tx, after);
    else await deleteRelation(tx, before.id);
    changes.push(wholeChange("relations", before, isNeeded ? after : null));
  }
  await act.changed(tx, changes);
}
