// Applies a batch's operations to the records in memory, in order. No I/O.
import { AppError, forbidden } from "../../platform/errors.ts";
import { timeOfId } from "../../platform/ids.ts";
import { orderedCustom } from "./custom-order.rules.ts";
import { derive } from "./derive.rules.ts";
import { etagOf, matches } from "./etag.rules.ts";
import { changedKeys } from "./images.rules.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { project } from "./project.rules.ts";
import { mayTouch } from "./row-rights.ts";
import type { StoredRecord } from "./stored-record.ts";
import { noteKeys, settleUpsert } from "./upsert-keys.ts";
import { checkComplete, endOf, type Values } from "./validate.rules.ts";
import {
  type Batch,
  failOne,
  isOpen,
  missing,
  type Pending,
  type Planned,
  type WriteStatus,
} from "./write-batch.ts";

export function applyAll(batch: Batch): void {
  for (const planned of batch.planned) {
    if (!isOpen(batch, planned)) continue;
    try {
      settleUpsert(batch, planned);
      applyOne(batch, planned);
      noteKeys(batch, planned.id);
    } catch (error) {
      failOne(batch, planned.index, error);
    }
  }
}

function applyOne(batch: Batch, planned: Planned): void {
  const known = planned.id === null ? undefined : batch.pending.get(planned.id);
  const { op } = planned.op;
  if (op === "create" || (op === "upsert" && !known)) return create(batch, planned);
  if (!known) throw missing(batch.type);
  if (op === "delete") return trash(batch, planned, known);
  if (op === "restore") return restore(batch, planned, known);
  update(batch, planned, known);
}

function finish(batch: Batch, planned: Planned, status: WriteStatus, record: StoredRecord): void {
  batch.results[planned.index] = { status, record };
}

/** Copied for each new record, which costs far less than adding its fields one by one. */
const blanks = new WeakMap<ObjectType, StoredRecord>();

function blankOf(type: ObjectType): StoredRecord {
  const known = blanks.get(type);
  if (known) return known;
  const blank: StoredRecord = {
    id: "",
    object: type.key,
    version: 1,
    createdAt: "",
    updatedAt: "",
    createdBy: null,
    deletedAt: null,
    custom: {},
  };
  for (const column of type.columns) blank[column.key] = null;
  blanks.set(type, blank);
  return blank;
}

/** The time of creation is what the id says. */
function emptyRecord({ act, type, trusted }: Batch, id: string, values: Values): StoredRecord {
  const record: StoredRecord = { ...blankOf(type), custom: {} };
  record.id = id;
  record.createdAt = isoTimeOf(id);
  record.updatedAt = trusted && values.has("createdAt") ? record.createdAt : act.at;
  record.createdBy = act.ctx.principal.memberId;
  return record;
}

/** The records of a batch mostly carry one millisecond. */
let lastTime = { ms: 0, iso: new Date(0).toISOString() };

function isoTimeOf(id: string): string {
  const ms = timeOfId(id);
  if (ms !== lastTime.ms) lastTime = { ms, iso: new Date(ms).toISOString() };
  return lastTime.iso;
}

function setValues(record: StoredRecord, values: Values): void {
  for (const [key, value] of values) {
    if (!key.startsWith("custom.")) record[key] = value;
    else record.custom[key.slice(7)] = value;
  }
  record.custom = orderedCustom(record.custom);
}

function create(batch: Batch, planned: Planned): void {
  const { type, act } = batch;
  const { id, values } = planned;
  if (id === null) throw new AppError("internal", "records.no_id", "A new record needs an id.");
  if (batch.pending.has(id)) {
    throw new AppError("conflict", "records.id_taken", "There is a record with this id already.");
  }
  if (planned.op.op === "upsert") checkComplete(type, values, act.ctx.principal.rights);
  const now = emptyRecord(batch, id, values);
  const { createdAt } = now;
  setValues(now, values);
  now.createdAt = createdAt;
  if (!values.has("ownerId") && !batch.trusted) now.ownerId = act.ctx.principal.memberId;
  // What is brought in with no word of its end was seen to have ended now.
  const at = batch.brings ? act.at : createdAt;
  derive(type.key, { before: null, now, at, stages: batch.stages, given: values });
  checkInSight(batch, planned, now);
  batch.pending.set(id, { before: null, now });
  finish(batch, planned, "created", now);
}

