// SQL of files that are taken in.
import type { EventBackfill } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

interface BackfillRow {
  id: string;
  file_name: string;
  rows_done: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  withheld: number;
  is_finished: boolean;
  started_at: string;
  updated_at: string;
}

const columns =
  "id, file_name, rows_done, accepted, duplicates, rejected, withheld, is_finished, started_at, updated_at";

const toBackfill = (row: BackfillRow): EventBackfill => ({
  id: row.id,
  fileName: row.file_name,
  rowsDone: Number(row.rows_done),
  accepted: Number(row.accepted),
  duplicates: Number(row.duplicates),
  rejected: Number(row.rejected),
  withheld: Number(row.withheld),
  isFinished: row.is_finished,
  startedAt: row.started_at,
  updatedAt: row.updated_at,
});

/** Newest first. */
export async function listBackfills(tx: Reader): Promise<EventBackfill[]> {
  const rows = await tx.query<BackfillRow>(
    `SELECT ${columns} FROM events.backfills WHERE workspace_id = $1 ORDER BY id DESC LIMIT 200`,
    [tx.workspaceId],
  );
  return rows.map(toBackfill);
}

export async function readBackfill(tx: Reader, id: string): Promise<EventBackfill | null> {
  const [row] = await tx.query<BackfillRow>(
    `SELECT ${columns} FROM events.backfills WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return row ? toBackfill(row) : null;
}

export async function insertBackfill(
  tx: Tx,
  begun: { id: string; fileName: string; fileHash: string; at: string },
): Promise<EventBackfill> {
  const [row] = await tx.query<BackfillRow>(
    `INSERT INTO events.backfills AS b (workspace_id, id, file_name, file_hash, rows_done, accepted, duplicates,
       rejected, withheld, is_finished, started_at, updated_at)
     VALUES ($1, $2, $3, $4, 0, 0, 0, 0, 0, false, $5, $5)
     ON CONFLICT (workspace_id, file_hash) DO UPDATE SET updated_at = b.updated_at RETURNING ${columns}`,
    [tx.workspaceId, begun.id, begun.fileName, begun.fileHash, begun.at],
  );
  return toBackfill(row as BackfillRow);
}

interface Done {
  fromRow: number;
  rows: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  withheld: number;
  isLast: boolean;
  at: string;
}

/** Null when another sender has gone on meanwhile. */
export async function addToBackfill(tx: Tx, id: string, done: Done): Promise<EventBackfill | null> {
  const [row] = await tx.query<BackfillRow>(
    `UPDATE events.backfills SET rows_done = rows_done + $4, accepted = accepted + $5,
       duplicates = duplicates + $6, rejected = rejected + $7, withheld = withheld + $8,
       is_finished = $9, updated_at = $10
     WHERE workspace_id = $1 AND id = $2 AND rows_done = $3 RETURNING ${columns}`,
    [
      tx.workspaceId,
      id,
      done.fromRow,
      done.rows,
      done.accepted,
      done.duplicates,
      done.rejected,
      done.withheld,
      done.isLast,
      done.at,
    ],
  );
  return row ? toBackfill(row) : null;
}
