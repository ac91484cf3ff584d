// Rows of models.decisions and models.checks.
import type { ModelCheck } from "@rapport/contracts";
import { arrayOf, type Reader, type Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";

export interface Decision {
  id: string;
  model: string;
  recordId: string;
  candidateId: string;
  championId: string | null;
  championChance: number;
  candidateChance: number;
  servedCandidate: boolean;
  at: string;
  dueAt: string;
}

/** One for each record and candidate: the first one counts, since later ones know more. */
export function writeDecisions(tx: Tx, decisions: readonly Decision[]): void {
  if (decisions.length === 0) return;
  const of = <K extends keyof Decision>(sqlType: string, key: K) =>
    arrayOf(
      sqlType,
      decisions.map((decision) => decision[key]),
    );
  tx.send(
    `INSERT INTO models.decisions (workspace_id, id, model, record_id, candidate_id, champion_id, champion_chance,
       candidate_chance, served_candidate, at, due_at)
     SELECT $1, u.* FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::float8[],
       $8::float8[], $9::boolean[], $10::timestamptz[], $11::timestamptz[]) AS u
     ON CONFLICT DO NOTHING`,
    [
      tx.workspaceId,
      of("uuid", "id"),
      of("text", "model"),
      of("uuid", "recordId"),
      of("uuid", "candidateId"),
      of("uuid", "championId"),
      of("float8", "championChance"),
      of("float8", "candidateChance"),
      of("boolean", "servedCandidate"),
      of("timestamptz", "at"),
      of("timestamptz", "dueAt"),
    ],
  );
}

export interface OpenDecision {
  id: string;
  recordId: string;
  at: string;
  dueAt: string;
}

export function openDecisions(
  tx: Reader,
  model: string,
  candidateId: string,
): Promise<OpenDecision[]> {
  return tx.query<OpenDecision>(
    `SELECT id, record_id AS "recordId", at, due_at AS "dueAt" FROM models.decisions
     WHERE workspace_id = $1 AND model = $2 AND candidate_id = $3 AND outcome IS NULL ORDER BY id LIMIT 5000`,
    [tx.workspaceId, model, candidateId],
  );
}

export function settleDecisions(
  tx: Tx,
  outcomes: readonly { id: string; outcome: boolean }[],
): void {
  if (outcomes.length === 0) return;
  tx.send(
    `UPDATE models.decisions d SET outcome = u.outcome
     FROM unnest($2::uuid[], $3::boolean[]) AS u(id, outcome)
     WHERE d.workspace_id = $1 AND d.id = u.id`,
    [
      tx.workspaceId,
      arrayOf(
        "uuid",
        outcomes.map(({ id }) => id),
      ),
      arrayOf(
        "boolean",
        outcomes.map(({ outcome }) => outcome),
      ),
    ],
  );
}

export interface SettledDecision {
  championChance: number;
  candidateChance: number;
  outcome: boolean;
}

/** In the order in which they fell due, which knows nothing of how they came out. */
export function settledDecisions(
  tx: Reader,
  model: string,
  candidateId: string,
): Promise<SettledDecision[]> {
  return tx.query<SettledDecision>(
    `SELECT champion_chance AS "championChance", candidate_chance AS "candidateChance", outcome
     FROM models.decisions WHERE workspace_id = $1 AND model = $2 AND candidate_id = $3 AND outcome IS NOT NULL
     ORDER BY due_at, id LIMIT 20000`,
    [tx.workspaceId, model, candidateId],
  );
}

export interface NewCheck extends ModelCheck {
  model: string;
  releaseId: string | null;
}

export function writeChecks(tx: Tx, checks: readonly NewCheck[]): void {
  for (const check of checks)
    tx.send(
      `INSERT INTO models.checks (workspace_id, id, model, release_id, kind, subject, value, threshold, alarm, words, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        tx.workspaceId,
        newId(),
        check.model,
        check.releaseId,
        check.kind,
        check.subject,
        check.value,
        check.threshold,
        check.alarm,
        check.words,
        check.at,
      ],
    );
}

/** The latest of each kind and subject. */
export function latestChecks(
  tx: Reader,
  model: string | null,
): Promise<(ModelCheck & { model: string })[]> {
  return tx.query(
    `SELECT DISTINCT ON (model, kind, subject) model, kind, subject, value, threshold, alarm, words, at
     FROM models.checks WHERE workspace_id = $1 AND ($2::text IS NULL OR model = $2)
     ORDER BY model, kind, subject, id DESC`,
    [tx.workspaceId, model],
  );
}

/** Whether the chances of a release did not come true, when they were last looked at. */
export async function isMiscalibrated(
  tx: Reader,
  model: string,
  releaseId: string,
): Promise<boolean> {
  const [row] = await tx.query<{ alarm: boolean }>(
    `SELECT alarm FROM models.checks
     WHERE workspace_id = $1 AND model = $2 AND release_id = $3 AND kind = 'calibration'
     ORDER BY at DESC, id DESC LIMIT 1`,
    [tx.workspaceId, model, releaseId],
  );
  return row?.alarm === true;
}

/** Whether outcomes came otherwise than they were foretold, at a look since this moment. */
export async function cameOtherwise(tx: Reader, model: string, since: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM models.checks
     WHERE workspace_id = $1 AND model = $2 AND at > $3 AND alarm AND kind IN ('calibration', 'base-rate') LIMIT 1`,
    [tx.workspaceId, model, since],
  );
  return rows.length > 0;
}

export async function forgetChecks(tx: Tx, before: string): Promise<void> {
  await tx.query("DELETE FROM models.checks WHERE workspace_id = $1 AND at < $2", [
    tx.workspaceId,
    before,
  ]);
}
