// The state of one batch of writes: planned operations, records as they were and as they will be.
// Operations are applied in order, in memory; several on one record become one change.
import type { Act } from "../../platform/acts.ts";
import { type AppError, isAppError, notFound } from "../../platform/errors.ts";
import { newIdAt } from "../../platform/ids.ts";
import type { RowLimit } from "../access/index.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import type { Stages } from "./pipeline.rules.ts";
import { limitOf } from "./row-rights.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { Values } from "./validate.rules.ts";

export type WriteOp =
  | { op: "create"; data: unknown; id?: string }
  | { op: "update"; id: string; data: unknown; ifMatch?: string }
  | { op: "upsert"; key: string; data: unknown }
  | { op: "delete"; id: string; ifMatch?: string }
  | { op: "restore"; id: string; ifMatch?: string };

export type WriteStatus = "created" | "updated" | "unchanged" | "deleted" | "restored";

export type WriteResult =
  /** `before` is the stored record; dry runs alone tell it. */
  | { status: WriteStatus; record: StoredRecord; before?: StoredRecord | null }
  | { status: "failed"; error: AppError };

export interface Planned {
  index: number;
  op: WriteOp;
  /** Checked values of what was sent; empty for delete and restore. */
  values: Values;
  /** Record that it concerns; for a create, the new id; for an upsert, known after the look-up. */
  id: string | null;
}

export interface Pending {
  /** As in the database; null for a record that this batch makes. */
  before: StoredRecord | null;
  now: StoredRecord;
}

/** What an upsert is known by, while the batch is applied; see `upsert-keys`. */
export interface KeyIndex {
  field: Field;
  /** Ids of records that hold, or held, a form of the key. */
  holders: Map<string, Set<string>>;
  /** As in the database, of those that the caller may see. */
  found: ReadonlyMap<string, StoredRecord>;
}

export interface Batch {
  act: Act;
  type: ObjectType;
  trusted: boolean;
  /** Records come from elsewhere with times of their own. */
  brings: boolean;
  planned: Planned[];
  results: (WriteResult | undefined)[];
  pending: Map<string, Pending>;
  limits: { read: RowLimit; update: RowLimit; delete: RowLimit };
  stages: Stages;
  /** By the key's name, where upserts stand among other operations. */
  keys: Map<string, KeyIndex>;
}

export function newBatch(
  act: Act,
  type: ObjectType,
  count: number,
  { trusted = false, brings = false }: { trusted?: boolean; brings?: boolean },
): Batch {
  const { principal } = act.ctx;
  return {
    act,
    type,
    trusted,
    brings,
    planned: [],
    results: new Array<WriteResult | undefined>(count),
    pending: new Map(),
    limits: {
      read: limitOf(principal, type, "read"),
      update: limitOf(principal, type, "update"),
      delete: limitOf(principal, type, "delete"),
    },
    stages: new Map(),
    keys: new Map(),
  };
}

/** Expected refusals belong to their operation; anything else ends the whole batch. */
export function failOne(batch: Batch, index: number, error: unknown): void {
  if (!isAppError(error) || error.kind === "internal" || error.kind === "unavailable") throw error;
  batch.results[index] = { status: "failed", error };
}

/** A new record's id carries the time of its creation: when the act began, unless it is given. */
export function newRecordId(batch: Batch, values: Values = new Map()): string {
  const createdAt = values.get("createdAt");
  return newIdAt(Date.parse(typeof createdAt === "string" ? createdAt : batch.act.at));
}

export function isOpen(batch: Batch, planned: Planned): boolean {
  return batch.results[planned.index] === undefined;
}

export function missing(type: ObjectType): AppError {
  return notFound(type.label.toLowerCase());
}
