// Rows of automations.steps and automations.letters: what runs did, and letters on their way out.
import type { StepState } from "@rapport/contracts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { StoredStep } from "./rule.ts";

const columns: Record<keyof StoredStep, string> = {
  runId: "run_id",
  position: "position",
  kind: "kind",
  act: "act",
  actId: "act_id",
  state: "state",
  description: "description",
  input: "input",
  object: "object",
  recordId: "record_id",
  error: "error",
  at: "at",
};

const selected = Object.entries(columns)
  .map(([key, column]) => `${column} AS "${key}"`)
  .join(", ");

export function stepsOf(tx: Reader, runIds: readonly string[]): Promise<StoredStep[]> {
  return tx.query<StoredStep>(
    `SELECT ${selected} FROM automations.steps WHERE workspace_id = $1 AND run_id = ANY($2::uuid[])
     ORDER BY run_id, position`,
    [tx.workspaceId, runIds],
  );
}

/** A step that was done is never written again; one that failed may be done after all. */
export async function saveStep(tx: Tx, step: StoredStep): Promise<void> {
  const keys = Object.keys(columns) as (keyof StoredStep)[];
  const names = keys.map((key) => columns[key]);
  const changed = names
    .filter((name) => name !== "run_id" && name !== "position")
    .map((name) => `${name} = EXCLUDED.${name}`);
  const values = keys.map((key) => {
    const value = step[key];
    return key === "input" && value !== null ? JSON.stringify(value) : value;
  });
  await tx.query(
    `INSERT INTO automations.steps (workspace_id, ${names.join(", ")})
     VALUES ($1, ${keys.map((_, at) => `$${at + 2}`).join(", ")})
     ON CONFLICT (workspace_id, run_id, position) DO UPDATE SET ${changed.join(", ")}
     WHERE automations.steps.state IN ('failed')`,
    [tx.workspaceId, ...values],
  );
}

export function noteStep(
  tx: Tx,
  step: { runId: string; position: number; state: StepState; error: string | null },
): void {
  tx.send(
    `UPDATE automations.steps SET state = $4, error = $5
     WHERE workspace_id = $1 AND run_id = $2 AND position = $3`,
    [tx.workspaceId, step.runId, step.position, step.state, step.error],
  );
}

export interface Letter {
  id: string;
  runId: string;
  position: number;
  address: string;
  subject: string;
  body: string;
}

export function insertLetters(tx: Tx, letters: readonly Letter[], at: string): void {
  for (const letter of letters) {
    tx.send(
      `INSERT INTO automations.letters (workspace_id, id, run_id, position, address, subject, body, state, due_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8)`,
      [
        tx.workspaceId,
        letter.id,
        letter.runId,
        letter.position,
        letter.address,
        letter.subject,
        letter.body,
        at,
      ],
    );
  }
}

export async function workspacesWithLetters(db: Database, now: string): Promise<string[]> {
  const rows = await db.system((tx) =>
    tx.query<{ workspace_id: string }>(
      `SELECT DISTINCT workspace_id FROM automations.letters
       WHERE state IN ('queued', 'sending') AND due_at <= $1 LIMIT 100`,
      [now],
    ),
  );
  return rows.map((row) => row.workspace_id);
}

export interface ClaimedLetter extends Letter {
  attempts: number;
}

const letterColumns =
  'l.id, l.run_id AS "runId", l.position, l.address, l.subject, l.body, l.attempts';

/** Marked as being sent before it is: whoever finds the mark later knows that nobody knows. */
export function claimLetters(
  tx: Tx,
  claim: { now: string; until: string; limit: number },
): Promise<ClaimedLetter[]> {
  return tx.query<ClaimedLetter>(
    // Materialised, or the planner may ask for it again and take more than it was told.
    `WITH d AS MATERIALIZED (
       SELECT id FROM automations.letters WHERE workspace_id = $1 AND state = 'queued' AND due_at <= $2
       ORDER BY due_at, id LIMIT ${claim.limit} FOR UPDATE SKIP LOCKED)
     UPDATE automations.letters l SET state = 'sending', attempts = attempts + 1, due_at = $3 FROM d
     WHERE l.workspace_id = $1 AND l.id = d.id
     RETURNING ${letterColumns}`,
    [tx.workspaceId, claim.now, claim.until],
  );
}

/** Letters whose sender died between the mark and the answer. */
export function lostLetters(tx: Tx, now: string): Promise<ClaimedLetter[]> {
  return tx.query<ClaimedLetter>(
    `UPDATE automations.letters l SET state = 'unknown'
     WHERE l.workspace_id = $1 AND l.state = 'sending' AND l.due_at <= $2
     RETURNING ${letterColumns}`,
    [tx.workspaceId, now],
  );
}

export function settleLetter(
  tx: Tx,
  id: string,
  settled: { state: "sent" | "refused" | "unknown" | "queued"; dueAt: string },
): void {
  tx.send(
    "UPDATE automations.letters SET state = $3, due_at = $4 WHERE workspace_id = $1 AND id = $2 AND state = 'sending'",
    [tx.workspaceId, id, settled.state, settled.dueAt],
  );
}

/** How many letters of one step are in each state. */
export async function lettersOfStep(
  tx: Reader,
  runId: string,
  position: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ state: string; count: number }>(
    `SELECT state, count(*)::int AS count FROM automations.letters
     WHERE workspace_id = $1 AND run_id = $2 AND position = $3 GROUP BY state`,
    [tx.workspaceId, runId, position],
  );
  return new Map(rows.map((row) => [row.state, row.count]));
}

/** A person decided to send again what was refused, or what nobody knows about. */
export async function requeueLetters(tx: Tx, runId: string, at: string): Promise<void> {
  await tx.query(
    `WITH queued AS (
       UPDATE automations.letters SET state = 'queued', attempts = 0, due_at = $3
       WHERE workspace_id = $1 AND run_id = $2 AND state IN ('refused', 'unknown') RETURNING position)
     UPDATE automations.steps SET state = 'sending', error = NULL
     WHERE workspace_id = $1 AND run_id = $2 AND position IN (SELECT position FROM queued)`,
    [tx.workspaceId, runId, at],
  );
}
