// Rows of streams.standing.
import type { StreamStanding } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

interface Row {
  name: string;
  direction: StreamStanding["direction"];
  kind: StreamStanding["kind"];
  state: StreamStanding["state"];
  error: string | null;
  errorAt: string | null;
  lag: number | null;
  handled: number;
  dead: number;
  lastAt: string | null;
  updatedAt: string;
}

export async function readStandings(tx: Reader): Promise<StreamStanding[]> {
  const rows = await tx.query<Row>(
    `SELECT name, direction, kind, state, error, error_at AS "errorAt", lag, handled, dead,
       last_at AS "lastAt", updated_at AS "updatedAt"
     FROM streams.standing WHERE workspace_id = $1 ORDER BY direction, name`,
    [tx.workspaceId],
  );
  return rows.map((row) => ({
    ...row,
    lag: row.lag === null ? null : Number(row.lag),
    handled: Number(row.handled),
    dead: Number(row.dead),
  }));
}

export interface NewStanding {
  name: string;
  direction: StreamStanding["direction"];
  kind: StreamStanding["kind"];
  state: StreamStanding["state"];
  error: string | null;
  lag: number | null;
  /** Since the last that was written. */
  handled: number;
  dead: number;
  lastAt: string | null;
}

export async function saveStanding(tx: Tx, one: NewStanding, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO streams.standing
       (workspace_id, name, direction, kind, state, error, error_at, lag, handled, dead, last_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $6::text IS NULL THEN NULL ELSE $11::timestamptz END,
       $7, $8, $9, $10, $11)
     ON CONFLICT (workspace_id, name) DO UPDATE SET direction = EXCLUDED.direction, kind = EXCLUDED.kind,
       state = EXCLUDED.state, error = coalesce(EXCLUDED.error, streams.standing.error),
       error_at = coalesce(EXCLUDED.error_at, streams.standing.error_at),
       lag = coalesce(EXCLUDED.lag, streams.standing.lag),
       handled = streams.standing.handled + EXCLUDED.handled, dead = streams.standing.dead + EXCLUDED.dead,
       last_at = coalesce(EXCLUDED.last_at, streams.standing.last_at), updated_at = EXCLUDED.updated_at`,
    [
      tx.workspaceId,
      one.name,
      one.direction,
      one.kind,
      one.state,
      one.error,
      one.lag,
      one.handled,
      one.dead,
      one.lastAt,
      at,
    ],
  );
}

/** Forgets streams that the file names no more. */
export async function keepOnly(tx: Tx, names: readonly string[]): Promise<void> {
  await tx.query(
    "DELETE FROM streams.standing WHERE workspace_id = $1 AND name <> ALL($2::text[])",
    [tx.workspaceId, names],
  );
}

/** Lets this process send for a while; the place, or null where it has none yet. False: another one sends. */
export async function holdPlace(
  tx: Tx,
  name: string,
  holder: string,
): Promise<{ place: number | null } | false> {
  const rows = await tx.query<{ place: number | null }>(
    `UPDATE streams.standing SET held_by = $3, held_until = now() + interval '30 seconds'
     WHERE workspace_id = $1 AND name = $2 AND (held_by = $3 OR held_until IS NULL OR held_until < now())
     RETURNING place`,
    [tx.workspaceId, name, holder],
  );
  const [row] = rows;
  if (!row) return false;
  return { place: row.place === null ? null : Number(row.place) };
}

/** Only while it is held; a place never goes back. */
export async function movePlace(
  tx: Tx,
  name: string,
  { holder, place }: { holder: string; place: number },
): Promise<void> {
  await tx.query(
    `UPDATE streams.standing SET place = greatest(place, $4::bigint)
     WHERE workspace_id = $1 AND name = $2 AND held_by = $3`,
    [tx.workspaceId, name, holder, place],
  );
}

export async function letPlaceGo(tx: Tx, name: string, holder: string): Promise<void> {
  await tx.query(
    `UPDATE streams.standing SET held_by = NULL, held_until = NULL
     WHERE workspace_id = $1 AND name = $2 AND held_by = $3`,
    [tx.workspaceId, name, holder],
  );
}
