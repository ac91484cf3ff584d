// Rows of automations.runs: written by changes and sweeps, finished one by one. Claims are in run-queue.store.ts.
import type { ConditionPart, RunState } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { lowestIdAt } from "../../platform/ids.ts";
import type { NewRun, StoredRun } from "./rule.ts";

const columns: Record<keyof StoredRun, string> = {
  id: "id",
  ruleId: "rule_id",
  ruleVersion: "rule_version",
  object: "object",
  recordId: "record_id",
  triggerKey: "trigger_key",
  trigger: "trigger",
  chainId: "chain_id",
  depth: "depth",
  trail: "trail",
  state: "state",
  reason: "reason",
  ranAs: "ran_as",
  namedFields: "named_fields",
  condition: "condition",
  attempts: "attempts",
  createdAt: "created_at",
  dueAt: "due_at",
  startedAt: "started_at",
  finishedAt: "finished_at",
  undoneAt: "undone_at",
};

export const selectedOf = (alias: string) =>
  Object.entries(columns)
    .map(([key, column]) => `${alias}.${column} AS "${key}"`)
    .join(", ");

/** Nobody waits for it; what was noted already stays as it is. */
export function insertRuns(tx: Tx, runs: readonly NewRun[], at: string): void {
  const rows = runs.map((run) => ({
    id: run.id,
    rule_id: run.ruleId,
    rule_version: run.ruleVersion,
    object: run.object,
    record_id: run.recordId,
    trigger_key: run.triggerKey,
    trigger: run.trigger,
    chain_id: run.chainId,
    depth: run.depth,
    trail: run.trail,
    state: run.state,
    reason: run.reason,
  }));
  tx.send(
    `INSERT INTO automations.runs (workspace_id, id, rule_id, rule_version, object, record_id, trigger_key,
        trigger, chain_id, depth, trail, state, reason, created_at, due_at, finished_at)
     SELECT $1, r.id, r.rule_id, r.rule_version, r.object, r.record_id, r.trigger_key, r.trigger, r.chain_id,
        r.depth, r.trail, r.state, r.reason, $3, $3,
        CASE WHEN r.state = 'waiting' THEN NULL ELSE $3::timestamptz END
     FROM jsonb_to_recordset($2) AS r (id uuid, rule_id uuid, rule_version int, object text, record_id uuid,
        trigger_key text, trigger jsonb, chain_id uuid, depth int, trail text[], state text, reason text)
     ON CONFLICT DO NOTHING`,
    [tx.workspaceId, JSON.stringify(rows), at],
  );
}

