// Reads of records of any type: by id, and by ids for writing. Rows come back in wire form.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { ObjectType } from "./object-type.rules.ts";
import type { StoredRecord } from "./stored-record.ts";

/** Columns of a record in wire names; `object` is added by the caller of `asRecord`. */
export function recordColumns(type: ObjectType): string {
  const standard = type.columns.map(({ column, key }) => `t.${column} AS "${key}"`);
  return [
    "t.id",
    "t.version",
    't.created_at AS "createdAt"',
    't.updated_at AS "updatedAt"',
    't.created_by AS "createdBy"',
    't.deleted_at AS "deletedAt"',
    "t.custom",
    ...standard,
  ].join(", ");
}

export function asRecord(type: ObjectType, row: object): StoredRecord {
  const record = row as StoredRecord;
  record.object = type.key;
  return record;
}

/** Custom objects share a table: their rows are told apart by the type's key. */
export function typeCondition(type: ObjectType): string {
  return type.table === "records.custom_records" ? ` AND t.object = '${type.key}'` : "";
}

export function byIdSql(type: ObjectType): string {
  return `SELECT ${recordColumns(type)} FROM ${type.table} t WHERE t.workspace_id = $1 AND t.id = $2${typeCondition(type)}`;
}

/**
 * What points at a record holds it with KEY SHARE while it is written: changing the record goes on beside
 * that, merging it away (FOR UPDATE) waits, and then meets what points at it.
 */
export type RowLock = "" | "FOR SHARE" | "FOR NO KEY UPDATE" | "FOR UPDATE";

export async function recordsByIds(
  tx: Reader,
  type: ObjectType,
  ids: readonly string[],
  lock: RowLock,
): Promise<StoredRecord[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t
     WHERE t.workspace_id = $1 AND t.id = ANY($2::uuid[])${typeCondition(type)} ORDER BY t.id ${lock}`,
    [tx.workspaceId, ids],
  );
  return rows.map((row) => asRecord(type, row));
}

/** Live ones before an id, the latest first: ids carry the time at which they were made. */
export async function recordsBefore(
  tx: Tx,
  type: ObjectType,
  { beforeId, limit }: { beforeId: string | null; limit: number },
): Promise<StoredRecord[]> {
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t
     WHERE t.workspace_id = $1 AND t.id < $2 AND t.deleted_at IS NULL${typeCondition(type)}
     ORDER BY t.id DESC LIMIT $3`,
    [tx.workspaceId, beforeId ?? "ffffffff-ffff-ffff-ffff-ffffffffffff", limit],
  );
  return rows.map((row) => asRecord(type, row));
}

/** Live ones after an id, in the order of ids. */
export async function recordsFrom(
  tx: Tx,
  type: ObjectType,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<StoredRecord[]> {
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t
     WHERE t.workspace_id = $1 AND t.id > $2 AND t.deleted_at IS NULL${typeCondition(type)}
     ORDER BY t.id LIMIT $3`,
    [tx.workspaceId, afterId ?? "00000000-0000-0000-0000-000000000000", limit],
  );
  return rows.map((row) => asRecord(type, row));
}

/** Holds the record until the transaction ends, if it exists. */
export function lockRecord(tx: Tx, type: ObjectType, id: string): void {
  tx.send(
    `SELECT 1 FROM ${type.table} t WHERE t.workspace_id = $1 AND t.id = $2 FOR NO KEY UPDATE`,
    [tx.workspaceId, id],
  );
}

/** Keeps the record from being merged away until the transaction ends. */
export function holdRecord(tx: Tx, type: ObjectType, id: string): void {
  tx.send(`SELECT 1 FROM ${type.table} t WHERE t.workspace_id = $1 AND t.id = $2 FOR KEY SHARE`, [
    tx.workspaceId,
    id,
  ]);
}

const upsertKey = (tx: Tx, type: ObjectType) => [`${tx.workspaceId}:upsert:${type.key}`];

/** Makes upserts on one object type take turns, so that two cannot both create the same key. */
export function lockUpserts(tx: Tx, type: ObjectType): void {
  tx.send("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", upsertKey(tx, type));
}

/** The same against strangers, for transactions whose keys are known to differ (see upsert-turns.ts). */
export function shareUpserts(tx: Tx, type: ObjectType): Promise<unknown> {
  return tx.query(
    "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))",
    upsertKey(tx, type),
  );
}
