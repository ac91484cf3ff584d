// Rows of budgets, with what is spent in the period that runs.
import type { AiBudgetPeriod, AiBudgetScope } from "@rapport/contracts";
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

export async function saveLimit(tx: Tx, one: StoredBudget): Promise<void> {
  await tx.query(
    "UPDATE llm.budgets SET limit_micros = $3, version = $4 WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, one.id, one.limitMicros, one.version],
  );
}

export async function removeBudget(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM llm.budgets WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}
