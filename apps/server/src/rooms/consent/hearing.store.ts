// The row of consent.hearing.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredHearing {
  /** The workspace's. */
  id: string;
  sourceIds: string[];
  /** By category, in small letters: the purpose. */
  categories: Record<string, string>;
}

export async function readHearing(
  tx: Reader,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredHearing> {
  const rows = await tx.query<Omit<StoredHearing, "id">>(
    `SELECT source_ids AS "sourceIds", categories FROM consent.hearing WHERE workspace_id = $1 ${lock}`,
    [tx.workspaceId],
  );
  const [{ sourceIds, categories } = { sourceIds: [], categories: {} }] = rows;
  return { id: tx.workspaceId, sourceIds, categories };
}

export async function saveHearing(tx: Tx, hearing: StoredHearing, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO consent.hearing (workspace_id, source_ids, categories, updated_at)
     VALUES ($1, $2::uuid[], $3, $4)
     ON CONFLICT (workspace_id) DO UPDATE SET source_ids = EXCLUDED.source_ids,
       categories = EXCLUDED.categories, updated_at = EXCLUDED.updated_at`,
    [tx.workspaceId, hearing.sourceIds, JSON.stringify(hearing.categories), at],
  );
}
