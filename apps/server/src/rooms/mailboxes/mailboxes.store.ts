// Rows of folders and of what became of each mail.
import type { MailVerdict } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface MailPlace {
  channelId: string;
  path: string;
  /** A number of up to 32 bits, as IMAP has it. */
  uidValidity: number;
  uid: number;
}

export interface StoredMail extends MailPlace {
  id: string;
  verdict: MailVerdict;
  reason: string | null;
  attempts: number;
  nextTryAt: string | null;
  messageId: string | null;
  sender: string | null;
  subject: string | null;
  sentAt: string | null;
  conversationId: string | null;
  readAt: string;
  goneAt: string | null;
}

const mailColumns = `channel_id AS "channelId", path, uid_validity::float8 AS "uidValidity", uid::float8 AS uid, id, verdict,
  reason, attempts, next_try_at AS "nextTryAt", message_id AS "messageId", sender, subject, sent_at AS "sentAt",
  conversation_id AS "conversationId", read_at AS "readAt", gone_at AS "goneAt"`;

/**
 * A second look at the same mail replaces what the first one found; its id stays. What somebody left out meanwhile is not
 * stuck again.
 */
export function saveMail(tx: Tx, mail: StoredMail): Promise<unknown> {
  return tx.query(
    `INSERT INTO mailboxes.mails (workspace_id, channel_id, path, uid_validity, uid, id, verdict, reason, attempts,
       next_try_at, message_id, sender, subject, sent_at, conversation_id, read_at, gone_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     ON CONFLICT (workspace_id, channel_id, path, uid_validity, uid) DO UPDATE SET verdict = EXCLUDED.verdict,
       reason = EXCLUDED.reason, attempts = EXCLUDED.attempts, next_try_at = EXCLUDED.next_try_at,
       message_id = EXCLUDED.message_id, sender = EXCLUDED.sender, subject = EXCLUDED.subject,
       sent_at = EXCLUDED.sent_at, conversation_id = EXCLUDED.conversation_id, read_at = EXCLUDED.read_at,
       gone_at = EXCLUDED.gone_at
       WHERE NOT (mails.verdict = 'skipped' AND EXCLUDED.verdict = 'stuck')`,
    [
      ...[tx.workspaceId, mail.channelId, mail.path, mail.uidValidity, mail.uid, mail.id],
      ...[mail.verdict, mail.reason, mail.attempts, mail.nextTryAt, mail.messageId, mail.sender],
      ...[mail.subject, mail.sentAt, mail.conversationId, mail.readAt, mail.goneAt],
    ],
  );
}

type Folder = Omit<MailPlace, "uid">;

const inFolder = "workspace_id = $1 AND channel_id = $2 AND path = $3 AND uid_validity = $4";
const folderValues = (tx: Reader, at: Folder) => [
  ...[tx.workspaceId, at.channelId, at.path, at.uidValidity],
];

/** Of those numbers, which have a row. */
export async function knownUids(
  tx: Reader,
  at: Folder,
  uids: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await tx.query<{ uid: number }>(
    `SELECT uid::float8 AS uid FROM mailboxes.mails WHERE ${inFolder} AND uid = ANY($5::bigint[])`,
    [...folderValues(tx, at), uids],
  );
  return new Set(rows.map(({ uid }) => uid));
}

/** Stuck mails of the folder whose next try is due. */
export async function dueUids(tx: Reader, at: Folder, now: string): Promise<number[]> {
  const rows = await tx.query<{ uid: number }>(
    `SELECT uid::float8 AS uid FROM mailboxes.mails
     WHERE ${inFolder} AND verdict = 'stuck' AND next_try_at <= $5 AND gone_at IS NULL ORDER BY uid LIMIT 100`,
    [...folderValues(tx, at), now],
  );
  return rows.map(({ uid }) => uid);
}

/** Those that the server has no more are marked so, and those that are there again are not. Answers how many are there. */
export async function markGone(
  tx: Tx,
  at: Folder,
  there: readonly number[],
  now: string,
): Promise<number> {
  await tx.query(
    `UPDATE mailboxes.mails SET gone_at = CASE WHEN uid = ANY($5::bigint[]) THEN NULL ELSE $6::timestamptz END
     WHERE ${inFolder} AND (gone_at IS NULL) <> (uid = ANY($5::bigint[]))`,
    [...folderValues(tx, at), there, now],
  );
  await tx.query(
    `UPDATE mailboxes.mails SET gone_at = $5 WHERE workspace_id = $1 AND channel_id = $2 AND path = $3
       AND uid_validity <> $4 AND gone_at IS NULL`,
    [...folderValues(tx, at), now],
  );
  const rows = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM mailboxes.mails WHERE ${inFolder} AND uid = ANY($5::bigint[])`,
    [...folderValues(tx, at), there],
  );
  return rows[0]?.count ?? 0;
}

/** The row of a mail that came in before with that id, from whatever folder: after a kill between, its row says `copy`. */
export async function findByMessageId(
  tx: Reader,
  channelId: string,
  messageId: string,
): Promise<StoredMail | null> {
  const rows = await tx.query<StoredMail>(
    `SELECT ${mailColumns} FROM mailboxes.mails WHERE workspace_id = $1 AND channel_id = $2 AND message_id = $3
       AND conversation_id IS NOT NULL ORDER BY verdict = 'taken' DESC, id LIMIT 1`,
    [tx.workspaceId, channelId, messageId],
  );
  return rows[0] ?? null;
}

/** Of what a mail answers, that which is not here yet. */
export function noteAwaited(
  tx: Tx,
  channelId: string,
  messageId: string,
  answered: readonly string[],
): Promise<unknown> {
  return tx.query(
    `INSERT INTO mailboxes.awaited (workspace_id, channel_id, awaited_id, message_id)
     SELECT $1, $2, u.id, $3 FROM unnest($4::text[]) AS u(id) WHERE NOT EXISTS (
       SELECT 1 FROM mailboxes.mails m WHERE m.workspace_id = $1 AND m.channel_id = $2 AND m.message_id = u.id)
     ON CONFLICT DO NOTHING`,
    [tx.workspaceId, channelId, messageId, answered],
  );
}

/** Mails that came before the one which they answer. */
export async function cameBefore(
  tx: Reader,
  channelId: string,
  messageId: string,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT message_id AS id FROM mailboxes.awaited
     WHERE workspace_id = $1 AND channel_id = $2 AND awaited_id = $3 ORDER BY message_id LIMIT 20`,
    [tx.workspaceId, channelId, messageId],
  );
  return rows.map(({ id }) => id);
}

