// Rows of attachments.attachments and attachments.files.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredAttachment {
  id: string;
  object: string;
  recordId: string;
  fileName: string;
  sha256: string;
  type: string;
  bytes: number;
  uploadedBy: string;
  createdAt: string;
}

const columns = `id, object, record_id AS "recordId", file_name AS "fileName", sha256, type, bytes,
  uploaded_by AS "uploadedBy", created_at AS "createdAt"`;

export async function readAttachment(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredAttachment | null> {
  const rows = await tx.query<StoredAttachment>(
    `SELECT ${columns} FROM attachments.attachments WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

/** Newest first, and all: uploads are limited, but a merge may bring more to a record than it could take. */
export function attachmentsOf(
  tx: Reader,
  object: string,
  recordId: string,
): Promise<StoredAttachment[]> {
  return tx.query<StoredAttachment>(
    `SELECT ${columns} FROM attachments.attachments
     WHERE workspace_id = $1 AND record_id = $2 AND object = $3 ORDER BY id DESC`,
    [tx.workspaceId, recordId, object],
  );
}

/** What follows a place in time, newest first; ids carry the time of their making. */
export function attachmentsBefore(
  tx: Reader,
  asked: { object: string; recordId: string; beforeId: string | null; limit: number },
): Promise<StoredAttachment[]> {
  return tx.query<StoredAttachment>(
    `SELECT ${columns} FROM attachments.attachments
     WHERE workspace_id = $1 AND record_id = $2 AND object = $3 AND ($4::uuid IS NULL OR id < $4)
     ORDER BY id DESC LIMIT $5`,
    [tx.workspaceId, asked.recordId, asked.object, asked.beforeId, asked.limit],
  );
}

/** Of those that are on a record, the newest. */
export async function newestKept(
  tx: Reader,
  limit: number,
): Promise<{ sha256: string; bytes: number }[]> {
  const rows = await tx.query<{ sha256: string; bytes: string }>(
    `SELECT sha256, bytes FROM attachments.files
     WHERE workspace_id = $1 AND unused_since IS NULL ORDER BY created_at DESC, sha256 LIMIT $2`,
    [tx.workspaceId, limit],
  );
  return rows.map(({ sha256, bytes }) => ({ sha256, bytes: Number(bytes) }));
}

/** Held until the transaction ends. */
export function holdAttachmentsOf(
  tx: Tx,
  object: string,
  recordIds: readonly string[],
): Promise<StoredAttachment[]> {
  return tx.query<StoredAttachment>(
    `SELECT ${columns} FROM attachments.attachments
     WHERE workspace_id = $1 AND record_id = ANY($2::uuid[]) AND object = $3 ORDER BY id FOR UPDATE`,
    [tx.workspaceId, recordIds, object],
  );
}

export async function moveToRecord(
  tx: Tx,
  ids: readonly string[],
  recordId: string,
): Promise<void> {
  await tx.query(
    "UPDATE attachments.attachments SET record_id = $3 WHERE workspace_id = $1 AND id = ANY($2::uuid[])",
    [tx.workspaceId, ids, recordId],
  );
}

export async function countOf(tx: Reader, object: string, recordId: string): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM attachments.attachments WHERE workspace_id = $1 AND record_id = $2 AND object = $3",
    [tx.workspaceId, recordId, object],
  );
  return rows[0]?.count ?? 0;
}

export async function saveAttachment(tx: Tx, one: StoredAttachment): Promise<void> {
  await tx.query(
    `INSERT INTO attachments.attachments
       (workspace_id, id, object, record_id, file_name, sha256, type, bytes, uploaded_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (workspace_id, id) DO UPDATE SET object = EXCLUDED.object,
       record_id = EXCLUDED.record_id, file_name = EXCLUDED.file_name`,
    [
      tx.workspaceId,
      one.id,
      one.object,
      one.recordId,
      one.fileName,
      one.sha256,
      one.type,
      one.bytes,
      one.uploadedBy,
      one.createdAt,
    ],
  );
}

export async function deleteAttachment(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM attachments.attachments WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

type File = Pick<StoredAttachment, "sha256" | "type" | "bytes">;

/** Makes the row of a file that nothing uses yet; one that is there stays as it is. */
export async function noteFile(tx: Tx, file: File, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO attachments.files (workspace_id, sha256, type, bytes, created_at, unused_since)
     VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING`,
    [tx.workspaceId, file.sha256, file.type, file.bytes, at],
  );
}

/** Says that the file is in use; makes its row when it is new. */
export async function useFile(tx: Tx, file: File, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO attachments.files (workspace_id, sha256, type, bytes, created_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (workspace_id, sha256) DO UPDATE SET unused_since = NULL`,
    [tx.workspaceId, file.sha256, file.type, file.bytes, at],
  );
}

/** False when its bytes are gone. */
export async function reuseFile(tx: Tx, sha256: string): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE attachments.files SET unused_since = NULL WHERE workspace_id = $1 AND sha256 = $2
     RETURNING sha256`,
    [tx.workspaceId, sha256],
  );
  return rows.length > 0;
}

/** Notes that nothing points at it any more, if so. Held first: of two last uses that go at once, one sees both gone. */
export async function leaveFile(tx: Tx, sha256: string, at: string): Promise<void> {
  await tx.query(
    "SELECT 1 FROM attachments.files WHERE workspace_id = $1 AND sha256 = $2 FOR UPDATE",
    [tx.workspaceId, sha256],
  );
  await tx.query(
    `UPDATE attachments.files f SET unused_since = $3 WHERE f.workspace_id = $1 AND f.sha256 = $2
       AND NOT EXISTS (SELECT 1 FROM attachments.attachments a
         WHERE a.workspace_id = $1 AND a.sha256 = $2)`,
    [tx.workspaceId, sha256, at],
  );
}

/** Forgets files that were unused since before; answers their hashes. */
export async function forgetUnused(tx: Tx, before: string, max: number): Promise<string[]> {
  const rows = await tx.query<{ sha256: string }>(
    `DELETE FROM attachments.files f WHERE f.workspace_id = $1 AND f.sha256 IN (
       SELECT u.sha256 FROM attachments.files u
       WHERE u.workspace_id = $1 AND u.unused_since < $2 LIMIT $3 FOR UPDATE SKIP LOCKED)
     AND NOT EXISTS (SELECT 1 FROM attachments.attachments a
       WHERE a.workspace_id = $1 AND a.sha256 = f.sha256)
     RETURNING f.sha256`,
    [tx.workspaceId, before, max],
  );
  return rows.map((row) => row.sha256);
}
