// Rows of consent.purposes: what a workspace made, and what it changed of what is built in.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { StoredPurpose } from "./purpose.rules.ts";

const columns = `id, key, label, about, when_unknown AS "whenUnknown", basis, is_retired AS "isRetired"`;

export function readPurposes(tx: Reader): Promise<StoredPurpose[]> {
  return tx.query<StoredPurpose>(
    `SELECT ${columns} FROM consent.purposes WHERE workspace_id = $1 ORDER BY key`,
    [tx.workspaceId],
  );
}

/** One change of purposes at a time, so that none is lost and none is made twice. */
export async function holdPurposes(tx: Tx): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('consent.purposes ' || $1, 0))", [
    tx.workspaceId,
  ]);
}

export async function savePurpose(tx: Tx, purpose: StoredPurpose, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO consent.purposes
       (workspace_id, id, key, label, about, when_unknown, basis, is_retired, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (workspace_id, id) DO UPDATE SET label = EXCLUDED.label, about = EXCLUDED.about,
       when_unknown = EXCLUDED.when_unknown, basis = EXCLUDED.basis,
       is_retired = EXCLUDED.is_retired, updated_at = EXCLUDED.updated_at`,
    [
      tx.workspaceId,
      purpose.id,
      purpose.key,
      purpose.label,
      purpose.about,
      purpose.whenUnknown,
      purpose.basis,
      purpose.isRetired,
      at,
    ],
  );
}

export async function deletePurpose(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM consent.purposes WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}