export async function readMailRow(tx: Reader, at: MailPlace): Promise<StoredMail | null> {
  const rows = await tx.query<StoredMail>(
    `SELECT ${mailColumns} FROM mailboxes.mails WHERE ${inFolder} AND uid = $5`,
    [...folderValues(tx, at), at.uid],
  );
  return rows[0] ?? null;
}

export interface MailQuery {
  channelId: string;
  verdict: MailVerdict | null;
  beforeId: string | null;
  limit: number;
}

/** Newest first. */
export function listMails(tx: Reader, query: MailQuery): Promise<StoredMail[]> {
  return tx.query<StoredMail>(
    `SELECT ${mailColumns} FROM mailboxes.mails WHERE workspace_id = $1 AND channel_id = $2
       AND ($3::text IS NULL OR verdict = $3) AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
    [tx.workspaceId, query.channelId, query.verdict, query.beforeId, query.limit],
  );
}

/** Held until the transaction ends. */
export async function mailById(tx: Tx, channelId: string, id: string): Promise<StoredMail | null> {
  const rows = await tx.query<StoredMail>(
    `SELECT ${mailColumns} FROM mailboxes.mails WHERE workspace_id = $1 AND id = $3 AND channel_id = $2 FOR UPDATE`,
    [tx.workspaceId, channelId, id],
  );
  return rows[0] ?? null;
}

export function leaveMailOut(tx: Tx, id: string, reason: string): Promise<unknown> {
  return tx.query(
    "UPDATE mailboxes.mails SET verdict = 'skipped', reason = $3, next_try_at = NULL WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, reason],
  );
}

/**
 * Stuck mails are tried again at the next look; with an id, that one alone, also if it was left out and is still there.
 * Answers how many.
 */
export async function tryAgain(
  tx: Tx,
  channelId: string,
  id: string | null,
  now: string,
): Promise<number> {
  const rows = await tx.query(
    `UPDATE mailboxes.mails SET next_try_at = $4, verdict = 'stuck' WHERE workspace_id = $1 AND channel_id = $2
       AND ($3::uuid IS NULL OR id = $3)
       AND (verdict = 'stuck' OR (id = $3 AND verdict = 'skipped' AND gone_at IS NULL)) RETURNING id`,
    [tx.workspaceId, channelId, id, now],
  );
  return rows.length;
}

export interface FolderCount {
  path: string;
  uidValidity: number;
  serverCount: number;
  knownCount: number;
  comparedAt: string;
}

export function saveFolder(tx: Tx, channelId: string, folder: FolderCount): Promise<unknown> {
  const { path, uidValidity, serverCount, knownCount, comparedAt } = folder;
  return tx.query(
    `INSERT INTO mailboxes.folders (workspace_id, channel_id, path, uid_validity, server_count, known_count, compared_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (workspace_id, channel_id, path) DO UPDATE SET uid_validity = EXCLUDED.uid_validity,
       server_count = EXCLUDED.server_count, known_count = EXCLUDED.known_count, compared_at = EXCLUDED.compared_at`,
    [tx.workspaceId, channelId, path, uidValidity, serverCount, knownCount, comparedAt],
  );
}

export interface FolderState extends FolderCount {
  /** Mails by what became of them; those that the server has no more are left out. */
  verdicts: Partial<Record<MailVerdict, number>>;
}

export async function readFolders(tx: Reader, channelId: string): Promise<FolderState[]> {
  const folders = await tx.query<FolderCount>(
    `SELECT path, uid_validity::float8 AS "uidValidity", server_count AS "serverCount", known_count AS "knownCount",
       compared_at AS "comparedAt"
     FROM mailboxes.folders WHERE workspace_id = $1 AND channel_id = $2 ORDER BY path`,
    [tx.workspaceId, channelId],
  );
  const counts = await tx.query<{ path: string; verdict: MailVerdict; count: number }>(
    `SELECT path, verdict, count(*)::int AS count FROM mailboxes.mails
     WHERE workspace_id = $1 AND channel_id = $2 AND gone_at IS NULL GROUP BY 1, 2`,
    [tx.workspaceId, channelId],
  );
  return folders.map((folder) => ({
    ...folder,
    verdicts: Object.fromEntries(
      counts
        .filter(({ path }) => path === folder.path)
        .map(({ verdict, count }) => [verdict, count]),
    ),
  }));
}
