// The one way by which records are written, for one record or a thousand: check, look up, apply in
// memory, then write rows, index rows and what listens to changes in the same transaction. An operation
// that is refused leaves the others untouched.
import type { Act, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { AppError, forbidden } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { applyAll } from "./apply-writes.ts";
import { checkMentions } from "./check-mentions.ts";
import { checkReferences, type KnownMembers } from "./check-references.ts";
import { loadDealFacts } from "./deal-facts.ts";
import { findUpserts } from "./find-upserts.ts";
import { changeOf } from "./images.rules.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { recordsByIds } from "./records.store.ts";
import { refuseMerged } from "./refuse-merged.ts";
import { mayTouch } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { Successors } from "./successors.ts";
import type { UpsertTurn } from "./upsert-turns.ts";
import { readValues, type Values } from "./validate.rules.ts";
import { insertRecords, type RecordUpdate, updateRecords } from "./write.store.ts";
import {
  type Batch,
  failOne,
  missing,
  newBatch,
  newRecordId,
  type WriteOp,
  type WriteResult,
} from "./write-batch.ts";

export interface WriteDeps {
  schema: SchemaCache;
  knownMembers: KnownMembers;
  successors: Successors;
}

export interface WriteOptions {
  /** The server's own writers (seed, import): may set read-only fields and the time of creation. */
  trusted?: boolean;
  /** Who brings records from elsewhere may say when each began and, of what has an end, ended there. */
  brings?: boolean;
  /** Says what would be written, and writes nothing. */
  dryRun?: boolean;
  /** For writers who upsert in several transactions at once; without it, upserts take turns. */
  turn?: UpsertTurn;
}

export function writeRecords(
  deps: WriteDeps,
  tx: Tx,
  act: Act,
  objectKey: string,
  ops: readonly WriteOp[],
): Promise<WriteResult[]> {
  return writeBatch(deps, tx, act, { object: objectKey, ops });
}

export interface BatchRequest {
  object: string;
  ops: readonly WriteOp[];
  options?: WriteOptions | undefined;
}

export async function writeBatch(
  deps: WriteDeps,
  tx: Tx,
  act: Act,
  { object, ops, options = {} }: BatchRequest,
): Promise<WriteResult[]> {
  const type = await typeFor(deps, tx, object, ops);
  const batch = newBatch(act, type, ops.length, options);
  for (const [index, op] of ops.entries()) plan(batch, index, op);
  await findUpserts(tx, batch, options.turn);
  await loadRecords(tx, batch);
  if (type.key === "deals") await loadDealFacts(tx, batch);
  await refuseMerged(deps, tx, batch);
  await checkReferences(deps, tx, batch);
  await checkMentions(deps, tx, batch);
  applyAll(batch);
  if (options.dryRun === true) return withBefore(batch);
  await write(tx, batch);
  return batch.results as WriteResult[];
}

/** A custom field that is not known may be new, made by another process a moment ago. */
async function typeFor(
  deps: WriteDeps,
  tx: Tx,
  objectKey: string,
  ops: readonly WriteOp[],
): Promise<ObjectType> {
  const type = await deps.schema.objectType(tx, objectKey);
  if (ops.every((op) => customKeys(op).every((key) => type.fields.has(`custom.${key}`))))
    return type;
  deps.schema.forget(tx.workspaceId);
  return deps.schema.objectType(tx, objectKey);
}

function customKeys(op: WriteOp): string[] {
  const data = "data" in op ? op.data : null;
  const custom = typeof data === "object" && data !== null && "custom" in data ? data.custom : null;
  return typeof custom === "object" && custom !== null ? Object.keys(custom) : [];
}

function withBefore(batch: Batch): WriteResult[] {
  return (batch.results as WriteResult[]).map((result) => {
    if (result.status === "failed") return result;
    return { ...result, before: batch.pending.get(result.record.id)?.before ?? null };
  });
}

const verbs: Record<WriteOp["op"], string> = {
  create: "create",
  update: "change",
  upsert: "create and change",
  delete: "delete",
  restore: "restore",
};

function checkObjectRight(batch: Batch, op: WriteOp["op"]): void {
  const { type, act } = batch;
  const rights = act.ctx.principal.rights.object(type.key);
  const allowed = {
    create: rights.create,
    upsert: rights.create && rights.update !== "none",
    update: rights.update !== "none",
    delete: rights.delete !== "none",
    restore: rights.delete !== "none",
  };
  if (allowed[op]) return;
  throw forbidden(
    `Your role may not ${verbs[op]} ${type.labelPlural.toLowerCase()}. An administrator can allow it.`,
  );
}

function plan(batch: Batch, index: number, op: WriteOp): void {
  try {
    checkObjectRight(batch, op.op);
    const values = valuesOf(batch, op);
    batch.planned.push({ index, op, values, id: idOf(batch, op, values) });
  } catch (error) {
    failOne(batch, index, error);
  }
}

function valuesOf(batch: Batch, op: WriteOp): Values {
  if (op.op === "delete" || op.op === "restore") return new Map();
  const { rights } = batch.act.ctx.principal;
  // An upsert may turn out to be an update, so what is required is checked when it is applied.
  const mode = op.op === "create" ? "create" : "update";
  const broughtUntil = batch.brings ? batch.act.at : null;
  return readValues(batch.type, op.data, { mode, rights, trusted: batch.trusted, broughtUntil });
}

/** Ids compare as texts here, so they take the form in which the database gives them out. */
function idOf(batch: Batch, op: WriteOp, values: Values): string | null {
  if (op.op === "upsert") return null;
  if (op.op === "create") return op.id ?? newRecordId(batch, values);
  if (!isId(op.id)) throw missing(batch.type);
  return op.id.toLowerCase();
}

/** Locks the records that the batch changes, in id order, so that two batches cannot deadlock. */
async function loadRecords(tx: Tx, batch: Batch): Promise<void> {
  const wanted = new Set<string>();
  for (const { op, id } of batch.planned) {
    if (op.op !== "create" && op.op !== "upsert" && id !== null) wanted.add(id);
  }
  for (const record of await recordsByIds(tx, batch.type, [...wanted], "FOR NO KEY UPDATE")) {
    if (!mayTouch(batch.limits.read, record) || batch.pending.has(record.id)) continue;
    batch.pending.set(record.id, { before: record, now: record });
  }
}

async function write(tx: Tx, batch: Batch): Promise<void> {
  const created: StoredRecord[] = [];
  const updated: RecordUpdate[] = [];
  const changes: RecordChange[] = [];
  for (const { before, now } of batch.pending.values()) {
    if (before === now) continue;
    if (before === null) created.push(now);
    else updated.push({ before, now });
    changes.push(changeOf(before, now));
  }
  // In slices: the database works on the first while the next is put together here.
  for (const slice of slicesOf(created)) insertRecords(tx, batch.type, slice);
  for (const slice of slicesOf(updated)) updateRecords(tx, batch.type, slice);
  await batch.act.changed(tx, changes);
}

const sliceSize = 250;

function slicesOf<T>(all: readonly T[]): T[][] {
  const slices: T[][] = [];
  for (let at = 0; at < all.length; at += sliceSize) slices.push(all.slice(at, at + sliceSize));
  return slices;
}

/** The single result of a batch of one, or its refusal as an error. */
export function onlyResult(
  results: readonly WriteResult[],
): Exclude<WriteResult, { status: "failed" }> {
  const [result] = results;
  if (!result) throw new AppError("internal", "records.no_result", "The write gave no result.");
  if (result.status === "failed") throw result.error;
  return result;
}
