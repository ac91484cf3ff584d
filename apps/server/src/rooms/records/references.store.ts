// Which ids exist and may be seen, and the titles of referenced records.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { RowLimit } from "../access/index.ts";
import { limitSql, Parameters } from "./filter-sql.store.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { asRecord, recordColumns, typeCondition } from "./records.store.ts";
import type { StoredRecord } from "./stored-record.ts";

function visibleCondition(
  type: ObjectType,
  limit: RowLimit,
  ids: readonly string[],
  parameters: Parameters,
): string {
  const limited = limitSql(limit, parameters);
  return `t.workspace_id = $1${typeCondition(type)} AND t.id = ANY(${parameters.add(ids, "uuid[]")}) AND t.deleted_at IS NULL${limited === null ? "" : ` AND ${limited}`}`;
}

/** Holds them against deletion and merging until the transaction ends: what points at them is being written. */
export async function holdVisible(
  tx: Tx,
  type: ObjectType,
  limit: RowLimit,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const condition = visibleCondition(type, limit, ids, parameters);
  const rows = await tx.query<{ id: string }>(
    `SELECT t.id FROM ${type.table} t WHERE ${condition} ORDER BY t.id FOR KEY SHARE`,
    parameters.values,
  );
  return new Set(rows.map((row) => row.id));
}

/** Those that are there, in the trash or not; held against being taken away until the transaction ends. */
export async function holdExisting(
  tx: Tx,
  type: ObjectType,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT t.id FROM ${type.table} t
     WHERE t.workspace_id = $1 AND t.id = ANY($2::uuid[])${typeCondition(type)} ORDER BY t.id FOR KEY SHARE`,
    [tx.workspaceId, ids],
  );
  return rows.map(({ id }) => id);
}

export async function visibleRecords(
  tx: Reader,
  type: ObjectType,
  limit: RowLimit,
  ids: readonly string[],
): Promise<StoredRecord[]> {
  if (ids.length === 0) return [];
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const condition = visibleCondition(type, limit, ids, parameters);
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t WHERE ${condition}`,
    parameters.values,
  );
  return rows.map((row) => asRecord(type, row));
}
