// SQL of sealing: which workspaces have something to seal, the next batch of a workspace, its seal and
// its head. Entries are only read here.
import type { Tx } from "../../platform/db/index.ts";
import { genesisHash, type Seal } from "./chain.ts";
import { leafSql } from "./leaf-sql.store.ts";

/** Where sealing of a workspace stands. */
export interface Head {
  sealNo: number;
  entriesTotal: number;
  chainHash: Buffer;
  floorNo: number;
  mark: Mark | null;
  completeAt: string | null;
  sealedAt: string | null;
}

/**
 * Taken in this order: the last number given out, then a fresh transaction id. A transaction that ever
 * holds a number up to `no` has an id below `xmax`; once all of those have ended, none can appear.
 */
export interface Mark {
  no: number;
  /** A 64-bit transaction id; as text, since it may pass 2^53. */
  xmax: string;
}

const emptyHead: Head = {
  sealNo: 0,
  entriesTotal: 0,
  chainHash: genesisHash,
  floorNo: 0,
  mark: null,
  completeAt: null,
  sealedAt: null,
};

/** Workspaces with entries above their floor, found by skipping along the key: no row is counted. */
export async function selectUnsettledWorkspaces(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `WITH RECURSIVE w AS (
       (SELECT workspace_id AS id FROM governance.audit_entries ORDER BY workspace_id LIMIT 1)
       UNION ALL
       SELECT (SELECT e.workspace_id FROM governance.audit_entries e WHERE e.workspace_id > w.id
               ORDER BY e.workspace_id LIMIT 1)
       FROM w WHERE w.id IS NOT NULL
     )
     SELECT w.id FROM w LEFT JOIN governance.audit_heads h ON h.workspace_id = w.id
     WHERE w.id IS NOT NULL AND EXISTS (
       SELECT 1 FROM governance.audit_entries e
       WHERE e.workspace_id = w.id AND e.entry_no > coalesce(h.floor_no, 0))`,
  );
  return rows.map((row) => row.id);
}

export interface Round extends Mark {
  /** Every transaction below this id has ended. */
  xmin: string;
}

/** Three statements, each with its own snapshot; their order is what makes a mark sound. */
export async function takeMark(tx: Tx): Promise<Round> {
  const [sequence] = await tx.query<{ no: number }>(
    "SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS no FROM governance.audit_entries_entry_no_seq",
  );
  const [own] = await tx.query<{ xmax: string }>("SELECT pg_current_xact_id()::text AS xmax");
  const [snapshot] = await tx.query<{ xmin: string }>(
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin",
  );
  return { no: sequence?.no ?? 0, xmax: own?.xmax ?? "0", xmin: snapshot?.xmin ?? "0" };
}

/** True for one transaction at a time over all processes; let go at its end. */
export async function lockWorkspace(tx: Tx, workspaceId: string): Promise<boolean> {
  const [row] = await tx.query<{ locked: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtext('rapport.audit.seal'), hashtext($1)) AS locked",
    [workspaceId],
  );
  return row?.locked === true;
}

interface HeadRow {
  seal_no: number;
  entries_total: number;
  chain_hash: Buffer;
  floor_no: number;
  mark_no: number | null;
  mark_xmax: string | null;
  complete_at: string | null;
  sealed_at: string | null;
}

export async function selectHead(tx: Tx, workspaceId: string): Promise<Head> {
  const [row] = await tx.query<HeadRow>(
    `SELECT seal_no, entries_total, chain_hash, floor_no, mark_no, mark_xmax::text AS mark_xmax, complete_at, sealed_at
     FROM governance.audit_heads WHERE workspace_id = $1`,
    [workspaceId],
  );
  if (!row) return emptyHead;
  return {
    sealNo: row.seal_no,
    entriesTotal: row.entries_total,
    chainHash: row.chain_hash,
    floorNo: row.floor_no,
    mark:
      row.mark_no === null || row.mark_xmax === null
        ? null
        : { no: row.mark_no, xmax: row.mark_xmax },
    completeAt: row.complete_at,
    sealedAt: row.sealed_at,
  };
}

export function upsertHead(tx: Tx, workspaceId: string, head: Head): void {
  tx.send(
    `INSERT INTO governance.audit_heads (workspace_id, seal_no, entries_total, chain_hash, floor_no, mark_no, mark_xmax,
       complete_at, sealed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7::text::xid8, $8, $9)
     ON CONFLICT (workspace_id) DO UPDATE SET seal_no = excluded.seal_no, entries_total = excluded.entries_total,
       chain_hash = excluded.chain_hash, floor_no = excluded.floor_no, mark_no = excluded.mark_no,
       mark_xmax = excluded.mark_xmax, complete_at = excluded.complete_at, sealed_at = excluded.sealed_at`,
    [
      workspaceId,
      head.sealNo,
      head.entriesTotal,
      head.chainHash,
      head.floorNo,
      head.mark?.no ?? null,
      head.mark?.xmax ?? null,
      head.completeAt,
      head.sealedAt,
    ],
  );
}

