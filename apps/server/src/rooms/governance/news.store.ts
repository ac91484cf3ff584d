// What was committed since one looked last, read for many workspaces at once as the system role, and the
// settled part of one workspace's log. No images leave here, save the two fields that say whose row it was.
import type { ChangeOp } from "../../platform/acts.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";

/** Where a reader of news stands: everything visible in `snapshot` is known, every number up to `floorNo` settled. */
export interface NewsPosition {
  snapshot: string;
  floorNo: number;
  mark: { no: number; xmax: string } | null;
}

export interface NewsEntry {
  workspaceId: string;
  entryNo: number;
  at: string;
  object: string;
  recordId: string;
  op: ChangeOp;
  version: number | null;
  actor: { kind: string; id: string; label: string };
  /** Owner and region as they were, where the change touched them. */
  was: { ownerId?: string | null; region?: string | null };
}

export interface SnapshotNow {
  lastNo: number;
  snapshot: string;
  xmin: string;
  xmax: string;
}

/** Two statements: a number that was taken before the snapshot has its transaction below the snapshot's end. */
export async function readSnapshot(tx: Tx): Promise<SnapshotNow> {
  const [sequence, snapshot] = await Promise.all([
    tx.query<{ no: number }>(
      "SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS no FROM governance.audit_entries_entry_no_seq",
    ),
    tx.query<{ snapshot: string; xmin: string; xmax: string }>(
      `SELECT s::text AS snapshot, pg_snapshot_xmin(s)::text AS xmin, pg_snapshot_xmax(s)::text AS xmax
       FROM pg_current_snapshot() s`,
    ),
  ]);
  const [now] = snapshot;
  return {
    lastNo: sequence[0]?.no ?? 0,
    snapshot: now?.snapshot ?? "",
    xmin: now?.xmin ?? "0",
    xmax: now?.xmax ?? "0",
  };
}

interface NewsRow {
  workspace_id: string;
  entry_no: number;
  occurred_at: string;
  object: string;
  record_id: string;
  op: ChangeOp;
  version: string | null;
  actor_kind: string;
  actor_id: string;
  actor_label: string;
  had_owner: boolean;
  owner_was: string | null;
  had_region: boolean;
  region_was: string | null;
}

const newsColumns = `e.workspace_id, e.entry_no, e.occurred_at, e.object, e.record_id, e.op,
  e.after->>'version' AS version, e.actor_kind, e.actor_id, e.actor_label,
  coalesce(e.before ? 'ownerId', false) AS had_owner, e.before->>'ownerId' AS owner_was,
  coalesce(e.before ? 'region', false) AS had_region, e.before->>'region' AS region_was`;

function toNews(row: NewsRow): NewsEntry {
  return {
    workspaceId: row.workspace_id,
    entryNo: row.entry_no,
    at: row.occurred_at,
    object: row.object,
    recordId: row.record_id,
    op: row.op,
    version: row.version === null ? null : Number(row.version),
    actor: { kind: row.actor_kind, id: row.actor_id, label: row.actor_label },
    was: {
      ...(row.had_owner ? { ownerId: row.owner_was } : {}),
      ...(row.had_region ? { region: row.region_was } : {}),
    },
  };
}

const isNew = `e.entry_no > $2 AND NOT pg_visible_in_snapshot(e.xact, $3::pg_snapshot)
  AND pg_visible_in_snapshot(e.xact, $4::pg_snapshot)`;

export interface NewsWindow {
  workspaceIds: readonly string[];
  floorNo: number;
  from: string;
  to: string;
}

const windowValues = ({ workspaceIds, floorNo, from, to }: NewsWindow) => [
  workspaceIds,
  floorNo,
  from,
  to,
];

/** At most `limit` of each workspace, in the order of their numbers. */
export async function selectNews(tx: Tx, window: NewsWindow, limit: number): Promise<NewsEntry[]> {
  const rows = await tx.query<NewsRow>(
    `SELECT n.* FROM unnest($1::uuid[]) AS w(id), LATERAL (
       SELECT ${newsColumns} FROM governance.audit_entries e
       WHERE e.workspace_id = w.id AND ${isNew} ORDER BY e.entry_no LIMIT $5) n`,
    [...windowValues(window), limit],
  );
  return rows.map(toNews);
}

/** How many there are by object; counting ends at the cap. */
export async function countNews(
  tx: Tx,
  window: NewsWindow,
  cap: number,
): Promise<{ workspaceId: string; object: string; count: number }[]> {
  const rows = await tx.query<{ workspace_id: string; object: string; count: number }>(
    `SELECT w.id AS workspace_id, n.object, count(*)::int AS count
     FROM unnest($1::uuid[]) AS w(id), LATERAL (
       SELECT e.object FROM governance.audit_entries e
       WHERE e.workspace_id = w.id AND ${isNew} LIMIT $5) n
     GROUP BY 1, 2`,
    [...windowValues(window), cap],
  );
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    object: row.object,
    count: row.count,
  }));
}

/** Everything after a number that is committed by now. */
export async function selectNewsAfter(
  tx: Tx,
  workspaceId: string,
  afterNo: number,
  limit: number,
): Promise<NewsEntry[]> {
  const rows = await tx.query<NewsRow>(
    `SELECT ${newsColumns} FROM governance.audit_entries e
     WHERE e.workspace_id = $1 AND e.entry_no > $2 ORDER BY e.entry_no LIMIT $3`,
    [workspaceId, afterNo, limit],
  );
  return rows.map(toNews);
}

/** How far each workspace's log is settled, for those beyond what the reader knows. */
export async function selectFloors(tx: Tx): Promise<{ workspaceId: string; floorNo: number }[]> {
  const rows = await tx.query<{ workspace_id: string; floor_no: number }>(
    "SELECT workspace_id, floor_no FROM governance.audit_heads WHERE floor_no > 0",
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, floorNo: row.floor_no }));
}

/** The floor as the open workspace sees it. */
export async function selectFloor(tx: Reader): Promise<number> {
  const rows = await tx.query<{ floor_no: number }>(
    "SELECT floor_no FROM governance.audit_heads WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return rows[0]?.floor_no ?? 0;
}

export async function selectHighestFloor(tx: Tx): Promise<number> {
  const rows = await tx.query<{ no: number }>(
    "SELECT coalesce(max(floor_no), 0) AS no FROM governance.audit_heads",
  );
  return rows[0]?.no ?? 0;
}
