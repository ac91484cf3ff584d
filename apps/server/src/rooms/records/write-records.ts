// The one way by which records are written, for one record or a thousand: check, look up, apply in
// memory, then write rows, index rows and what listens to changes in the same transaction. An operation
// that is refused leaves the others untouched.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { AppError, forbidden } from "../../platform/errors.ts";
import { isId, newId } from "../../platform/ids.ts";
import { applyAll } from "./apply-writes.ts";
import { checkReferences, type KnownMembers } from "./check-references.ts";
import { findUpserts } from "./find-upserts.ts";
import { changedKeys, changeOf } from "./images.rules.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { stagesOf } from "./pipelines.store.ts";
import { recordsByIds } from "./records.store.ts";
import { mayTouch } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import { readValues } from "./validate.rules.ts";
import { insertRecords, updateRecords } from "./write.store.ts";
import { type Batch, failOne, newBatch, type WriteOp, type WriteResult } from "./write-batch.ts";

export interface WriteDeps {
  schema: SchemaCache;
  knownMembers: KnownMembers;
}

export interface WriteOptions {
  /** The server's own writers (seed, import): may set read-only fields and the time of creation. */
  trusted?: boolean;
  /** Says what would be written, and writes nothing. */
  dryRun?: boolean;
}

export async function writeRecords(
  deps: WriteDeps,
  tx: Tx,
  act: Act,
  objectKey: string,
  ops: readonly WriteOp[],
  options: WriteOptions = {},
): Promise<WriteResult[]> {
  const type = await typeFor(deps, tx, objectKey, ops);
  const batch = newBatch(act, type, ops.length, options.trusted === true);
  for (const [index, op] of ops.entries()) plan(batch, index, op);
  await findUpserts(tx, batch);
  await loadRecords(tx, batch);
  if (type.key === "deals") batch.stages = await stagesOf(tx);
  await checkReferences(deps, tx, batch);
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
  const verb = op === "upsert" ? "create and change" : op === "update" ? "change" : op;
  throw forbidden(
    `Your role may not ${verb} ${type.labelPlural.toLowerCase()}. An administrator can allow it.`,
  );
}

function plan(batch: Batch, index: number, op: WriteOp): void {
  try {
    checkObjectRight(batch, op.op);
    const { rights } = batch.act.ctx.principal;
    const hasData = op.op !== "delete" && op.op !== "restore";
    // An upsert may turn out to be an update, so what is required is checked when it is applied.
    const mode = op.op === "create" ? "create" : "update";
    const values = hasData
      ? readValues(batch.type, op.data, { mode, rights, trusted: batch.trusted })
      : new Map();
    const id = op.op === "create" ? (op.id ?? newId()) : op.op === "upsert" ? null : op.id;
    batch.planned.push({ index, op, values, id });
  } catch (error) {
    failOne(batch, index, error);
  }
}

/** Locks the records that the batch changes, in id order, so that two batches cannot deadlock. */
async function loadRecords(tx: Tx, batch: Batch): Promise<void> {
  const wanted = new Set<string>();
  for (const { op, id } of batch.planned) {
    if (op.op !== "create" && op.op !== "upsert" && id !== null && isId(id)) wanted.add(id);
  }
  for (const record of await recordsByIds(tx, batch.type, [...wanted], "FOR UPDATE")) {
    if (!mayTouch(batch.limits.read, record)) continue;
    if (!batch.pending.has(record.id))
      batch.pending.set(record.id, { before: record, now: record, given: new Set() });
  }
}

async function write(tx: Tx, batch: Batch): Promise<void> {
  const created = [];
  const updated = [];
  const changes = [];
  for (const { before, now } of batch.pending.values()) {
    if (before !== null && !isChanged(before, now)) continue;
    if (before === null) created.push(now);
    else updated.push(now);
    changes.push(changeOf(before, now));
  }
  insertRecords(tx, batch.type, created);
  updateRecords(tx, batch.type, updated);
  await batch.act.changed(tx, changes);
}

const isChanged = (before: object, now: object) =>
  before !== now && changedKeys(before as never, now as never).length > 0;

/** The single result of a batch of one, or its refusal as an error. */
export function onlyResult(
  results: readonly WriteResult[],
): Exclude<WriteResult, { status: "failed" }> {
  const [result] = results;
  if (!result) throw new AppError("internal", "records.no_result", "The write gave no result.");
  if (result.status === "failed") throw result.error;
  return result;
}