/** Says for workspaces at rest that they were complete at `at`, which no entry dated back may deny. */
export function refreshComplete(
  tx: Tx,
  at: string,
  olderThan: string,
  except: readonly string[],
): void {
  tx.send(
    "UPDATE governance.audit_heads SET complete_at = $1 WHERE complete_at < $2 AND NOT workspace_id = ANY($3::uuid[])",
    [at, olderThan, except],
  );
}

export type Batch = Pick<
  Seal,
  "entryCount" | "firstNo" | "lastNo" | "entryNos" | "entryIds" | "leaves"
>;

interface BatchRow {
  count: number;
  first_no: number;
  last_no: number;
  nos: string;
  ids: Buffer;
  leaves: Buffer;
}

/** The lowest unsealed entries above `afterNo` that can be seen now, hashed where they lie. */
export async function selectBatch(
  tx: Tx,
  query: { workspaceId: string; afterNo: number; limit: number },
): Promise<Batch | null> {
  const [row] = await tx.query<BatchRow>(
    `WITH batch AS MATERIALIZED (
       SELECT e.entry_no, e.id, ${leafSql("e")} AS leaf FROM governance.audit_entries e
       WHERE e.workspace_id = $1 AND e.entry_no > $2 AND e.entry_no NOT IN (
         SELECT unnest(s.entry_nos) FROM governance.audit_seals s WHERE s.workspace_id = $1 AND s.last_no > $2)
       ORDER BY e.entry_no LIMIT $3
     )
     SELECT count(*)::int AS count, min(entry_no) AS first_no, max(entry_no) AS last_no,
       string_agg(entry_no::text, ',' ORDER BY entry_no) AS nos,
       string_agg(uuid_send(id), ''::bytea ORDER BY entry_no) AS ids,
       string_agg(leaf, ''::bytea ORDER BY entry_no) AS leaves
     FROM batch`,
    [query.workspaceId, query.afterNo, query.limit],
  );
  if (!row || row.count === 0) return null;
  return {
    entryCount: row.count,
    firstNo: row.first_no,
    lastNo: row.last_no,
    entryNos: row.nos,
    entryIds: row.ids,
    leaves: row.leaves,
  };
}

export function insertSeal(tx: Tx, seal: Seal): void {
  tx.send(
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

interface SealRow {
  seal_no: number;
  format: number;
  first_no: number;
  last_no: number;
  entry_count: number;
  entries_total: number;
  entry_nos: string;
  entry_ids: Buffer;
  leaves: Buffer;
  floor_no: number;
  complete_at: string | null;
  sealed_at: string;
  previous_hash: Buffer;
  chain_hash: Buffer;
}

/** Seals after `afterSealNo`, in order. */
export async function selectSeals(
  tx: Tx,
  query: { workspaceId: string; afterSealNo: number; throughSealNo: number; limit: number },
): Promise<Seal[]> {
  const rows = await tx.query<SealRow>(
    `SELECT seal_no, format, first_no, last_no, entry_count, entries_total,
       array_to_string(entry_nos, ',') AS entry_nos, entry_ids, leaves, floor_no, complete_at, sealed_at,
       previous_hash, chain_hash
     FROM governance.audit_seals WHERE workspace_id = $1 AND seal_no > $2 AND seal_no <= $3
     ORDER BY seal_no LIMIT $4`,
    [query.workspaceId, query.afterSealNo, query.throughSealNo, query.limit],
  );
  return rows.map((row) => ({
    workspaceId: query.workspaceId,
    sealNo: row.seal_no,
    format: row.format,
    firstNo: row.first_no,
    lastNo: row.last_no,
    entryCount: row.entry_count,
    entriesTotal: row.entries_total,
    entryNos: row.entry_nos,
    entryIds: row.entry_ids,
    leaves: row.leaves,
    floorNo: row.floor_no,
    completeAt: row.complete_at,
    sealedAt: row.sealed_at,
    previousHash: row.previous_hash,
    chainHash: row.chain_hash,
  }));
}

/** Workspaces that have ever been sealed, with where each stands. */
export async function selectSealedWorkspaces(
  tx: Tx,
): Promise<{ id: string; sealNo: number; floorNo: number }[]> {
  const rows = await tx.query<{ workspace_id: string; seal_no: number; floor_no: number }>(
    "SELECT workspace_id, seal_no, floor_no FROM governance.audit_heads",
  );
  return rows.map((row) => ({ id: row.workspace_id, sealNo: row.seal_no, floorNo: row.floor_no }));
}
