// Why rows were refused, and which records an undo left alone: written by chunk, read by page.
import type { Tx } from "../../platform/db/index.ts";
import { storableText } from "../../platform/storable-text.ts";

export interface RowError {
  line: number;
  position: number;
  column: string | null;
  code: string;
  message: string;
}

export function insertRowErrors(tx: Tx, importId: string, errors: readonly RowError[]): void {
  if (errors.length === 0) return;
  tx.send(
    `INSERT INTO imports.row_errors (workspace_id, import_id, line, position, column_name, code, message)
     SELECT $1, $2, u.* FROM unnest($3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[]) AS u`,
    [
      tx.workspaceId,
      importId,
      errors.map((error) => error.line),
      errors.map((error) => error.position),
      errors.map((error) => error.column),
      errors.map((error) => error.code),
      errors.map((error) => storableText(error.message)),
    ],
  );
}

export async function readRowErrors(
  tx: Tx,
  importId: string,
  after: { line: number; position: number },
  limit: number,
): Promise<RowError[]> {
  return tx.query<RowError>(
    `SELECT line, position, column_name AS "column", code, message FROM imports.row_errors
     WHERE workspace_id = $1 AND import_id = $2 AND (line, position) > ($3, $4)
     ORDER BY line, position LIMIT $5`,
    [tx.workspaceId, importId, after.line, after.position, limit],
  );
}

export function deleteRowErrors(tx: Tx, importId: string): void {
  tx.send("DELETE FROM imports.row_errors WHERE workspace_id = $1 AND import_id = $2", [
    tx.workspaceId,
    importId,
  ]);
}

export interface Kept {
  object: string;
  id: string;
  reason: string;
  /** Fields that were kept, where the others went back. */
  fields?: string[] | null;
}

export function insertKept(tx: Tx, importId: string, kept: readonly Kept[]): void {
  if (kept.length === 0) return;
  tx.send(
    `INSERT INTO imports.kept_records (workspace_id, import_id, object, record_id, reason, fields)
     SELECT $1, $2, u.object, u.id, u.reason, string_to_array(u.fields, ' ')
     FROM unnest($3::text[], $4::uuid[], $5::text[], $6::text[]) AS u (object, id, reason, fields)
     ON CONFLICT DO NOTHING`,
    [
      tx.workspaceId,
      importId,
      kept.map(({ object }) => object),
      kept.map(({ id }) => id),
      kept.map(({ reason }) => reason),
      kept.map(({ fields }) => fields?.join(" ") ?? null),
    ],
  );
}

export async function readKept(
  tx: Tx,
  importId: string,
  afterId: string | null,
  limit: number,
): Promise<Kept[]> {
  return tx.query<Kept>(
    `SELECT object, record_id AS id, reason, fields FROM imports.kept_records
     WHERE workspace_id = $1 AND import_id = $2 AND ($3::uuid IS NULL OR record_id > $3)
     ORDER BY record_id LIMIT $4`,
    [tx.workspaceId, importId, afterId, limit],
  );
}