/** The record as the batch may change it: a copy, so that `before` stays what the database holds. */
function draftOf(pending: Pending): StoredRecord {
  return { ...pending.now, custom: { ...pending.now.custom } };
}

function checkCurrent(batch: Batch, planned: Planned, record: StoredRecord): void {
  const ifMatch = "ifMatch" in planned.op ? planned.op.ifMatch : undefined;
  if (ifMatch === undefined || matches(ifMatch, record)) return;
  throw new AppError(
    "precondition",
    "records.version_conflict",
    `Someone else changed this ${batch.type.label.toLowerCase()} meanwhile (it is now ${etagOf(record)}). Look at the current values and send your change again.`,
    { current: project(record, batch.type, batch.act.ctx.principal) },
  );
}

/** Times are brought along with a record that is new here; what is here already knows its own. */
function keepTimes({ type }: Batch, current: StoredRecord, now: StoredRecord): void {
  const end = endOf[type.key];
  now.createdAt = current.createdAt;
  const ended = end === undefined ? null : (current[end] ?? null);
  if (end !== undefined && ended !== null) now[end] = ended;
}

function update(batch: Batch, planned: Planned, pending: Pending): void {
  const current = pending.now;
  if (current.deletedAt !== null) throw missing(batch.type);
  if (!mayTouch(batch.limits.update, current)) throw notYours(batch, "change");
  checkCurrent(batch, planned, current);
  const now = draftOf(pending);
  setValues(now, planned.values);
  if (batch.trusted) now.createdAt = current.createdAt;
  if (batch.brings) keepTimes(batch, current, now);
  const { act, stages, type } = batch;
  derive(type.key, { before: current, now, at: act.at, stages, given: planned.values });
  checkInSight(batch, planned, now);
  const status = settle(batch, pending, now);
  finish(batch, planned, status, pending.now);
}

/** Takes the draft over if anything differs. Each state has its own version, also within a batch. */
function settle(batch: Batch, pending: Pending, now: StoredRecord): "updated" | "unchanged" {
  if (changedKeys(pending.now, now).length === 0) return "unchanged";
  now.version = pending.now.version + 1;
  now.updatedAt = batch.act.at;
  pending.now = now;
  return "updated";
}

function trash(batch: Batch, planned: Planned, pending: Pending): void {
  if (pending.now.deletedAt !== null) throw missing(batch.type);
  if (!mayTouch(batch.limits.delete, pending.now)) throw notYours(batch, "delete");
  checkCurrent(batch, planned, pending.now);
  settle(batch, pending, { ...draftOf(pending), deletedAt: batch.act.at });
  finish(batch, planned, "deleted", pending.now);
}

function restore(batch: Batch, planned: Planned, pending: Pending): void {
  if (!mayTouch(batch.limits.delete, pending.now)) throw notYours(batch, "restore");
  checkCurrent(batch, planned, pending.now);
  if (pending.now.deletedAt === null) return finish(batch, planned, "unchanged", pending.now);
  settle(batch, pending, { ...draftOf(pending), deletedAt: null });
  finish(batch, planned, "restored", pending.now);
}

/** What an upsert leaves out of the caller's sight it would not find the next time, and make again. */
function checkInSight(batch: Batch, { op }: Planned, now: StoredRecord): void {
  if (op.op !== "upsert" || mayTouch(batch.limits.read, now)) return;
  throw forbidden(
    `With this owner or region you would not see this ${batch.type.label.toLowerCase()} any more, and the next upsert would make it again. Leave owner and region as they are, or use create and update.`,
  );
}

function notYours(batch: Batch, verb: string): AppError {
  const { label } = batch.type;
  return forbidden(
    `Your role may not ${verb} this ${label.toLowerCase()}, since it is not yours. Ask its owner or an administrator.`,
  );
}
