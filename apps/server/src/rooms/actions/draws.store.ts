// Rows of actions.draws: who was drawn, by which probability. The first draw of a record counts, and is never changed.
import { arrayOf, type Reader, type Tx } from "../../platform/db/index.ts";
import type { Draw } from "./draw.ts";

export interface StoredDraw extends Draw {
  action: string;
  trialId: string | null;
}

const columns = `action, record_id AS "recordId", treated, propensity, at, trial_id AS "trialId"`;

/** Ids of those that are new. */
export async function insertDraws(
  tx: Tx,
  given: { action: string; trialId: string | null; actId: string },
  draws: readonly Draw[],
): Promise<string[]> {
  if (draws.length === 0) return [];
  const of = <K extends keyof Draw>(sqlType: string, key: K) =>
    arrayOf(
      sqlType,
      draws.map((draw) => draw[key]),
    );
  const rows = await tx.query<{ id: string }>(
    `INSERT INTO actions.draws (workspace_id, action, trial_id, act_id, record_id, treated, propensity, at)
     SELECT $1, $2, $3, $4, u.* FROM unnest($5::uuid[], $6::boolean[], $7::float8[], $8::timestamptz[]) AS u
     ON CONFLICT DO NOTHING RETURNING record_id AS id`,
    [
      tx.workspaceId,
      given.action,
      given.trialId,
      given.actId,
      of("uuid", "recordId"),
      of("boolean", "treated"),
      of("float8", "propensity"),
      of("timestamptz", "at"),
    ],
  );
  return rows.map(({ id }) => id);
}

/** The latest ones, so many at most, in the order of their time. */
export async function drawsOf(tx: Reader, action: string, most: number): Promise<StoredDraw[]> {
  const rows = await tx.query<StoredDraw>(
    `SELECT ${columns} FROM actions.draws WHERE workspace_id = $1 AND action = $2
     ORDER BY at DESC, record_id LIMIT ${most}`,
    [tx.workspaceId, action],
  );
  return rows.reverse();
}

export function drawsOfRecord(tx: Reader, recordId: string): Promise<StoredDraw[]> {
  return tx.query<StoredDraw>(
    `SELECT ${columns} FROM actions.draws WHERE workspace_id = $1 AND record_id = $2 ORDER BY action`,
    [tx.workspaceId, recordId],
  );
}

export function drawsOfAct(tx: Reader, actId: string): Promise<StoredDraw[]> {
  return tx.query<StoredDraw>(
    `SELECT ${columns} FROM actions.draws WHERE workspace_id = $1 AND act_id = $2 ORDER BY record_id`,
    [tx.workspaceId, actId],
  );
}

export async function removeDrawsOfAct(tx: Tx, actId: string): Promise<void> {
  await tx.query("DELETE FROM actions.draws WHERE workspace_id = $1 AND act_id = $2", [
    tx.workspaceId,
    actId,
  ]);
}

/** Of the ids, those that were drawn for the action. */
export async function drawnAmong(
  tx: Reader,
  action: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `SELECT record_id AS id FROM actions.draws
     WHERE workspace_id = $1 AND action = $2 AND record_id = ANY($3::uuid[])`,
    [tx.workspaceId, action, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

export async function countDraws(tx: Reader): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; count: number }>(
    `SELECT trial_id AS id, count(*)::int AS count FROM actions.draws
     WHERE workspace_id = $1 AND trial_id IS NOT NULL GROUP BY trial_id`,
    [tx.workspaceId],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}
