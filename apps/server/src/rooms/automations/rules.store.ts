// Rows of automations.rules, and whose turn it is in those that share records out.
import type { RuleFault } from "@rapport/contracts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { StoredRule, WatchingRule } from "./rule.ts";

const columns: Record<keyof StoredRule, string> = {
  id: "id",
  name: "name",
  object: "object",
  trigger: "trigger",
  condition: "condition",
  steps: "steps",
  alsoImports: "also_imports",
  maxRunsPerHour: "max_runs_per_hour",
  state: "state",
  pausedBecause: "paused_because",
  ownerId: "owner_id",
  labels: "labels",
  sweptUntil: "swept_until",
  version: "version",
  createdAt: "created_at",
  updatedAt: "updated_at",
};

const selected = Object.entries(columns)
  .map(([key, column]) => `${column} AS "${key}"`)
  .join(", ");

export async function readRule(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredRule | null> {
  const rows = await tx.query<StoredRule>(
    `SELECT ${selected} FROM automations.rules WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export function readRules(tx: Reader, ids: readonly string[]): Promise<StoredRule[]> {
  return tx.query<StoredRule>(
    `SELECT ${selected} FROM automations.rules WHERE workspace_id = $1 AND id = ANY($2::uuid[])`,
    [tx.workspaceId, ids],
  );
}

/** Those of one owner, or all. */
export function listRules(tx: Reader, ownerId: string | null): Promise<StoredRule[]> {
  return tx.query<StoredRule>(
    `SELECT ${selected} FROM automations.rules
     WHERE workspace_id = $1 AND ($2::uuid IS NULL OR owner_id = $2) ORDER BY id`,
    [tx.workspaceId, ownerId],
  );
}

export async function countRules(tx: Reader): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM automations.rules WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return rows[0]?.count ?? 0;
}

export function watchingRules(tx: Reader): Promise<WatchingRule[]> {
  return tx.query<WatchingRule>(
    `SELECT id, version, object, trigger, also_imports AS "alsoImports" FROM automations.rules
     WHERE workspace_id = $1 AND state = 'on' AND trigger ->> 'kind' IN ('created', 'changed')
     ORDER BY id`,
    [tx.workspaceId],
  );
}

/** Rules about dates that were not looked at since then. */
export function rulesToSweep(
  tx: Reader,
  before: { due: string; unchanged: string },
): Promise<StoredRule[]> {
  return tx.query<StoredRule>(
    `SELECT ${selected} FROM automations.rules
     WHERE workspace_id = $1 AND state = 'on'
       AND ((trigger ->> 'kind' = 'due' AND swept_until < $2)
         OR (trigger ->> 'kind' = 'unchanged' AND swept_until < $3))
     ORDER BY id`,
    [tx.workspaceId, before.due, before.unchanged],
  );
}

export function noteSwept(tx: Tx, id: string, until: string): void {
  tx.send(
    `UPDATE automations.rules SET swept_until = $3
     WHERE workspace_id = $1 AND id = $2 AND swept_until < $3`,
    [tx.workspaceId, id, until],
  );
}

export async function workspacesWithRules(db: Database): Promise<string[]> {
  const rows = await db.system((tx) =>
    tx.query<{ workspace_id: string }>(
      "SELECT DISTINCT workspace_id FROM automations.rules WHERE state = 'on'",
    ),
  );
  return rows.map((row) => row.workspace_id);
}

function toSql(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

export async function saveRule(tx: Tx, rule: StoredRule): Promise<void> {
  const keys = Object.keys(columns) as (keyof StoredRule)[];
  const names = keys.map((key) => columns[key]);
  const places = keys.map((_, at) => `$${at + 2}`);
  const changed = names.filter((name) => name !== "id").map((name) => `${name} = EXCLUDED.${name}`);
  await tx.query(
    `INSERT INTO automations.rules (workspace_id, ${names.join(", ")}) VALUES ($1, ${places.join(", ")})
     ON CONFLICT (workspace_id, id) DO UPDATE SET ${changed.join(", ")}`,
    [tx.workspaceId, ...keys.map((key) => toSql(rule[key]))],
  );
}

export async function deleteRule(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM automations.rules WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

/** Only the first who pauses a rule does it; answers the rule as it was, or null. */
export async function pauseRule(
  tx: Tx,
  id: string,
  because: RuleFault,
  at: string,
): Promise<StoredRule | null> {
  const rule = await readRule(tx, id, "FOR UPDATE");
  if (rule?.state !== "on") return null;
  await tx.query(
    `UPDATE automations.rules SET state = 'paused', paused_because = $3, version = version + 1,
        updated_at = $4 WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id, JSON.stringify(because), at],
  );
  return rule;
}

/** Counts up; the first turn is 0. Two runs at once take different turns. */
export async function takeTurn(tx: Tx, ruleId: string, position: number): Promise<number> {
  const rows = await tx.query<{ taken: number }>(
    `INSERT INTO automations.turns (workspace_id, rule_id, position, taken) VALUES ($1, $2, $3, 0)
     ON CONFLICT (workspace_id, rule_id, position) DO UPDATE SET taken = automations.turns.taken + 1
     RETURNING taken::float8 AS taken`,
    [tx.workspaceId, ruleId, position],
  );
  return Number(rows[0]?.taken ?? 0);
}
