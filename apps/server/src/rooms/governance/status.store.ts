// How the log of the transaction's workspace stands.
import type { Tx } from "../../platform/db/index.ts";

export interface AuditStatus {
  /** Sealed so far. */
  entries: number;
  seals: number;
  sealedAt: string | null;
  /** Not sealed yet; normally those of the last second. Counted up to 10,000. */
  unsealed: number;
  /** Hex; what a checkpoint of this moment would hold. */
  chain: string | null;
}

const maxCounted = 10_000;

export async function selectStatus(tx: Tx): Promise<AuditStatus> {
  const [head] = await tx.query<{
    entries_total: number;
    seal_no: number;
    sealed_at: string | null;
    floor_no: number;
    chain: string;
  }>(
    `SELECT entries_total, seal_no, sealed_at, floor_no, encode(chain_hash, 'hex') AS chain
     FROM governance.audit_heads WHERE workspace_id = $1`,
    [tx.workspaceId],
  );
  const [open] = await tx.query<{ count: number }>(
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM governance.audit_entries e
       WHERE e.workspace_id = $1 AND e.entry_no > $2 AND e.entry_no NOT IN (
         SELECT unnest(s.entry_nos) FROM governance.audit_seals s WHERE s.workspace_id = $1 AND s.last_no > $2)
       LIMIT ${maxCounted}) AS open`,
    [tx.workspaceId, head?.floor_no ?? 0],
  );
  return {
    entries: head?.entries_total ?? 0,
    seals: head?.seal_no ?? 0,
    sealedAt: head?.sealed_at ?? null,
    unsealed: open?.count ?? 0,
    chain: head?.chain ?? null,
  };
}
