// SQL of dead letters as people look at them and settle them.
import type { DeadLetter, DeadLetterState } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredLetter extends DeadLetter {
  sentAt: string | null;
}

interface LetterRow {
  id: string;
  reason: string;
  detail: string;
  name: string | null;
  source_id: string | null;
  received_at: string;
  last_at: string;
  times: number;
  state: DeadLetterState;
  message: unknown;
  sent_at: string | null;
}

const columns =
  "id, reason, detail, name, source_id, received_at, last_at, times, state, message, sent_at";

const toLetter = (row: LetterRow): StoredLetter => ({
  id: row.id,
  reason: row.reason,
  detail: row.detail,
  name: row.name,
  sourceId: row.source_id,
  receivedAt: row.received_at,
  lastAt: row.last_at,
  times: row.times,
  state: row.state,
  message: row.message,
  sentAt: row.sent_at,
});

export interface LetterQuery {
  state: DeadLetterState | null;
  reason: string | null;
  beforeId: string | null;
  limit: number;
}

/** Newest first. */
export async function lettersBefore(tx: Reader, query: LetterQuery): Promise<StoredLetter[]> {
  const rows = await tx.query<LetterRow>(
    `SELECT ${columns} FROM events.dead_letters WHERE workspace_id = $1
       AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR reason = $3) AND ($4::uuid IS NULL OR id < $4)
     ORDER BY id DESC LIMIT $5`,
    [tx.workspaceId, query.state, query.reason, query.beforeId, query.limit],
    "by-values",
  );
  return rows.map(toLetter);
}

/** Open ones, oldest first, held until the end of the transaction. */
export async function openLetters(
  tx: Tx,
  choice: { ids: readonly string[] } | { reason: string },
  limit: number,
): Promise<StoredLetter[]> {
  const ids = "ids" in choice ? choice.ids : null;
  const reason = "reason" in choice ? choice.reason : null;
  const rows = await tx.query<LetterRow>(
    `SELECT ${columns} FROM events.dead_letters WHERE workspace_id = $1 AND state = 'open'
       AND ($2::uuid[] IS NULL OR id = ANY ($2)) AND ($3::text IS NULL OR reason = $3)
     ORDER BY id LIMIT $4 FOR UPDATE`,
    [tx.workspaceId, ids, reason, limit],
    "by-values",
  );
  return rows.map(toLetter);
}

export async function letterById(tx: Tx, id: string): Promise<StoredLetter | null> {
  const [row] = await tx.query<LetterRow>(
    `SELECT ${columns} FROM events.dead_letters WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
    [tx.workspaceId, id],
  );
  return row ? toLetter(row) : null;
}

export async function setLetterState(
  tx: Tx,
  id: string,
  state: DeadLetterState,
  at: string,
): Promise<void> {
  await tx.query(
    `UPDATE events.dead_letters SET state = $3, settled_at = CASE WHEN $3 = 'open' THEN NULL ELSE $4::timestamptz END
     WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id, state, at],
  );
}

export function settleLetters(
  tx: Tx,
  ids: readonly string[],
  state: "replayed" | "discarded",
  at: string,
): void {
  tx.send(
    `UPDATE events.dead_letters SET state = $3, settled_at = $4
     WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
    [tx.workspaceId, ids, state, at],
  );
}

export async function countOpen(tx: Reader): Promise<{ reason: string; count: number }[]> {
  return tx.query<{ reason: string; count: number }>(
    `SELECT reason, count(*)::int AS count FROM events.dead_letters
     WHERE workspace_id = $1 AND state = 'open' GROUP BY reason ORDER BY count DESC, reason`,
    [tx.workspaceId],
  );
}
