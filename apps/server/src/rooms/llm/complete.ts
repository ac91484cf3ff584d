// Asks the models of a purpose, one rung after the other, until one answers in time and within the budgets; below the
// last one stand rules, which are the asker's own. Failing is an answer here, not an exception.
import type { Ctx } from "../../platform/context.ts";
import { traced } from "../../platform/tracing.ts";
import type { Generated } from "./adapters.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { type Failure, failureOf, filtered, refusedTextWords } from "./failures.ts";
import { type Descent, goDown, limitOf, type Outcome } from "./go-down.ts";
import type { Rung } from "./ladder.rules.ts";
import { noteCached } from "./ledger.store.ts";
import type { Answered, Ask, Completion, Unavailable } from "./llm-deps.ts";
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
  // First of all: what was filtered is often empty, and never whole.
  if (finish === "filtered") return filtered;
  return text.trim() === "" || !isParsed ? failureOf("rubbish") : null;
}

async function generate(
  deps: AskDeps,
  ask: Ask,
  prepared: Prepared,
  one: Try,
): Promise<Generated | Failure> {
  const { signal, explain } = limitOf(prepared, one.place, ask.signal, () => deps.clock.nowMs());
  const { messages, maxOutputTokens, schema } = prepared;
  try {
    const handle = await handleOf(deps, prepared.setup, one.rung);
    const question = { messages, maxOutputTokens, schema: schema?.json ?? null, signal };
    return await handle.generate(question);
  } catch (error) {
    return explain(error);
  }
}

async function tryOnce(
  deps: AskDeps,
  ctx: Ctx,
  ask: Ask,
  prepared: Prepared,
  place: number,
): Promise<Outcome<Answered>> {
  const one = await openTry(deps, ctx, prepared, place);
  if (one === null) return { kind: "skipped", reason: "budget" };
  const { rung } = one;
  deps.health.began(rung.modelId);
  const attributes = spanOf(prepared, rung);
  return traced(
    `chat ${rung.model}`,
    "client",
    attributes,
    async (): Promise<Outcome<Answered>> => {
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
    },
  );
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

async function fromCache(deps: AskDeps, ctx: Ctx, prepared: Prepared): Promise<Answered | null> {
  const kept = deps.cache.get(prepared.cacheKey);
  if (kept === null) return null;
  const place = prepared.rungs.findIndex(({ label }) => label === kept.rung) + 1;
  const call = newCallOf(deps, prepared, Math.max(1, place));
  await deps.db.tenant(ctx, (tx) => noteCached(tx, call));
  return { ...kept, isCached: true, costMicros: 0, latencyMs: 0, callId: call.id };
}

function noneOf({ reason, failures }: Descent<Answered> & { kind: "none" }): Unavailable {
  const isRefused = failures.length > 0 && failures.every((one) => one.isTextsFault === true);
  const none = unavailable(reason);
  return isRefused && reason === "failed" ? { ...none, words: refusedTextWords } : none;
}

export async function complete(deps: AskDeps, ctx: Ctx, ask: Ask): Promise<Completion> {
  refuseInTransaction();
  const prepared = await prepareAsk(deps, ctx, ask);
  if (prepared.kind === "unavailable") return prepared;
  const kept = await fromCache(deps, ctx, prepared);
  if (kept) return kept;
  const ended = await goDown<Answered>({
    ...{ health: deps.health, course: prepared, signal: ask.signal },
    tryOnce: (place) => tryOnce(deps, ctx, ask, prepared, place),
  });
  if (ended.kind === "none") return noneOf(ended);
  deps.cache.put(prepared.cacheKey, ended.answer);
  return ended.answer;
}
