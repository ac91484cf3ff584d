// SQL of what followers go by: the head of each workspace, which whoever takes in events holds until the commit,
// and one change a batch. Also the counts of each day.
import type { Database, Reader, Tx } from "../../platform/db/index.ts";

export interface EventChange {
  /** Rises in the order of commits within a workspace. */
  no: number;
  personIds: string[];
  companyIds: string[];
  names: string[];
}

/** Of what may be remembered about identities: it holds as long as this number does. */
export async function readIdentityNo(tx: Reader): Promise<number> {
  const [row] = await tx.query<{ identity_no: number }>(
    "SELECT identity_no FROM events.heads WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return Number(row?.identity_no ?? 0);
}

/** Nobody else changes identities of this workspace, or numbers a batch, until this transaction ends. */
export async function holdHead(tx: Tx): Promise<void> {
  await tx.query(
    `INSERT INTO events.heads (workspace_id, no) VALUES ($1, 0)
     ON CONFLICT (workspace_id) DO UPDATE SET no = heads.no`,
    [tx.workspaceId],
  );
}

/** While the head is held: identities that were there before have changed. */
export function turnIdentities(tx: Tx): void {
  tx.send("UPDATE events.heads SET identity_no = identity_no + 1 WHERE workspace_id = $1", [
    tx.workspaceId,
  ]);
}

/** The next number; the head is held until this transaction ends. */
export async function takeNumber(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ no: number }>(
    `INSERT INTO events.heads (workspace_id, no) VALUES ($1, 1)
     ON CONFLICT (workspace_id) DO UPDATE SET no = heads.no + 1 RETURNING no`,
    [tx.workspaceId],
  );
  return Number(row?.no ?? 0);
}

export function insertChange(
  tx: Tx,
  change: EventChange & { at: string; entryIds: readonly string[]; count: number },
): void {
  tx.send(
    `INSERT INTO events.changes (workspace_id, no, at, person_ids, company_ids, names, entry_ids, count)
     VALUES ($1, $2, $3, $4::uuid[], $5::uuid[], $6::text[], $7::uuid[], $8)`,
    [
      tx.workspaceId,
      change.no,
      change.at,
      change.personIds,
      change.companyIds,
      change.names,
      change.entryIds,
      change.count,
    ],
  );
}

interface ChangeRow {
  no: number;
  person_ids: string[];
  company_ids: string[];
  names: string[];
}

export async function selectChanges(
  tx: Reader,
  afterNo: number,
  limit: number,
): Promise<EventChange[]> {
  const rows = await tx.query<ChangeRow>(
    `SELECT no, person_ids, company_ids, names FROM events.changes
     WHERE workspace_id = $1 AND no > $2 ORDER BY no LIMIT $3`,
    [tx.workspaceId, afterNo, limit],
  );
  return rows.map((row) => ({
    no: Number(row.no),
    personIds: row.person_ids,
    companyIds: row.company_ids,
    names: row.names,
  }));
}

/** The last number of every workspace that has events. */
export async function selectHeads(db: Database): Promise<{ workspaceId: string; no: number }[]> {
  const rows = await db.system((tx) =>
    tx.query<{ workspace_id: string; no: number }>("SELECT workspace_id, no FROM events.heads"),
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, no: Number(row.no) }));
}

/** Ids of entries in the order in which they came, newest last. */
export async function selectArrivals(
  tx: Reader,
  limit: number,
): Promise<{ no: number; entryIds: string[] }[]> {
  const rows = await tx.query<{ no: number; entry_ids: string[] }>(
    `SELECT no, entry_ids FROM events.changes WHERE workspace_id = $1 AND count > 0
     ORDER BY no DESC LIMIT $2`,
    [tx.workspaceId, limit],
  );
  return rows.map((row) => ({ no: Number(row.no), entryIds: row.entry_ids }));
}

export function forgetChanges(tx: Tx, before: string): void {
  tx.send("DELETE FROM events.changes WHERE workspace_id = $1 AND at < $2", [
    tx.workspaceId,
    before,
  ]);
}

export interface Tally {
  accepted: number;
  duplicates: number;
  rejected: number;
  withheld: number;
}

export function addCounts(tx: Tx, day: string, bySource: ReadonlyMap<string, Tally>): void {
  const tallies = [...bySource.values()];
  tx.send(
    `INSERT INTO events.counts AS c (workspace_id, day, source_id, accepted, duplicates, rejected, withheld)
     SELECT $1, $2, n.* FROM unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) AS n
     ON CONFLICT (workspace_id, day, source_id) DO UPDATE SET accepted = c.accepted + EXCLUDED.accepted,
       duplicates = c.duplicates + EXCLUDED.duplicates, rejected = c.rejected + EXCLUDED.rejected,
       withheld = c.withheld + EXCLUDED.withheld`,
    [
      tx.workspaceId,
      day,
      [...bySource.keys()],
      tallies.map(({ accepted }) => accepted),
      tallies.map(({ duplicates }) => duplicates),
      tallies.map(({ rejected }) => rejected),
      tallies.map(({ withheld }) => withheld),
    ],
  );
}
