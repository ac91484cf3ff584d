// The ledger of calls and what is reserved and spent of budgets. Reserving and settling are one statement each.
import type { AiCall, AiCallState, AiPurpose } from "@rapport/contracts";
import type { Reader, Tx, Writer } from "../../platform/db/index.ts";

export interface NewCall {
  id: string;
  askId: string;
  at: string;
  expiresAt: string;
  purpose: AiPurpose;
  modelId: string;
  rung: number;
  byKind: string;
  byId: string;
  dataClass: string;
  reserved: number;
  priceVersion: number;
  prompt: string | null;
}

/** What a call counts in: `workspace`, and whichever of the others are known. */
export interface Counted {
  kinds: readonly string[];
  subjects: readonly string[];
  day: string;
  month: string;
}

export type Reservation = NewCall & Counted;

/** Of each, in their order: null: reserved; else the budget that does not allow it. */
export async function reserveAll(
  writer: Writer,
  calls: readonly Reservation[],
): Promise<(string | null)[]> {
  const rows = await writer.query<{ refused: string | null }>(
    `SELECT llm.reserve(c.call, ARRAY(SELECT jsonb_array_elements_text(c.call -> 'kinds')),
       ARRAY(SELECT jsonb_array_elements_text(c.call -> 'subjects')), (c.call ->> 'day')::date,
       (c.call ->> 'month')::date) AS refused
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS c (call, at) ORDER BY c.at`,
    [JSON.stringify(calls)],
  );
  return rows.map(({ refused }) => refused);
}

export interface Settled {
  id: string;
  state: Exclude<AiCallState, "reserved" | "refused" | "cached">;
  /** Null: what was reserved. */
  cost: number | null;
  inputTokens: number | null;
  cachedInputTokens: number | null;
  outputTokens: number | null;
  audioMs: number | null;
  latencyMs: number | null;
  firstTokenMs: number | null;
  error: string | null;
}

/** Of each, in their order, whether it counted. */
export async function settleAll(writer: Writer, calls: readonly Settled[]): Promise<boolean[]> {
  const rows = await writer.query<{ counted: boolean }>(
    `SELECT llm.settle(c.call) AS counted
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS c (call, at) ORDER BY c.at`,
    [JSON.stringify(calls)],
  );
  return rows.map(({ counted }) => counted);
}

/** Calls whose process never told how they ended count as what they could have cost. Answers how many there were. */
export async function settleExpired(tx: Tx, now: string): Promise<number> {
  const rows = await tx.query<{ counted: boolean }>(
    `SELECT llm.settle(jsonb_build_object('id', id, 'state', 'unknown', 'error', 'never_ended')) AS counted
     FROM llm.calls WHERE workspace_id = $1 AND state = 'reserved' AND expires_at < $2`,
    [tx.workspaceId, now],
  );
  return rows.length;
}

/** An answer from the cache: it is listed, and costs nothing. */
export async function noteCached(tx: Tx, call: NewCall): Promise<void> {
  await tx.query(
    `INSERT INTO llm.calls (workspace_id, id, ask_id, at, expires_at, purpose, state, model_id, rung, by_kind, by_id,
       data_class, reserved_micros, cost_micros, price_version, prompt, budget_ids, subjects, starts, latency_ms)
     VALUES ($1, $2, $3, $4, $4, $5, 'cached', $6, $7, $8, $9, $10, 0, 0, $11, $12, '{}', '{}', '{}', 0)`,
    [
      tx.workspaceId,
      call.id,
      call.askId,
      call.at,
      call.purpose,
      call.modelId,
      call.rung,
      call.byKind,
      call.byId,
      call.dataClass,
      call.priceVersion,
      call.prompt,
    ],
  );
}

export interface CallsQuery {
  limit: number;
  before: string | null;
  purpose: string | null;
  state: string | null;
}

/** The newest first. */
export function listCalls(tx: Reader, query: CallsQuery): Promise<AiCall[]> {
  return tx.query<AiCall>(
    `SELECT c.id, c.ask_id AS "askId", c.at, c.purpose, c.state, p.name AS provider, m.label AS model, c.rung,
       c.by_kind AS by, c.data_class AS "dataClass", c.reserved_micros AS "reservedMicros",
       c.cost_micros AS "costMicros", c.input_tokens AS "inputTokens", c.output_tokens AS "outputTokens",
       c.audio_ms AS "audioMs", c.latency_ms AS "latencyMs", c.first_token_ms AS "firstTokenMs", c.price_version AS "priceVersion",
       c.prompt, c.error
     FROM llm.calls c
     JOIN llm.models m ON m.workspace_id = c.workspace_id AND m.id = c.model_id
     JOIN llm.providers p ON p.workspace_id = m.workspace_id AND p.id = m.provider_id
     WHERE c.workspace_id = $1 AND ($2::uuid IS NULL OR c.id < $2::uuid)
       AND ($3::text IS NULL OR c.purpose = $3) AND ($4::text IS NULL OR c.state = $4)
     ORDER BY c.id DESC LIMIT $5`,
    [tx.workspaceId, query.before, query.purpose, query.state, query.limit],
    "by-values",
  );
}

export interface PurposeUse {
  calls: number;
  days: number;
  inputTokens: number | null;
  outputTokens: number | null;
  /** Of the tokens read, those that the provider had read before. */
  cachedShare: number | null;
  audioMs: number | null;
}

const unused: PurposeUse = {
  calls: 0,
  days: 0,
  inputTokens: null,
  outputTokens: null,
  cachedShare: null,
  audioMs: null,
};

/** What a purpose used since a time, calls that a model answered only: what came from memory cost nothing. */
export async function useOf(tx: Reader, purpose: string, sinceId: string): Promise<PurposeUse> {
  const [row] = await tx.query<PurposeUse>(
    `SELECT count(*)::int AS calls,
       coalesce(greatest(1, ceil(extract(epoch FROM max(at) - min(at)) / 86400)), 0)::int AS days,
       avg(input_tokens)::float8 AS "inputTokens", avg(output_tokens)::float8 AS "outputTokens",
       (sum(cached_input_tokens)::float8 / nullif(sum(input_tokens), 0)) AS "cachedShare",
       avg(audio_ms)::float8 AS "audioMs"
     FROM llm.calls WHERE workspace_id = $1 AND id >= $2 AND purpose = $3 AND state = 'answered'`,
    [tx.workspaceId, sinceId, purpose],
  );
  return row ?? unused;
}

export async function forgetCalls(tx: Tx, beforeId: string, limit: number): Promise<number> {
  const rows = await tx.query(
    `DELETE FROM llm.calls WHERE workspace_id = $1 AND id IN (
       SELECT id FROM llm.calls WHERE workspace_id = $1 AND id < $2 AND state <> 'reserved' ORDER BY id LIMIT $3)
     RETURNING id`,
    [tx.workspaceId, beforeId, limit],
  );
  return rows.length;
}
