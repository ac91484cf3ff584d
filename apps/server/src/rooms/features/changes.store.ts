// SQL of features.changes and features.followed: what is to be done, and how far events were followed.
import { arrayOf, type Database, type Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";

export type ChangeKind = "records" | "entities" | "scan" | "fill";

export interface QueuedChange {
  kind: ChangeKind;
  object: string;
  ids: string[];
}

export function queueChanges(tx: Tx, changes: readonly QueuedChange[]): void {
  for (const { kind, object, ids } of changes) {
    tx.send(
      "INSERT INTO features.changes (workspace_id, id, kind, object, ids) VALUES ($1, $2, $3, $4, $5)",
      [tx.workspaceId, newId(), kind, object, arrayOf("uuid", ids)],
    );
  }
}

/** The oldest of a kind, for good; they come back if the transaction fails. */
export function takeChanges(tx: Tx, kind: ChangeKind, limit: number): Promise<QueuedChange[]> {
  return tx.query<QueuedChange>(
    `DELETE FROM features.changes WHERE workspace_id = $1 AND id IN (
       SELECT id FROM features.changes WHERE workspace_id = $1 AND kind = $2 ORDER BY id LIMIT $3)
     RETURNING kind, object, ids`,
    [tx.workspaceId, kind, limit],
  );
}

export async function hasChanges(tx: Tx, kinds: readonly ChangeKind[]): Promise<boolean> {
  const rows = await tx.query(
    "SELECT 1 FROM features.changes WHERE workspace_id = $1 AND kind = ANY($2::text[]) LIMIT 1",
    [tx.workspaceId, kinds],
  );
  return rows.length > 0;
}

export async function isFillQueued(tx: Tx, setHash: string): Promise<boolean> {
  const rows = await tx.query(
    "SELECT 1 FROM features.changes WHERE workspace_id = $1 AND kind = 'fill' AND object = $2 LIMIT 1",
    [tx.workspaceId, setHash],
  );
  return rows.length > 0;
}

/** Versions whose filling has not begun: whatever changes until then is read by it. */
export async function unbegunFills(tx: Tx): Promise<Set<string>> {
  const rows = await tx.query<{ object: string }>(
    "SELECT object FROM features.changes WHERE workspace_id = $1 AND kind = 'fill' AND ids = '{}'",
    [tx.workspaceId],
  );
  return new Set(rows.map(({ object }) => object));
}

/** Nobody else refreshes this workspace until the transaction ends; false: somebody does already. */
export async function holdRefreshing(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ held: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtextextended('features.refresh ' || $1, 0)) AS held",
    [tx.workspaceId],
  );
  return row?.held === true;
}

export interface WaitingWork {
  workspaceId: string;
  /** Whether anything waits that somebody may look at now. */
  isUrgent: boolean;
}

/** Workspaces with something to do at this time; due rows are looked for in those that are known. */
export async function waitingWork(
  db: Database,
  now: string,
  known: readonly string[],
): Promise<WaitingWork[]> {
  const rows = await db.system((tx) =>
    tx.query<{ workspace_id: string; urgent: boolean }>(
      `SELECT w.workspace_id, bool_or(w.urgent) AS urgent FROM (
         SELECT workspace_id, kind IN ('records', 'entities') AS urgent FROM features.changes
         UNION ALL
         SELECT k.id, true FROM unnest($2::uuid[]) AS k (id), LATERAL (
           SELECT 1 FROM features.vectors v WHERE v.workspace_id = k.id AND v.due_at <= $1 LIMIT 1) d) w
       GROUP BY w.workspace_id`,
      [now, known],
    ),
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, isUrgent: row.urgent }));
}

/** By workspace, how far its events were followed. */
export async function followedNumbers(db: Database): Promise<Map<string, number>> {
  const rows = await db.system((tx) =>
    tx.query<{ workspace_id: string; event_no: number }>(
      "SELECT workspace_id, event_no FROM features.followed",
    ),
  );
  return new Map(rows.map((row) => [row.workspace_id, row.event_no]));
}

/** Held until the transaction ends, so that nobody follows the same twice. */
export async function holdFollowed(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ event_no: number }>(
    `INSERT INTO features.followed (workspace_id, event_no) VALUES ($1, 0)
     ON CONFLICT (workspace_id) DO UPDATE SET event_no = followed.event_no RETURNING event_no`,
    [tx.workspaceId],
  );
  return row?.event_no ?? 0;
}

export function setFollowed(tx: Tx, eventNo: number): void {
  tx.send("UPDATE features.followed SET event_no = $2 WHERE workspace_id = $1", [
    tx.workspaceId,
    eventNo,
  ]);
}
