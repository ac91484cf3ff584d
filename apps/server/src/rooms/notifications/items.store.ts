// Rows of notifications.items and the bells that move with them.
import type { NotificationKind } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface Item {
  id: string;
  memberId: string;
  kind: NotificationKind;
  object: string | null;
  recordId: string | null;
  who: string[];
  data: Record<string, unknown>;
  count: number;
  lastAt: string;
  readAt: string | null;
}

const columns = `id, member_id AS "memberId", kind, object, record_id AS "recordId", who, data, count,
  last_at AS "lastAt", read_at AS "readAt"`;

export interface NewItem {
  id: string;
  memberId: string;
  kind: NotificationKind;
  groupKey: string;
  object: string | null;
  recordId: string | null;
  who: string | null;
  data: Record<string, unknown>;
  count: number;
  at: string;
  mailDueAt: string | null;
}

/** Counts up the unread line of the same group, or makes one. An id that is there already changes nothing. */
export function addItem(tx: Tx, item: NewItem): void {
  tx.send(
    `INSERT INTO notifications.items AS i (workspace_id, id, member_id, kind, group_key, object, record_id, who,
        data, count, last_at, mail_due_at)
     SELECT $1::uuid, $2::uuid, $3::uuid, $4::text, $5::text, $6::text, $7::uuid, $8::jsonb, $9::jsonb,
       $10::int, $11::timestamptz, $12::timestamptz
     WHERE NOT EXISTS (SELECT 1 FROM notifications.items o WHERE o.workspace_id = $1 AND o.id = $2)
     ON CONFLICT (workspace_id, member_id, group_key) WHERE read_at IS NULL DO UPDATE SET
       count = i.count + EXCLUDED.count,
       last_at = greatest(i.last_at, EXCLUDED.last_at),
       who = jsonb_path_query_array(EXCLUDED.who || (i.who - coalesce(EXCLUDED.who->>0, '')), '$[0 to 4]'),
       data = (i.data - 'mailOnly') || EXCLUDED.data || jsonb_strip_nulls(jsonb_build_object(
         'fields', (SELECT jsonb_agg(DISTINCT f) FROM jsonb_array_elements(
            coalesce(i.data->'fields', '[]') || coalesce(EXCLUDED.data->'fields', '[]')) f),
         'added', (SELECT jsonb_agg(DISTINCT a) FROM jsonb_array_elements(
            coalesce(i.data->'added', '[]') || coalesce(EXCLUDED.data->'added', '[]')) a))),
       mail_due_at = coalesce(i.mail_due_at, EXCLUDED.mail_due_at)`,
    [
      tx.workspaceId,
      item.id,
      item.memberId,
      item.kind,
      item.groupKey,
      item.object,
      item.recordId,
      JSON.stringify(item.who === null ? [] : [item.who]),
      JSON.stringify(item.data),
      item.count,
      item.at,
      item.mailDueAt,
    ],
  );
}

export function moveBells(tx: Tx, memberIds: readonly string[]): void {
  tx.send(
    `INSERT INTO notifications.bells AS b (workspace_id, member_id, moves)
     SELECT $1::uuid, m, 1 FROM unnest($2::uuid[]) m ORDER BY m
     ON CONFLICT (workspace_id, member_id) DO UPDATE SET moves = b.moves + 1`,
    [tx.workspaceId, [...new Set(memberIds)]],
  );
}

/** For many members at once; "0" where nothing ever waited. */
export async function bellMoves(
  tx: Tx,
  members: readonly { workspaceId: string; memberId: string }[],
): Promise<string[]> {
  const rows = await tx.query<{ moves: number }>(
    `SELECT coalesce(b.moves, 0) AS moves
     FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS m(workspace_id, member_id, place)
     LEFT JOIN notifications.bells b ON b.workspace_id = m.workspace_id AND b.member_id = m.member_id
     ORDER BY m.place`,
    [members.map(({ workspaceId }) => workspaceId), members.map(({ memberId }) => memberId)],
  );
  return rows.map(({ moves }) => String(moves));
}

export interface ItemPage {
  memberId: string;
  unreadOnly: boolean;
  before: { at: string; id: string } | null;
  limit: number;
}

/** Newest first. */
export function listItems(tx: Reader, page: ItemPage): Promise<Item[]> {
  const unread = page.unreadOnly ? " AND read_at IS NULL" : "";
  const values: unknown[] = [tx.workspaceId, page.memberId, page.limit];
  const before = page.before ? " AND (last_at, id) < ($4, $5)" : "";
  if (page.before) values.push(page.before.at, page.before.id);
  return tx.query<Item>(
    `SELECT ${columns} FROM notifications.items
     WHERE workspace_id = $1 AND member_id = $2${unread}${before} AND NOT data ? 'mailOnly'
     ORDER BY last_at DESC, id DESC LIMIT $3`,
    values,
  );
}

