// Rows of nps.questions: who is asked, what became of their mail, and what they answered.
import { arrayOf, type Reader, type Tx } from "../../platform/db/index.ts";

export type QuestionState = "waiting" | "sending" | "sent" | "refused" | "unknown" | "skipped";

export interface NewQuestion {
  id: string;
  personId: string;
  addressKey: string;
}

export async function addQuestions(
  tx: Tx,
  campaignId: string,
  at: string,
  questions: readonly NewQuestion[],
): Promise<void> {
  await tx.query(
    `INSERT INTO nps.questions (workspace_id, id, campaign_id, person_id, address_key, state, attempts, queued_at, due_at)
     SELECT $1, x.id, $2, x.person_id, x.address_key, 'waiting', 0, $3, $3
     FROM unnest($4::uuid[], $5::uuid[], $6::text[]) AS x (id, person_id, address_key)`,
    [
      tx.workspaceId,
      campaignId,
      at,
      questions.map(({ id }) => id),
      questions.map(({ personId }) => personId),
      questions.map(({ addressKey }) => addressKey),
    ],
  );
}

export interface Before {
  personId: string;
  addressKey: string;
  isLate: boolean;
  isStopped: boolean;
}

/** What was asked before of these people and addresses: since when it counts, and who wants to be left alone. */
export function askedBefore(
  tx: Reader,
  { personIds, addressKeys }: { personIds: readonly string[]; addressKeys: readonly string[] },
  since: string,
): Promise<Before[]> {
  return tx.query<Before>(
    `SELECT person_id AS "personId", address_key AS "addressKey",
       bool_or(queued_at > $4 AND state IN ('waiting', 'sending', 'sent', 'unknown')) AS "isLate",
       bool_or(stopped_at IS NOT NULL) AS "isStopped"
     FROM nps.questions WHERE workspace_id = $1 AND (person_id = ANY($2::uuid[]) OR address_key = ANY($3::text[]))
     GROUP BY person_id, address_key`,
    [tx.workspaceId, arrayOf("uuid", personIds), arrayOf("text", addressKeys), since],
  );
}

export interface Claimed {
  id: string;
  campaignId: string;
  personId: string;
  attempts: number;
}

/** Nobody else has these until `until`. */
export function claimQuestions(
  tx: Tx,
  { now, until, limit }: { now: string; until: string; limit: number },
): Promise<Claimed[]> {
  return tx.query<Claimed>(
    `WITH d AS MATERIALIZED (
       SELECT q.id FROM nps.questions q
       WHERE q.workspace_id = $1 AND q.state = 'waiting' AND q.due_at <= $2 AND EXISTS (
         SELECT 1 FROM nps.campaigns c WHERE c.workspace_id = $1 AND c.id = q.campaign_id AND c.state = 'sending')
       ORDER BY q.due_at, q.id LIMIT $4 FOR UPDATE SKIP LOCKED)
     UPDATE nps.questions q SET state = 'sending', attempts = q.attempts + 1, held_until = $3
     FROM d WHERE q.workspace_id = $1 AND q.id = d.id
     RETURNING q.id, q.campaign_id AS "campaignId", q.person_id AS "personId", q.attempts`,
    [tx.workspaceId, now, until, limit],
  );
}

/** What processes had in hand that never said what came of it. */
export async function giveUpLost(tx: Tx, now: string, reason: string): Promise<void> {
  await tx.query(
    `UPDATE nps.questions SET state = 'unknown', reason = $3, sent_at = $2
     WHERE workspace_id = $1 AND state = 'sending' AND held_until < $2`,
    [tx.workspaceId, now, reason],
  );
}

export interface Outcome {
  state: Exclude<QuestionState, "sending">;
  reason: string | null;
  /** When to try again. */
  dueAt: string | null;
  sentAt: string | null;
}

/** Also of one that was given up meanwhile: what its process says counts. */
export async function settleQuestion(tx: Tx, id: string, outcome: Outcome): Promise<void> {
  const { state, reason, dueAt, sentAt } = outcome;
  await tx.query(
    `UPDATE nps.questions SET state = $3, reason = $4, due_at = coalesce($5, due_at), sent_at = $6,
       held_until = NULL
     WHERE workspace_id = $1 AND id = $2 AND state IN ('sending', 'unknown')`,
    [tx.workspaceId, id, state, reason, dueAt, sentAt],
  );
}

/** When an answer is taken to a mail that leaves now, whatever becomes known of it. */
export async function openQuestion(tx: Tx, id: string, openUntil: string): Promise<void> {
  await tx.query("UPDATE nps.questions SET open_until = $3 WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
    openUntil,
  ]);
}

export async function forgetWaiting(tx: Tx, campaignId: string): Promise<void> {
  await tx.query(
    "DELETE FROM nps.questions WHERE workspace_id = $1 AND campaign_id = $2 AND state = 'waiting'",
    [tx.workspaceId, campaignId],
  );
}

