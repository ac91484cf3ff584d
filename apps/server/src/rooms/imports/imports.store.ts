// Rows of imports.imports: settings, checkpoint and result of each import. The checkpoint moves by one
// conditional update inside the transaction that writes the chunk's rows.

import type { Tx } from "../../platform/db/index.ts";
import { storableJson } from "../../platform/storable-text.ts";
import { type ImportRow, importColumns } from "./import-row.ts";

export async function insertImport(tx: Tx, row: ImportRow): Promise<void> {
  const names = Object.values(importColumns);
  const values = Object.keys(importColumns).map((key) => toSql(row[key as keyof ImportRow]));
  const places = values.map((_, at) => `$${at + 2}`);
  await tx.query(
    `INSERT INTO imports.imports (workspace_id, ${names.join(", ")}) VALUES ($1, ${places.join(", ")})`,
    [tx.workspaceId, ...values],
  );
}

/** Arrays and objects are jsonb columns here; what they show of a file may be any text. */
function toSql(value: unknown): unknown {
  return typeof value === "object" && value !== null ? storableJson(value) : value;
}

const selected = Object.entries(importColumns)
  .map(([key, column]) => `${column} AS "${key}"`)
  .join(", ");

export async function readImport(
  tx: Tx,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<ImportRow | undefined> {
  const rows = await tx.query<ImportRow>(
    `SELECT ${selected} FROM imports.imports WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0];
}

/** The import whose run, or whose undo, an act was; held. */
export async function importOfAct(tx: Tx, actId: string): Promise<ImportRow | undefined> {
  const rows = await tx.query<ImportRow>(
    `SELECT ${selected} FROM imports.imports
     WHERE workspace_id = $1 AND (act_id = $2 OR undo_act_id = $2) FOR UPDATE`,
    [tx.workspaceId, actId],
  );
  return rows[0];
}

export async function listImports(
  tx: Tx,
  page: { createdById: string | null; beforeId: string | null; limit: number },
): Promise<ImportRow[]> {
  return tx.query<ImportRow>(
    `SELECT ${selected} FROM imports.imports
     WHERE workspace_id = $1 AND ($2::uuid IS NULL OR created_by_id = $2) AND ($3::uuid IS NULL OR id < $3)
     ORDER BY id DESC LIMIT $4`,
    [tx.workspaceId, page.createdById, page.beforeId, page.limit],
  );
}

export async function deleteImport(tx: Tx, id: string): Promise<void> {
  const values = [tx.workspaceId, id];
  tx.send("DELETE FROM imports.row_errors WHERE workspace_id = $1 AND import_id = $2", values);
  tx.send("DELETE FROM imports.kept_records WHERE workspace_id = $1 AND import_id = $2", values);
  await tx.query("DELETE FROM imports.imports WHERE workspace_id = $1 AND id = $2", values);
}

type Changes = Partial<Omit<ImportRow, "id">>;

export async function updateImport(tx: Tx, id: string, changes: Changes): Promise<void> {
  const keys = Object.keys(changes) as (keyof Changes)[];
  const assigned = keys.map((key, at) => `${importColumns[key]} = $${at + 3}`);
  await tx.query(
    `UPDATE imports.imports SET ${assigned.join(", ")} WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id, ...keys.map((key) => toSql(changes[key]))],
  );
}

export interface Checkpoint {
  from: number;
  to: number;
  bytesDone: number;
}

/**
 * The commit need not wait for the disk. Rows and checkpoint are in one transaction, and a crash of the
 * database's machine loses transactions from the end only, so that the run goes on from an earlier checkpoint and
 * writes again what is gone. The commit that ends the run waits as usual, and with it all that came before
 * is on the disk. The end of this process loses nothing, as long as the database is another one.
 */
export function commitWithoutWaiting(tx: Tx): void {
  tx.send("SET LOCAL synchronous_commit = off");
}

/** Chunks that are open together commit in order: each holds the place where it ends until it has. */
export function holdPlace(tx: Tx, id: string, rows: number): void {
  tx.send("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", [`${id}:${rows}`]);
}

export function awaitPlace(tx: Tx, id: string, rows: number): void {
  tx.send("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 1))", [`${id}:${rows}`]);
}

/** Whether no other import of the same kind of record has been running for longer. */
export async function isEldest(tx: Tx, { id, object }: Pick<ImportRow, "id" | "object">) {
  const rows = await tx.query(
    `SELECT 1 FROM imports.imports o, imports.imports own
     WHERE own.workspace_id = $1 AND own.id = $2 AND o.workspace_id = $1 AND o.object = $3
       AND o.status = 'running' AND (o.started_at, o.id) < (own.started_at, own.id) LIMIT 1`,
    [tx.workspaceId, id, object],
  );
  return rows.length === 0;
}

/** Takes the chunk: false when it was written before, or the import no longer runs. */
export async function moveCheckpoint(
  tx: Tx,
  id: string,
  { from, to, bytesDone }: Checkpoint,
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE imports.imports SET rows_done = $4, bytes_done = $5
     WHERE workspace_id = $1 AND id = $2 AND status = 'running' AND rows_done = $3 RETURNING id`,
    [tx.workspaceId, id, from, to, bytesDone],
  );
  return rows.length === 1;
}

export interface ChunkCounts {
  created: number;
  updated: number;
  unchanged: number;
  bad: number;
}

export function addCounts(tx: Tx, id: string, counts: ChunkCounts): void {
  tx.send(
    `UPDATE imports.imports SET created_count = created_count + $3, updated_count = updated_count + $4,
       unchanged_count = unchanged_count + $5, bad_count = bad_count + $6
     WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id, counts.created, counts.updated, counts.unchanged, counts.bad],
  );
}

/** Moves the undo's checkpoint; false when another process did, or the import is not being undone. */
export async function moveUndo(
  tx: Tx,
  id: string,
  step: { from: number | null; to: number; undone: number; kept: number },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE imports.imports SET undo_entry_no = $4, undone_count = undone_count + $5, kept_count = kept_count + $6
     WHERE workspace_id = $1 AND id = $2 AND status = 'undoing' AND undo_entry_no IS NOT DISTINCT FROM $3::bigint
     RETURNING id`,
    [tx.workspaceId, id, step.from, step.to, step.undone, step.kept],
  );
  return rows.length === 1;
}
