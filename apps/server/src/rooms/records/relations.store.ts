// Rows of links between records.
import type { Tx } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";

export interface Relation {
  id: string;
  fromObject: string;
  fromId: string;
  toObject: string;
  toId: string;
  label: string;
  createdAt: string;
}

const columns = `id, from_object AS "fromObject", from_id AS "fromId", to_object AS "toObject", to_id AS "toId", label, created_at AS "createdAt"`;

export async function insertRelation(tx: Tx, relation: Relation): Promise<void> {
  const { id, fromObject, fromId, toObject, toId, label, createdAt } = relation;
  const made = await tx.query(
    `INSERT INTO records.relations (workspace_id, id, from_object, from_id, to_object, to_id, label, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
    [tx.workspaceId, id, fromObject, fromId, toObject, toId, label, createdAt],
  );
  if (made.length > 0) return;
  throw new AppError(
    "conflict",
    "records.relation_exists",
    "These records are linked in this way already.",
  );
}

export async function readRelation(tx: Tx, id: string): Promise<Relation | null> {
  const rows = await tx.query<Relation>(
    `SELECT ${columns} FROM records.relations WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function deleteRelation(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM records.relations WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

/** Links of a record in either direction, oldest first, after the given id. */
export function relationsOf(
  tx: Tx,
  recordId: string,
  afterId: string | null,
  limit: number,
): Promise<Relation[]> {
  const branch = (column: string) =>
    `(SELECT ${columns} FROM records.relations WHERE workspace_id = $1 AND ${column} = $2
      AND ($3::uuid IS NULL OR id > $3::uuid) ORDER BY id LIMIT $4)`;
  return tx.query<Relation>(
    `${branch("from_id")} UNION ALL ${branch("to_id")} ORDER BY id LIMIT $4`,
    [tx.workspaceId, recordId, afterId, limit],
  );
}

/** All links of the records in either direction, held until the transaction ends. */
export function lockRelationsOf(
  tx: Tx,
  recordIds: readonly string[],
  max: number,
): Promise<Relation[]> {
  return tx.query<Relation>(
    `SELECT ${columns} FROM records.relations
     WHERE workspace_id = $1 AND (from_id = ANY($2::uuid[]) OR to_id = ANY($2::uuid[]))
     ORDER BY id LIMIT ${max} FOR UPDATE`,
    [tx.workspaceId, recordIds],
    "by-values",
  );
}

export function moveRelation(tx: Tx, { id, fromId, toId }: Relation): void {
  tx.send(
    "UPDATE records.relations SET from_id = $3, to_id = $4 WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, fromId, toId],
  );
}