/**
 * Marks lines of one member, without ids all that are shown; answers how many changed. One that would fall together
 * with an unread twin stays read.
 */
export async function markItems(
  tx: Tx,
  mark: { memberId: string; ids: readonly string[] | null; read: boolean; at: string },
): Promise<number> {
  const rows = await tx.query(
    mark.read
      ? `UPDATE notifications.items SET read_at = $4, mail_due_at = NULL, mail_tries = 0
         WHERE workspace_id = $1 AND member_id = $2 AND read_at IS NULL
           AND (id = ANY($3::uuid[]) OR $3 IS NULL AND NOT data ? 'mailOnly')
         RETURNING 1`
      : `UPDATE notifications.items i SET read_at = NULL
         WHERE workspace_id = $1 AND member_id = $2 AND read_at IS NOT NULL AND $4::timestamptz IS NOT NULL
           AND id IN (SELECT DISTINCT ON (group_key) id FROM notifications.items
             WHERE workspace_id = $1 AND member_id = $2 AND id = ANY($3) ORDER BY group_key, last_at DESC)
           AND NOT EXISTS (SELECT 1 FROM notifications.items o WHERE o.workspace_id = $1 AND o.member_id = $2
             AND o.group_key = i.group_key AND o.read_at IS NULL)
         RETURNING 1`,
    [tx.workspaceId, mark.memberId, mark.ids, mark.at],
  );
  return rows.length;
}

export type DueItem = Item & {
  workspaceId: string;
  /** This one counted. */
  mailTries: number;
};

/** Claims what is to be mailed to the member who waits longest: for five minutes nobody else takes it. */
export function claimMail(tx: Tx, now: string, limit: number): Promise<DueItem[]> {
  return tx.query<DueItem>(
    `WITH first AS (SELECT workspace_id, member_id FROM notifications.items
       WHERE mail_due_at <= $1 ORDER BY mail_due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     UPDATE notifications.items SET mail_due_at = $1::timestamptz + interval '5 minutes', mail_tries = mail_tries + 1
     WHERE (workspace_id, id) IN (SELECT i.workspace_id, i.id FROM notifications.items i
       JOIN first f ON f.workspace_id = i.workspace_id AND f.member_id = i.member_id
       WHERE i.mail_due_at <= $1 ORDER BY i.mail_due_at LIMIT $2 FOR UPDATE OF i SKIP LOCKED)
     RETURNING workspace_id AS "workspaceId", mail_tries AS "mailTries", ${columns}`,
    [now, limit],
  );
}

const keysOf = (items: readonly DueItem[]) => [
  items.map(({ workspaceId }) => workspaceId),
  items.map(({ id }) => id),
];

/**
 * Nothing more is to be mailed of these as they were claimed; what is for mail alone is closed. A line that was counted
 * up since keeps the end of its claim as its time: what came is mailed then.
 */
export async function settleMail(tx: Tx, items: readonly DueItem[], at: string): Promise<void> {
  await tx.query(
    `UPDATE notifications.items i SET mail_tries = 0,
       mail_due_at = CASE WHEN i.count > d.count THEN i.mail_due_at END,
       read_at = CASE WHEN i.count = d.count AND i.data ? 'mailOnly' THEN $4 ELSE i.read_at END
     FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS d(workspace_id, id, count)
     WHERE i.workspace_id = d.workspace_id AND i.id = d.id`,
    [...keysOf(items), items.map(({ count }) => count), at],
  );
}

/** To be tried again then, as far as it is still to be mailed. */
export async function postponeMail(
  tx: Tx,
  items: readonly DueItem[],
  until: string,
): Promise<void> {
  await tx.query(
    `UPDATE notifications.items i SET mail_due_at = $3
     FROM unnest($1::uuid[], $2::uuid[]) AS d(workspace_id, id)
     WHERE i.workspace_id = d.workspace_id AND i.id = d.id AND i.mail_due_at IS NOT NULL`,
    [...keysOf(items), until],
  );
}

/** Removes what is old enough; answers how many lines went. */
export async function removeOld(
  tx: Tx,
  limits: { readBefore: string; anyBefore: string; batch: number },
): Promise<number> {
  const rows = await tx.query(
    `DELETE FROM notifications.items WHERE (workspace_id, id) IN (
       SELECT workspace_id, id FROM notifications.items
       WHERE last_at < $1 AND (last_at < $2 OR read_at IS NOT NULL) ORDER BY last_at LIMIT $3)
     RETURNING 1`,
    [limits.readBefore, limits.anyBefore, limits.batch],
  );
  await tx.query("DELETE FROM notifications.due_marks WHERE due_at < $1", [limits.readBefore]);
  return rows.length;
}
