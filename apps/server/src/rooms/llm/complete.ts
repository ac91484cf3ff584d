// Asks the models of a purpose, one rung after the other, until one answers in time and within the budgets; below the
// last one stand rules, which are the asker's own. Failing is an answer here, not an exception.

import { sleep } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { traced } from "../../platform/tracing.ts";
import type { Generated } from "./adapters.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { explainFailure, type Failure, failureOf } from "./failures.ts";
import type { Rung } from "./ladder.rules.ts";
import { noteCached } from "./ledger.store.ts";
import type { Answered, Ask, Completion, UnavailableReason } from "./llm-deps.ts";
import { restore } from "./minimise.rules.ts";
import {
  closeTry,
  type GatewayDeps,
  handleOf,
  newCallOf,
  openTry,
  refuseInTransaction,
  type Try,
} from "./open-call.ts";
import { type Prepared, prepareAsk, unavailable } from "./prepare-ask.ts";
import type { Usage } from "./price.rules.ts";
import type { Setups } from "./setup.ts";

export type AskDeps = GatewayDeps & { setups: Setups; cache: AnswerCache };

/** What is left for one rung: all of it for the last, else enough for the next one to answer too. */
const shareOfRest = 0.6;
const leastMs = 50;
const longestPauseMs = 2_000;

export function timeFor(prepared: Prepared, place: number): number {
  const restMs = prepared.deadlineAt - performance.now();
  const shareMs = place < prepared.rungs.length ? restMs * shareOfRest : restMs;
  return Math.max(leastMs, Math.floor(shareMs));
}

export type Outcome =
  | { kind: "answered"; answer: Answered }
  | { kind: "failed"; failure: Failure }
  | { kind: "skipped"; reason: UnavailableReason };

const rubbish = failureOf("rubbish");

export const spanOf = (prepared: Prepared, rung: Rung): Record<string, string | number> => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": rung.provider,
  "gen_ai.request.model": rung.model,
  "gen_ai.request.max_tokens": prepared.maxOutputTokens,
  "gen_ai.conversation.id": prepared.askId,
});

interface SpanEnd {
  usage: Usage | null;
  costMicros: number;
  place: number;
  fault: Failure | null;
}

/** What is known of a call once it is over. */
export function noteEnd(
  attributes: Record<string, string | number>,
  { usage, costMicros, place, fault }: SpanEnd,
): void {
  attributes["gen_ai.usage.input_tokens"] = usage?.inputTokens ?? 0;
  attributes["gen_ai.usage.output_tokens"] = usage?.outputTokens ?? 0;
  attributes["rapport.ai.cost_micros"] = costMicros;
  attributes["rapport.ai.rung"] = place;
  if (fault) attributes["error.type"] = fault.kind;
}

function parsed(text: string, prepared: Prepared): { object: unknown } | null {
  if (prepared.schema === null) return { object: null };
  const bare = text.trim().replace(/^```(?:json)?\s*|\s*```$/g, "");
  try {
    const { success, data } = prepared.schema.check.safeParse(JSON.parse(bare));
    return success ? { object: data } : null;
  } catch {
    return null;
  }
}

/** A text that cannot be used is no answer, though it has its price. */
function faultOf({ text, finish }: Generated, isParsed: boolean): Failure | null {
  if (text.trim() === "" || !isParsed) return failureOf("rubbish");
  return finish === "filtered" ? failureOf("refused", { mayCost: true }) : null;
}

async function generate(
  deps: AskDeps,
  ask: Ask,
  prepared: Prepared,
  one: Try,
): Promise<Generated | Failure> {
  const deadline = AbortSignal.timeout(timeFor(prepared, one.place));
  const signal = ask.signal ? AbortSignal.any([deadline, ask.signal]) : deadline;
  const { messages, maxOutputTokens, schema } = prepared;
  try {
    const handle = await handleOf(deps, prepared.setup, one.rung);
    const question = { messages, maxOutputTokens, schema: schema?.json ?? null, signal };
    return await handle.generate(question);
  } catch (error) {
    return explainFailure(error, deadline.aborted, deps.clock.nowMs());
  }
}

