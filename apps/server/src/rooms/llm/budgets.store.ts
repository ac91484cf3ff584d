// Rows of budgets, with what is spent in the period that runs.
import type { AiBudgetPeriod, AiBudgetScope, AiPurpose } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredBudget {
  id: string;
  scope: AiBudgetScope;
  subject: string;
  period: AiBudgetPeriod;
  limitMicros: number;
  version: number;
  createdAt: string;
}

export type BudgetStanding = StoredBudget & { spentMicros: number; reservedMicros: number };

const columns = `b.id, b.scope, b.subject, b.period, b.limit_micros AS "limitMicros", b.version,
  b.created_at AS "createdAt"`;

/** Of budgets for each of many, the subject that spent most. */
export function readBudgets(tx: Reader, day: string, month: string): Promise<BudgetStanding[]> {
  return tx.query<BudgetStanding>(
    `SELECT ${columns}, coalesce(s.spent_micros, 0) AS "spentMicros", coalesce(s.reserved_micros, 0) AS "reservedMicros"
     FROM llm.budgets b LEFT JOIN LATERAL (
       SELECT s.spent_micros, s.reserved_micros FROM llm.spend s
       WHERE s.workspace_id = b.workspace_id AND s.budget_id = b.id
         AND s.starts = CASE b.period WHEN 'day' THEN $2::date WHEN 'month' THEN $3::date ELSE date '2000-01-01' END
       ORDER BY s.spent_micros + s.reserved_micros DESC LIMIT 1) AS s ON true
     WHERE b.workspace_id = $1 ORDER BY b.id`,
    [tx.workspaceId, day, month],
  );
}

/** Of each purpose that a budget of the workspace or of purposes holds for, what the tightest one has left. */
export async function leftOfPurposes(
  tx: Reader,
  purposes: readonly AiPurpose[],
  { day, month }: { day: string; month: string },
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ purpose: string; leftMicros: number }>(
    `SELECT p.purpose, min(b.limit_micros - coalesce(s.spent_micros, 0))::float8 AS "leftMicros"
     FROM unnest($2::text[]) AS p (purpose)
     JOIN llm.budgets b ON b.scope = 'workspace' OR (b.scope = 'purpose' AND b.subject IN ('*', p.purpose))
     LEFT JOIN llm.spend s ON s.workspace_id = b.workspace_id AND s.budget_id = b.id
       AND s.subject = CASE b.scope WHEN 'workspace' THEN '*' ELSE p.purpose END
       AND s.starts = CASE b.period WHEN 'day' THEN $3::date WHEN 'month' THEN $4::date ELSE date '2000-01-01' END
     WHERE b.workspace_id = $1 GROUP BY p.purpose`,
    [tx.workspaceId, purposes, day, month],
  );
  return new Map(rows.map(({ purpose, leftMicros }) => [purpose, leftMicros]));
}

export async function lockBudget(tx: Tx, id: string): Promise<StoredBudget | null> {
  const rows = await tx.query<StoredBudget>(
    `SELECT ${columns} FROM llm.budgets b WHERE b.workspace_id = $1 AND b.id = $2 FOR UPDATE`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

/** False: there is one like it. */
export async function addBudget(tx: Tx, one: StoredBudget): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO llm.budgets (workspace_id, id, scope, subject, period, limit_micros, version, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace_id, scope, subject, period) DO NOTHING RETURNING id`,
    [
      tx.workspaceId,
      one.id,
      one.scope,
      one.subject,
      one.period,
      one.limitMicros,
      one.version,
      one.createdAt,
    ],
  );
  return rows.length > 0;
}

/** As calls that are reserved and settled take it, before any row: all go one after the other. */
const lockSpend = (tx: Tx): Promise<unknown> =>
  tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `llm.spend ${tx.workspaceId}`,
  ]);

/**
 * Counts in a new budget of the workspace or of purposes what its period has cost before; calls under way will be settled
 * in it too. Of calls for teams, agents and runs the ledger keeps none that no budget asked for.
 */
export async function countSoFar(
  tx: Tx,
  { id, scope, subject }: StoredBudget,
  { starts, sinceId }: { starts: string; sinceId: string },
): Promise<void> {
  await lockSpend(tx);
  const theirs = `workspace_id = $1 AND id >= $5 AND at >= $4::date::timestamp AT TIME ZONE 'UTC'
    AND ($3 = '' OR $3 IN ('*', purpose))`;
  const spender = "CASE $3 WHEN '' THEN '*' ELSE purpose END";
  const values = [tx.workspaceId, id, scope === "workspace" ? "" : subject, starts, sinceId];
  await tx.query(
    `UPDATE llm.calls SET budget_ids = budget_ids || $2::uuid, subjects = subjects || ${spender},
       starts = starts || $4::date
     WHERE ${theirs} AND state IN ('reserved', 'unknown')`,
    values,
  );
  await tx.query(
    `INSERT INTO llm.spend (workspace_id, budget_id, subject, starts, reserved_micros, spent_micros)
     SELECT $1, $2::uuid, ${spender}, $4::date,
       coalesce(sum(reserved_micros) FILTER (WHERE state = 'reserved'), 0),
       coalesce(sum(cost_micros) FILTER (WHERE state <> 'reserved'), 0)
     FROM llm.calls WHERE ${theirs} GROUP BY 3`,
    values,
  );
}

export async function saveLimit(tx: Tx, one: StoredBudget): Promise<void> {
  await tx.query(
    "UPDATE llm.budgets SET limit_micros = $3, version = $4 WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, one.id, one.limitMicros, one.version],
  );
}

export async function removeBudget(tx: Tx, id: string): Promise<void> {
  await lockSpend(tx);
  await tx.query("DELETE FROM llm.budgets WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}
