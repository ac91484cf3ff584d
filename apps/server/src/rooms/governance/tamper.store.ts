// For this room's tests alone: what only the owner of the database can do to the log. No app role has
// the rights for any of it.
import { chainHashOf, genesisHash, type Seal } from "./chain.ts";
import { leafSql } from "./leaf-sql.store.ts";

/** Runs a statement as the owner. */
export type AsOwner = (
  sql: string,
  values?: readonly unknown[],
) => Promise<Record<string, unknown>[]>;

export interface StoredEntry {
  id: string;
  entryNo: number;
}

export async function storedEntries(asOwner: AsOwner, workspaceId: string): Promise<StoredEntry[]> {
  const rows = await asOwner(
    "SELECT id, entry_no::int8 AS no FROM governance.audit_entries WHERE workspace_id = $1 ORDER BY entry_no",
    [workspaceId],
  );
  return rows.map((row) => ({ id: String(row.id), entryNo: Number(row.no) }));
}

/** What a thorough forger does: recomputes leaves and chain over the rows as they are now. */
export async function rewriteChain(
  asOwner: AsOwner,
  workspaceId: string,
  seals: readonly Seal[],
): Promise<void> {
  await asOwner("DELETE FROM governance.audit_seals WHERE workspace_id = $1", [workspaceId]);
  const rows = await asOwner(
    `SELECT entry_no::int8 AS no, uuid_send(e.id) AS id, ${leafSql("e")} AS leaf
     FROM governance.audit_entries e WHERE workspace_id = $1 ORDER BY entry_no`,
    [workspaceId],
  );
  let chain: Buffer = genesisHash;
  let total = 0;
  for (const seal of seals) {
    const own = rows.splice(0, seal.entryCount);
    if (own.length === 0) break;
    total += own.length;
    const forged = reseal(seal, own, { chain, total });
    chain = forged.chainHash;
    await insertSealAsOwner(asOwner, forged);
  }
  await asOwner(
    `UPDATE governance.audit_heads SET chain_hash = $2, entries_total = $3, seal_no =
       (SELECT max(seal_no) FROM governance.audit_seals WHERE workspace_id = $1) WHERE workspace_id = $1`,
    [workspaceId, chain, total],
  );
}

function reseal(
  seal: Seal,
  rows: readonly Record<string, unknown>[],
  at: { chain: Buffer; total: number },
): Seal {
  const numbers = rows.map((row) => Number(row.no));
  const content = {
    ...seal,
    firstNo: numbers[0] ?? 0,
    lastNo: numbers.at(-1) ?? 0,
    entryCount: rows.length,
    entriesTotal: at.total,
    entryNos: numbers.join(","),
    entryIds: Buffer.concat(rows.map((row) => row.id as Buffer)),
    leaves: Buffer.concat(rows.map((row) => row.leaf as Buffer)),
  };
  return { ...content, previousHash: at.chain, chainHash: chainHashOf(at.chain, content) };
}

async function insertSealAsOwner(asOwner: AsOwner, seal: Seal): Promise<void> {
  await asOwner(
    `INSERT INTO governance.audit_seals (workspace_id, seal_no, format, first_no, last_no, entry_count, entries_total,
       entry_nos, entry_ids, leaves, floor_no, complete_at, sealed_at, previous_hash, chain_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::bigint[], $9, $10, $11, $12, $13, $14, $15)`,
    [
      seal.workspaceId,
      seal.sealNo,
      seal.format,
      seal.firstNo,
      seal.lastNo,
      seal.entryCount,
      seal.entriesTotal,
      `{${seal.entryNos}}`,
      seal.entryIds,
      seal.leaves,
      seal.floorNo,
      seal.completeAt,
      seal.sealedAt,
      seal.previousHash,
      seal.chainHash,
    ],
  );
}