async function tryOnce(
  deps: AskDeps,
  ctx: Ctx,
  ask: Ask,
  prepared: Prepared,
  place: number,
): Promise<Outcome> {
  const one = await openTry(deps, ctx, ask, prepared, place);
  if (one === null) return { kind: "skipped", reason: "budget" };
  const { rung } = one;
  deps.health.began(rung.modelId);
  const attributes = spanOf(prepared, rung);
  return traced(`chat ${rung.model}`, "client", attributes, async (): Promise<Outcome> => {
    const generated = await generate(deps, ask, prepared, one);
    const made = "kind" in generated ? null : generated;
    const object = made && restoredObject(made, prepared);
    const fault = "kind" in generated ? generated : faultOf(generated, object !== null);
    const usage = made?.usage ?? null;
    const ending = { usage, firstTokenMs: null, failure: fault };
    const costMicros = closeTry(deps, ctx, one, ending);
    noteEnd(attributes, { usage, costMicros, place, fault });
    if (made === null || fault !== null) return { kind: "failed", failure: fault ?? rubbish };
    const answer = answerOf(prepared, one, { ...made, costMicros });
    return { kind: "answered", answer: { ...answer, object: object?.object ?? null } };
  });
}

/** Marks are put back before the text is read as JSON, where they stand inside of strings. */
function restoredObject(generated: Generated, prepared: Prepared) {
  if (prepared.schema === null) return { object: null };
  const inJson = new Map(
    [...prepared.marks].map(([mark, value]) => [mark, JSON.stringify(value).slice(1, -1)]),
  );
  return parsed(restore(generated.text, inJson), prepared);
}

export function answerOf(
  prepared: Prepared,
  one: Try,
  made: Generated & { costMicros: number },
): Answered {
  const { usage } = made;
  return {
    kind: "answered",
    text: restore(made.text, prepared.marks),
    object: null,
    rung: one.rung.label,
    model: one.rung.model,
    provider: one.rung.provider,
    usage: usage && { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens },
    costMicros: made.costMicros,
    latencyMs: Math.round(performance.now() - one.startedAt),
    callId: one.id,
    isCached: false,
    isCut: made.finish === "length",
    minimised: prepared.marks.size,
  };
}

const isPassing = ({ kind }: Failure) =>
  kind === "busy" || kind === "unreachable" || kind === "throttled";

/** One repeat of what passes by itself, if the budget of repeats and the time allow it. */
async function tryRung(
  deps: AskDeps,
  ctx: Ctx,
  ask: Ask,
  prepared: Prepared,
  place: number,
): Promise<Outcome> {
  const { modelId } = prepared.rungs[place - 1] as Rung;
  if (!deps.health.mayTry(modelId)) return { kind: "skipped", reason: "resting" };
  const first = await tryOnce(deps, ctx, ask, prepared, place);
  if (first.kind !== "failed" || !isPassing(first.failure)) return first;
  const pauseMs = first.failure.retryAfterMs ?? 100;
  const isWorthIt = pauseMs <= longestPauseMs && pauseMs * 2 < timeFor(prepared, place);
  if (!isWorthIt || !deps.health.mayRepeat(modelId)) return first;
  await sleep(pauseMs, ask.signal);
  return tryOnce(deps, ctx, ask, prepared, place);
}

export const reasonOf = (outcome: Exclude<Outcome, { kind: "answered" }>): UnavailableReason => {
  if (outcome.kind === "skipped") return outcome.reason;
  return outcome.failure.kind === "late" ? "late" : "failed";
};

async function fromCache(
  deps: AskDeps,
  ctx: Ctx,
  ask: Ask,
  prepared: Prepared,
): Promise<Answered | null> {
  const kept = deps.cache.get(prepared.cacheKey);
  if (kept === null) return null;
  const place = prepared.rungs.findIndex(({ label }) => label === kept.rung) + 1;
  const call = newCallOf(deps, ask, prepared, Math.max(1, place));
  await deps.db.tenant(ctx, (tx) => noteCached(tx, call));
  return { ...kept, isCached: true, costMicros: 0, latencyMs: 0, callId: call.id };
}

export async function complete(deps: AskDeps, ctx: Ctx, ask: Ask): Promise<Completion> {
  refuseInTransaction();
  const prepared = await prepareAsk(deps, ctx, ask);
  if (prepared.kind === "unavailable") return prepared;
  const kept = await fromCache(deps, ctx, ask, prepared);
  if (kept) return kept;
  let reason: UnavailableReason = "failed";
  for (let place = 1; place <= prepared.rungs.length; place += 1) {
    if (ask.signal?.aborted || prepared.deadlineAt - performance.now() < leastMs) {
      return unavailable("late");
    }
    const outcome = await tryRung(deps, ctx, ask, prepared, place);
    if (outcome.kind === "answered") {
      deps.cache.put(prepared.cacheKey, outcome.answer);
      return outcome.answer;
    }
    reason = reasonOf(outcome);
  }
  return unavailable(reason);
}