export async function readRun(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredRun | null> {
  const rows = await tx.query<StoredRun>(
    `SELECT ${selectedOf("r")} FROM automations.runs r WHERE r.workspace_id = $1 AND r.id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export interface Finish {
  ids: readonly string[];
  state: RunState;
  reason: string | null;
  at: string;
}

export async function finishRuns(tx: Tx, { ids, state, reason, at }: Finish): Promise<void> {
  await tx.query(
    `UPDATE automations.runs SET state = $3, reason = $4, finished_at = $5
     WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND state = 'waiting'`,
    [tx.workspaceId, ids, state, reason, at],
  );
}

export function noteCondition(tx: Tx, id: string, parts: readonly ConditionPart[]): void {
  tx.send("UPDATE automations.runs SET condition = $3 WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
    JSON.stringify(parts),
  ]);
}

/** Adds to what was noted before: a run may have gone on with the rule as it was later. */
export function noteAsRan(
  tx: Tx,
  ids: readonly string[],
  rule: { ownerId: string; fields: readonly string[] },
): void {
  tx.send(
    `UPDATE automations.runs SET ran_as = ARRAY(SELECT DISTINCT unnest(ran_as || $3::uuid)),
        named_fields = ARRAY(SELECT DISTINCT unnest(named_fields || $4::text[]))
     WHERE workspace_id = $1 AND id = ANY($2::uuid[])`,
    [tx.workspaceId, ids, rule.ownerId, rule.fields],
  );
}

export function noteStarted(tx: Tx, id: string, at: string): void {
  tx.send(
    "UPDATE automations.runs SET started_at = coalesce(started_at, $3) WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, at],
  );
}

export async function delayRuns(
  tx: Tx,
  delay: { ids: readonly string[]; dueAt: string; reason: string; isAttempt: boolean },
): Promise<void> {
  await tx.query(
    `UPDATE automations.runs SET due_at = $3, reason = $4,
        attempts = CASE WHEN $5 THEN attempts ELSE greatest(attempts - 1, 0) END
     WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND state = 'waiting'`,
    [tx.workspaceId, delay.ids, delay.dueAt, delay.reason, delay.isAttempt],
  );
}

/** How many runs of each rule began to act since then. */
export async function startedSince(
  tx: Reader,
  ruleIds: readonly string[],
  since: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ rule_id: string; count: number }>(
    `SELECT rule_id, count(*)::int AS count FROM automations.runs
     WHERE workspace_id = $1 AND rule_id = ANY($2::uuid[]) AND started_at > $3 GROUP BY rule_id`,
    [tx.workspaceId, ruleIds, since],
  );
  return new Map(rows.map((row) => [row.rule_id, row.count]));
}

/** Runs on one of these records that one of these rules had since then, by rule and record. */
export async function firedSince(
  tx: Reader,
  asked: { ruleIds: readonly string[]; recordIds: readonly string[]; since: string },
): Promise<{ ruleId: string; recordId: string; count: number }[]> {
  return tx.query(
    `SELECT rule_id AS "ruleId", record_id AS "recordId", count(*)::int AS count FROM automations.runs
     WHERE workspace_id = $1 AND record_id = ANY($2::uuid[]) AND rule_id = ANY($3::uuid[])
       AND created_at > $4 AND state <> 'skipped'
     GROUP BY rule_id, record_id`,
    [tx.workspaceId, asked.recordIds, asked.ruleIds, asked.since],
  );
}

export interface RunFilter {
  ruleIds: readonly string[] | null;
  recordId: string | null;
  state: RunState | null;
  from: string | null;
  to: string | null;
  beforeId: string | null;
  limit: number;
}

/** Newest first. */
export function listRuns(tx: Reader, filter: RunFilter): Promise<StoredRun[]> {
  const { ruleIds, recordId, state, from, to, beforeId, limit } = filter;
  return tx.query<StoredRun>(
    `SELECT ${selectedOf("r")} FROM automations.runs r
     WHERE r.workspace_id = $1 AND ($2::uuid[] IS NULL OR r.rule_id = ANY($2::uuid[]))
       AND ($3::uuid IS NULL OR r.record_id = $3) AND ($4::text IS NULL OR r.state = $4)
       AND ($5::timestamptz IS NULL OR r.created_at >= $5)
       AND ($6::timestamptz IS NULL OR r.created_at < $6) AND ($7::uuid IS NULL OR r.id < $7)
     ORDER BY r.id DESC LIMIT $8`,
    [tx.workspaceId, ruleIds, recordId, state, from, to, beforeId, limit],
    "by-values",
  );
}

export interface Health {
  rule_id: string;
  last_run_at: string | null;
  done: number;
  failed: number;
  waiting: number;
}

/** Counts of the last day read no more of the log than that day: ids carry their time. */
export function healthOf(
  tx: Reader,
  ruleIds: readonly string[],
  sinceMs: number,
): Promise<Health[]> {
  return tx.query<Health>(
    `SELECT u.id AS rule_id, l.finished_at AS last_run_at, c.done, c.failed, w.waiting
     FROM unnest($2::uuid[]) AS u (id)
     CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE r.state = 'done')::int AS done,
          count(*) FILTER (WHERE r.state = 'failed')::int AS failed
       FROM automations.runs r WHERE r.workspace_id = $1 AND r.rule_id = u.id AND r.id >= $3) c
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS waiting FROM automations.runs r
       WHERE r.workspace_id = $1 AND r.rule_id = u.id AND r.state = 'waiting') w
     LEFT JOIN LATERAL (
       SELECT r.finished_at FROM automations.runs r
       WHERE r.workspace_id = $1 AND r.rule_id = u.id AND r.started_at IS NOT NULL
       ORDER BY r.started_at DESC LIMIT 1) l ON true`,
    [tx.workspaceId, ruleIds, lowestIdAt(sinceMs)],
  );
}

/** A run that ended is due once more; steps that were done stay done. */
export async function replayRun(tx: Tx, id: string, at: string): Promise<void> {
  await tx.query(
    `UPDATE automations.runs SET state = 'waiting', reason = NULL, attempts = 0, due_at = $3, finished_at = NULL
     WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id, at],
  );
}

export function markUndone(tx: Tx, id: string, at: string): void {
  tx.send("UPDATE automations.runs SET undone_at = $3 WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
    at,
  ]);
}

/** A letter that did not arrive makes a failed run of one that was done. */
export function failDoneRun(tx: Tx, id: string, reason: string): void {
  tx.send(
    "UPDATE automations.runs SET state = 'failed', reason = $3 WHERE workspace_id = $1 AND id = $2 AND state = 'done'",
    [tx.workspaceId, id, reason],
  );
}