/** What was to be tried again, of a campaign that was stopped meanwhile. */
export async function forgetStopped(tx: Tx, id: string): Promise<void> {
  await tx.query(
    `DELETE FROM nps.questions q WHERE q.workspace_id = $1 AND q.id = $2 AND q.state = 'waiting' AND EXISTS (
       SELECT 1 FROM nps.campaigns c WHERE c.workspace_id = $1 AND c.id = q.campaign_id AND c.state <> 'sending')`,
    [tx.workspaceId, id],
  );
}

/** Whether a campaign sends, or something that a killed process had in hand is to be given up. */
export async function hasWork(tx: Reader, now: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM nps.campaigns WHERE workspace_id = $1 AND state = 'sending'
     UNION ALL SELECT 1 FROM nps.questions WHERE workspace_id = $1 AND state = 'sending' AND held_until < $2 LIMIT 1`,
    [tx.workspaceId, now],
  );
  return rows.length > 0;
}

export interface Counted {
  campaignId: string;
  state: QuestionState;
  count: number;
}

export function countStates(tx: Reader, campaignIds: readonly string[]): Promise<Counted[]> {
  return tx.query<Counted>(
    `SELECT campaign_id AS "campaignId", state, count(*)::int AS count FROM nps.questions
     WHERE workspace_id = $1 AND campaign_id = ANY($2::uuid[]) GROUP BY campaign_id, state`,
    [tx.workspaceId, arrayOf("uuid", campaignIds)],
  );
}

export function countFaults(
  tx: Reader,
  campaignIds: readonly string[],
): Promise<{ campaignId: string; reason: string; count: number }[]> {
  return tx.query(
    `SELECT campaign_id AS "campaignId", coalesce(reason, '') AS reason, count(*)::int AS count FROM nps.questions
     WHERE workspace_id = $1 AND campaign_id = ANY($2::uuid[]) AND state IN ('refused', 'unknown')
     GROUP BY campaign_id, reason ORDER BY count(*) DESC, reason`,
    [tx.workspaceId, arrayOf("uuid", campaignIds)],
  );
}

export interface ScoreCount {
  campaignId: string;
  score: number | null;
  count: number;
}

/** Of each campaign's mails that left since its time; `score` null: not answered. */
export function countScores(
  tx: Reader,
  asked: readonly { id: string; since: string }[],
): Promise<ScoreCount[]> {
  return tx.query(
    `SELECT q.campaign_id AS "campaignId", q.score, count(*)::int AS count
     FROM unnest($2::uuid[], $3::timestamptz[]) AS c (id, since)
     JOIN nps.questions q ON q.workspace_id = $1 AND q.campaign_id = c.id
     WHERE q.state IN ('sent', 'unknown') AND q.sent_at > c.since GROUP BY q.campaign_id, q.score`,
    [tx.workspaceId, asked.map(({ id }) => id), asked.map(({ since }) => since)],
  );
}

export interface StoredAnswer {
  id: string;
  personId: string;
  score: number;
  comment: string | null;
  sentAt: string;
  answeredAt: string;
}

/** Of the mails that left last, first. */
export function listAnswers(
  tx: Reader,
  campaignId: string,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<StoredAnswer[]> {
  return tx.query<StoredAnswer>(
    `SELECT id, person_id AS "personId", score, comment, coalesce(sent_at, queued_at) AS "sentAt",
       answered_at AS "answeredAt"
     FROM nps.questions WHERE workspace_id = $1 AND campaign_id = $2 AND score IS NOT NULL
       AND ($3::uuid IS NULL OR id < $3::uuid) ORDER BY id DESC LIMIT $4`,
    [tx.workspaceId, campaignId, cursor, limit],
    "by-values",
  );
}

export interface OpenQuestion {
  id: string;
  campaignId: string;
  personId: string;
  openUntil: string | null;
  score: number | null;
  comment: string | null;
  stoppedAt: string | null;
}

export async function readQuestion(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<OpenQuestion | null> {
  const rows = await tx.query<OpenQuestion>(
    `SELECT id, campaign_id AS "campaignId", person_id AS "personId", open_until AS "openUntil", score, comment,
       stopped_at AS "stoppedAt"
     FROM nps.questions WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function saveAnswer(
  tx: Tx,
  id: string,
  { score, comment, at }: { score: number; comment: string | null; at: string },
): Promise<void> {
  await tx.query(
    "UPDATE nps.questions SET score = $3, comment = $4, answered_at = $5 WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, score, comment, at],
  );
}

export async function stopAsking(tx: Tx, id: string, at: string): Promise<void> {
  await tx.query(
    "UPDATE nps.questions SET stopped_at = coalesce(stopped_at, $3) WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, at],
  );
}
