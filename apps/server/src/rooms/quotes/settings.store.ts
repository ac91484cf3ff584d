// What a workspace prints on its quotes, and the PDFs that were made.
import type { QuotePageSize } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { firstSettings, type StoredDocument, type StoredSettings } from "./stored-quote.ts";

export async function readSettings(
  tx: Reader,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredSettings> {
  const rows = await tx.query<{ settings: StoredSettings }>(
    `SELECT settings FROM quotes.settings WHERE workspace_id = $1 ${lock}`,
    [tx.workspaceId],
  );
  return { ...firstSettings, ...rows[0]?.settings };
}

export async function saveSettings(tx: Tx, settings: StoredSettings, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO quotes.settings (workspace_id, settings, updated_at) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id) DO UPDATE SET settings = EXCLUDED.settings, updated_at = EXCLUDED.updated_at`,
    [tx.workspaceId, JSON.stringify(settings), at],
  );
}

const columns = `quote_id AS "quoteId", size, content_sha256 AS "contentSha256", sha256, bytes`;

export async function documentsOf(
  tx: Reader,
  quoteIds: readonly string[],
): Promise<ReadonlyMap<string, StoredDocument[]>> {
  const rows = await tx.query<StoredDocument & { quoteId: string }>(
    `SELECT ${columns} FROM quotes.documents
     WHERE workspace_id = $1 AND quote_id = ANY($2::uuid[]) ORDER BY quote_id, size`,
    [tx.workspaceId, quoteIds],
  );
  return Map.groupBy(rows, (row) => row.quoteId);
}

export async function readDocument(
  tx: Reader,
  quoteId: string,
  size: QuotePageSize,
): Promise<StoredDocument | null> {
  const found = await documentsOf(tx, [quoteId]);
  return found.get(quoteId)?.find((document) => document.size === size) ?? null;
}

export async function keepDocument(
  tx: Tx,
  quoteId: string,
  document: StoredDocument,
  at: string,
): Promise<void> {
  const { size, contentSha256, sha256, bytes } = document;
  await tx.query(
    `INSERT INTO quotes.documents (workspace_id, quote_id, size, content_sha256, sha256, bytes, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (workspace_id, quote_id, size) DO UPDATE SET content_sha256 = EXCLUDED.content_sha256,
       sha256 = EXCLUDED.sha256, bytes = EXCLUDED.bytes, made_at = EXCLUDED.made_at`,
    [tx.workspaceId, quoteId, size, contentSha256, sha256, bytes, at],
  );
}
