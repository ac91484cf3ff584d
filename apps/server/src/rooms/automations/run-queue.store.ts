// Which runs are due, who has them, and which are forgotten. A claim is a due time that lies ahead and no reason: it
// comes back by itself when its process dies.
import type { Database, Tx } from "../../platform/db/index.ts";
import type { StoredRun } from "./rule.ts";
import { selectedOf } from "./runs.store.ts";

export async function workspacesWithDueRuns(db: Database, now: string): Promise<string[]> {
  const rows = await db.system((tx) =>
    tx.query<{ workspace_id: string }>(
      "SELECT DISTINCT workspace_id FROM automations.runs WHERE state = 'waiting' AND due_at <= $1 LIMIT 100",
      [now],
    ),
  );
  return rows.map((row) => row.workspace_id);
}

export interface Claim {
  now: string;
  /** When a claim comes back if its process dies. */
  until: string;
  limit: number;
  /** Of this rule alone. */
  ruleId?: string;
}

/** Takes the runs that are due by pushing their time ahead; two processes never take the same one. What is put off
 * says why, and what is taken does not: that tells them apart. */
export function claimRuns(tx: Tx, { now, until, limit, ruleId }: Claim): Promise<StoredRun[]> {
  return tx.query<StoredRun>(
    // Materialised: within a join the planner may ask for it again, which each time finds others that are free.
    `WITH d AS MATERIALIZED (
       SELECT id FROM automations.runs WHERE workspace_id = $1 AND state = 'waiting' AND due_at <= $2
         AND ($4::uuid IS NULL OR rule_id = $4)
       ORDER BY due_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
     UPDATE automations.runs r SET due_at = $3, attempts = r.attempts + 1, reason = NULL FROM d
     WHERE r.workspace_id = $1 AND r.id = d.id
     RETURNING ${selectedOf("r")}`,
    [tx.workspaceId, now, until, ruleId ?? null],
  );
}

export async function rulesWithDueRuns(tx: Tx, now: string): Promise<string[]> {
  const rows = await tx.query<{ rule_id: string }>(
    `SELECT DISTINCT rule_id FROM automations.runs
     WHERE workspace_id = $1 AND state = 'waiting' AND due_at <= $2`,
    [tx.workspaceId, now],
  );
  return rows.map((row) => row.rule_id);
}

/** Makes due at once what a process had taken. Only where no other process lives that may be at it. */
export async function giveBackRuns(tx: Tx, now: string): Promise<void> {
  await tx.query(
    `UPDATE automations.runs SET due_at = $2
     WHERE workspace_id = $1 AND state = 'waiting' AND due_at > $2 AND attempts > 0 AND reason IS NULL`,
    [tx.workspaceId, now],
  );
}

/** Also those in which no rule is on any more. Steps from one workspace to the next along the key. */
export async function workspacesWithRuns(db: Database): Promise<string[]> {
  const rows = await db.system((tx) =>
    tx.query<{ workspace_id: string }>(
      `WITH RECURSIVE found AS (
         (SELECT workspace_id FROM automations.runs ORDER BY workspace_id LIMIT 1)
         UNION ALL
         SELECT (SELECT r.workspace_id FROM automations.runs r WHERE r.workspace_id > found.workspace_id
                 ORDER BY r.workspace_id LIMIT 1)
         FROM found WHERE found.workspace_id IS NOT NULL)
       SELECT workspace_id FROM found WHERE workspace_id IS NOT NULL`,
    ),
  );
  return rows.map((row) => row.workspace_id);
}

/** Forgets runs that ended and whose ids are older: those that did nothing sooner. Answers how many. */
export async function forgetRuns(
  tx: Tx,
  beforeId: { idle: string; acted: string },
  limit: number,
): Promise<number> {
  const rows = await tx.query<{ id: string }>(
    `DELETE FROM automations.runs WHERE workspace_id = $1 AND id = ANY (ARRAY(
       SELECT id FROM automations.runs WHERE workspace_id = $1 AND id < $2 AND state <> 'waiting'
         AND (id < $3 OR state IN ('not-met', 'skipped'))
       ORDER BY id LIMIT ${limit}))
     RETURNING id`,
    [tx.workspaceId, beforeId.idle, beforeId.acted],
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) forgetParts(tx, ids);
  return ids.length;
}

function forgetParts(tx: Tx, ids: readonly string[]): void {
  tx.send("DELETE FROM automations.steps WHERE workspace_id = $1 AND run_id = ANY($2::uuid[])", [
    tx.workspaceId,
    ids,
  ]);
  tx.send("DELETE FROM automations.letters WHERE workspace_id = $1 AND run_id = ANY($2::uuid[])", [
    tx.workspaceId,
    ids,
  ]);
}
