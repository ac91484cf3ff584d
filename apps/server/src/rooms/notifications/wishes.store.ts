// What members want: preferences, attention to records; and the room's places in the log and in time.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { Wishes } from "./mail-time.rules.ts";

interface WishesRow {
  member_id: string;
  zone: string;
  quiet_from: string | null;
  quiet_to: string | null;
  digest_at: string;
  kinds: Wishes["kinds"];
}

export async function readWishes(
  tx: Reader,
  memberIds: readonly string[],
): Promise<Map<string, Wishes>> {
  const rows = await tx.query<WishesRow>(
    `SELECT member_id, zone, quiet_from, quiet_to, digest_at, kinds FROM notifications.preferences
     WHERE workspace_id = $1 AND member_id = ANY($2::uuid[])`,
    [tx.workspaceId, memberIds],
  );
  return new Map(
    rows.map((row) => [
      row.member_id,
      {
        zone: row.zone,
        quietFrom: row.quiet_from,
        quietTo: row.quiet_to,
        digestAt: row.digest_at,
        kinds: row.kinds,
      },
    ]),
  );
}

/** Of two changes of one member's wishes at once, the later sees the earlier, also where there is no row yet. */
export function holdWishes(tx: Tx, memberId: string): void {
  tx.send("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`wishes:${memberId}`]);
}

export async function saveWishes(tx: Tx, memberId: string, wishes: Wishes): Promise<void> {
  await tx.query(
    `INSERT INTO notifications.preferences (workspace_id, member_id, zone, quiet_from, quiet_to, digest_at, kinds)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (workspace_id, member_id) DO UPDATE SET zone = EXCLUDED.zone, quiet_from = EXCLUDED.quiet_from,
       quiet_to = EXCLUDED.quiet_to, digest_at = EXCLUDED.digest_at, kinds = EXCLUDED.kinds`,
    [
      tx.workspaceId,
      memberId,
      wishes.zone,
      wishes.quietFrom,
      wishes.quietTo,
      wishes.digestAt,
      JSON.stringify(wishes.kinds),
    ],
  );
}

export interface AttentionRow {
  recordId: string;
  memberId: string;
  state: string;
}

/** Of everybody, for some records. */
export function attentionTo(tx: Reader, recordIds: readonly string[]): Promise<AttentionRow[]> {
  return tx.query<AttentionRow>(
    `SELECT record_id AS "recordId", member_id AS "memberId", state FROM notifications.attention
     WHERE workspace_id = $1 AND record_id = ANY($2::uuid[])`,
    [tx.workspaceId, recordIds],
  );
}

export async function setAttention(
  tx: Tx,
  wish: { object: string; recordId: string; memberId: string; state: string },
): Promise<void> {
  const key = [tx.workspaceId, wish.recordId, wish.memberId];
  if (wish.state === "none") {
    await tx.query(
      "DELETE FROM notifications.attention WHERE workspace_id = $1 AND record_id = $2 AND member_id = $3",
      key,
    );
    return;
  }
  await tx.query(
    `INSERT INTO notifications.attention (workspace_id, record_id, member_id, object, state)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (workspace_id, record_id, member_id) DO UPDATE SET state = EXCLUDED.state`,
    [...key, wish.object, wish.state],
  );
}

export async function readCursors(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ workspace_id: string; entry_no: number }>(
    "SELECT workspace_id, entry_no FROM notifications.cursors",
  );
  return new Map(rows.map((row) => [row.workspace_id, row.entry_no]));
}

/** Where the open workspace's log was read to, held until the transaction ends; made where it is missing. */
export async function holdCursor(tx: Tx, startNo: number): Promise<number | null> {
  await tx.query(
    `INSERT INTO notifications.cursors (workspace_id, entry_no) VALUES ($1, $2)
     ON CONFLICT DO NOTHING`,
    [tx.workspaceId, startNo],
  );
  const rows = await tx.query<{ entry_no: number }>(
    "SELECT entry_no FROM notifications.cursors WHERE workspace_id = $1 FOR UPDATE SKIP LOCKED",
    [tx.workspaceId],
  );
  return rows[0]?.entry_no ?? null;
}

export function moveCursor(tx: Tx, entryNo: number): void {
  tx.send("UPDATE notifications.cursors SET entry_no = $2 WHERE workspace_id = $1", [
    tx.workspaceId,
    entryNo,
  ]);
}

/** Of these due times, those that were not told yet; they are from now on. */
export async function takeDue(
  tx: Tx,
  due: readonly { taskId: string; kind: string; dueAt: string }[],
): Promise<Set<string>> {
  const rows = await tx.query<{ task_id: string; kind: string }>(
    `INSERT INTO notifications.due_marks (workspace_id, task_id, kind, due_at)
     SELECT $1::uuid, d.task_id, d.kind, d.due_at FROM unnest($2::uuid[], $3::text[], $4::timestamptz[]) AS d(task_id, kind, due_at)
     ON CONFLICT DO NOTHING RETURNING task_id, kind`,
    [
      tx.workspaceId,
      due.map(({ taskId }) => taskId),
      due.map(({ kind }) => kind),
      due.map(({ dueAt }) => dueAt),
    ],
  );
  return new Set(rows.map((row) => `${row.task_id} ${row.kind}`));
}
