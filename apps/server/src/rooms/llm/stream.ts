// An answer as it is written. Until the first letter a failing rung is followed by the next one; after it there is no
// way back, and a break leaves what had come with a clear state: stopped, why, and at what price. Marks of personal
// data are put back before a letter of them is shown.
import type { Ctx } from "../../platform/context.ts";
import { traced } from "../../platform/tracing.ts";
import type { Finish, Part } from "./adapters.ts";
import { type AskDeps, answerOf, noteEnd, spanOf } from "./complete.ts";
import { type Failure, failureOf, filtered } from "./failures.ts";
import { leastMs, limitOf } from "./go-down.ts";
import type { Rung } from "./ladder.rules.ts";
import type { Ask, Stopped, StreamPart, UnavailableReason } from "./llm-deps.ts";
import { restore, splitAtMark } from "./minimise.rules.ts";
import { closeTry, handleOf, openTry, refuseInTransaction, type Try } from "./open-call.ts";
import { type Prepared, prepareAsk, unavailable } from "./prepare-ask.ts";
import type { Usage } from "./price.rules.ts";

/** What is known of a stream while it runs. */
interface Flow {
  one: Try;
  /** As the model wrote it. */
  raw: string;
  held: string;
  shown: string;
  firstTokenMs: number | null;
  finish: Finish | null;
  usage: Usage | null;
  failure: Failure | null;
}

const newFlow = (one: Try): Flow => ({
  one,
  raw: "",
  held: "",
  shown: "",
  firstTokenMs: null,
  finish: null,
  usage: null,
  failure: null,
});

/** What of the text can be shown now. */
function take(flow: Flow, prepared: Prepared, text: string): string {
  flow.firstTokenMs ??= performance.now() - flow.one.startedAt;
  flow.raw += text;
  const { ready, held } = splitAtMark(flow.held + text);
  flow.held = held;
  const shown = restore(ready, prepared.marks);
  flow.shown += shown;
  return shown;
}

function rest(flow: Flow, prepared: Prepared): string {
  const shown = restore(flow.held, prepared.marks);
  flow.held = "";
  flow.shown += shown;
  return shown;
}

/** What is wrong with a stream that came to its end. */
function faultAtEnd({ finish, raw }: Flow): Failure | null {
  if (finish === null || finish === "other") return failureOf("cut");
  if (finish === "filtered") return filtered;
  return raw.trim() === "" ? failureOf("rubbish") : null;
}

/** What makes no sense after a beginning that did is an answer that broke off. */
const inTheMiddle = ({ raw }: Flow, failure: Failure): Failure =>
  raw !== "" && failure.kind === "rubbish" ? failureOf("cut") : failure;

/** What can be shown of a part, now that it is here. */
function shownOf(flow: Flow, prepared: Prepared, part: Part): string {
  if (part.kind === "text") return take(flow, prepared, part.text);
  flow.finish = part.finish;
  flow.usage = part.usage;
  return "";
}

/** Yields text; whatever happens, `flow` tells it afterwards. */
async function* texts(
  deps: AskDeps,
  ask: Ask,
  prepared: Prepared,
  flow: Flow,
  reader: AbortSignal,
): AsyncGenerator<string> {
  const left = ask.signal ? AbortSignal.any([reader, ask.signal]) : reader;
  const { signal, explain } = limitOf(prepared, flow.one.place, left, () => deps.clock.nowMs());
  const { messages, maxOutputTokens } = prepared;
  try {
    const handle = await handleOf(deps, prepared.setup, flow.one.rung);
    for await (const part of handle.stream({ messages, maxOutputTokens, schema: null, signal })) {
      const shown = shownOf(flow, prepared, part);
      if (shown !== "") yield shown;
    }
    flow.failure = faultAtEnd(flow);
    const last = flow.failure === null ? rest(flow, prepared) : "";
    if (last !== "") yield last;
  } catch (error) {
    flow.failure = inTheMiddle(flow, explain(error));
  }
}

function stoppedOf(flow: Flow, failure: Failure, costMicros: number): Stopped {
  const known = failure.kind === "late" || failure.kind === "stopped" ? failure.kind : "cut";
  return {
    kind: "stopped",
    text: flow.shown,
    reason: known,
    words: failure.words,
    rung: flow.one.rung.label,
    callId: flow.one.id,
    costMicros,
  };
}

/** One rung: its text, then null if it gave none, else the end. */
async function* streamRung(
  deps: AskDeps,
  ctx: Ctx,
  ask: Ask,
  prepared: Prepared,
  one: Try,
): AsyncGenerator<StreamPart, Failure | null> {
  const flow = newFlow(one);
  const reader = new AbortController();
  const attributes = spanOf(prepared, one.rung);
  const ended = Promise.withResolvers<void>();
  const span = traced(`chat ${one.rung.model}`, "client", attributes, () => ended.promise);
  let isWhole = false;
  let costMicros = 0;
  try {
    for await (const text of texts(deps, ask, prepared, flow, reader.signal)) {
      yield { kind: "text", text };
    }
    isWhole = true;
  } finally {
    // Whoever reads may leave in the middle: then the call is cut, and counts.
    if (!isWhole) {
      reader.abort();
      flow.failure = failureOf("stopped");
    }
    const { usage, firstTokenMs, failure } = flow;
    const isFree = failure?.mayCost === false && flow.raw === "";
    const fault = failure && { ...failure, mayCost: !isFree };
    costMicros = closeTry(deps, ctx, one, { usage, firstTokenMs, failure: fault });
    noteEnd(attributes, { usage, costMicros, place: one.place, fault: failure });
    ended.resolve();
    await span;
  }
  if (flow.failure === null) {
    const made = { text: flow.raw, finish: flow.finish ?? "stop", usage: flow.usage, costMicros };
    yield { kind: "end", result: answerOf(prepared, one, made) };
    return null;
  }
  if (flow.shown === "") return flow.failure;
  yield { kind: "end", result: stoppedOf(flow, flow.failure, costMicros) };
  return null;
}

/** A try that may begin, or why there is none. */
async function nextTry(
  deps: AskDeps,
  ctx: Ctx,
  ask: Ask,
  prepared: Prepared,
  place: number,
): Promise<Try | UnavailableReason> {
  const { modelId } = prepared.rungs[place - 1] as Rung;
  if (ask.signal?.aborted || prepared.deadlineAt - performance.now() < leastMs) return "late";
  const claim = deps.health.claim(modelId);
  if (claim === null) return "resting";
  let one: Try | null = null;
  try {
    one = await openTry(deps, ctx, prepared, place);
  } finally {
    if (one === null) claim.release();
  }
  if (one === null) return "budget";
  deps.health.began(modelId);
  return one;
}

export async function* stream(deps: AskDeps, ctx: Ctx, ask: Ask): AsyncGenerator<StreamPart> {
  refuseInTransaction();
  const prepared = await prepareAsk(deps, ctx, ask);
  if (prepared.kind === "unavailable") {
    yield { kind: "end", result: prepared };
    return;
  }
  let reason: UnavailableReason = "failed";
  for (let place = 1; place <= prepared.rungs.length; place += 1) {
    const one = await nextTry(deps, ctx, ask, prepared, place);
    if (typeof one === "string") {
      reason = one;
      continue;
    }
    const failure = yield* streamRung(deps, ctx, ask, prepared, one);
    if (failure === null) return;
    reason = failure.kind === "late" ? "late" : "failed";
  }
  yield { kind: "end", result: unavailable(reason) };
}
