// Asks the speech models of the purpose `transcribe` to write a recording down, one rung after the other. The same rules
// as for text hold: reserved before, settled after, nothing inside a transaction. What differs: the recording is sent
// whole, is reckoned by its length, and one that a model cannot read is the file's fault and not the model's.
import type { Ctx } from "../../platform/context.ts";
import { traced } from "../../platform/tracing.ts";
import { type Failure, unreadableWords } from "./failures.ts";
import { goDown, limitOf, type Outcome } from "./go-down.ts";
import { type Heard, hear } from "./hear.ts";
import type { TranscribeAsk, Transcript, Transcription, Unavailable } from "./llm-deps.ts";
import {
  closeTry,
  endpointOf,
  type GatewayDeps,
  openTry,
  refuseInTransaction,
  type Try,
} from "./open-call.ts";
import { type Course, prepareCourse, unavailable } from "./prepare-ask.ts";
import { audioCost, heardAudioMs, mostAudioMs, type Price, toldAudioMs } from "./price.rules.ts";
import type { Setups } from "./setup.ts";

export type TranscribeDeps = GatewayDeps & { setups: Setups };

async function listen(
  deps: TranscribeDeps,
  ask: TranscribeAsk,
  course: Course,
  one: Try,
): Promise<Heard | Failure> {
  const { audio, fileName, mediaType, language } = ask;
  const recording = { audio, fileName, mediaType, language };
  const nowMs = () => deps.clock.nowMs();
  const { signal, explain } = limitOf(course, one.place, ask.signal, nowMs);
  try {
    const endpoint = endpointOf(deps, course.setup, one.rung);
    return await hear(deps.outbound, endpoint, one.rung.model, recording, { signal, nowMs });
  } catch (error) {
    return explain(error);
  }
}

async function tryOnce(
  deps: TranscribeDeps,
  ctx: Ctx,
  ask: TranscribeAsk,
  course: Course,
  place: number,
): Promise<Outcome<Transcript>> {
  const one = await openTry(deps, ctx, course, place);
  if (one === null) return { kind: "skipped", reason: "budget" };
  const { model, modelId, label, provider } = one.rung;
  deps.health.began(modelId);
  const attributes: Record<string, string | number> = {
    "gen_ai.operation.name": "transcribe",
    "gen_ai.provider.name": provider,
    "gen_ai.request.model": model,
    "gen_ai.conversation.id": course.askId,
  };
  return traced(`transcribe ${model}`, "client", attributes, async () => {
    const heard = await listen(deps, ask, course, one);
    const failure = "kind" in heard ? heard : null;
    const audioMs = "kind" in heard ? null : lengthOf(heard, ask);
    const ending = { usage: null, audioMs, firstTokenMs: null, failure };
    const costMicros = closeTry(deps, ctx, one, ending);
    attributes["rapport.ai.audio_ms"] = audioMs ?? 0;
    attributes["rapport.ai.cost_micros"] = costMicros;
    attributes["rapport.ai.rung"] = place;
    if (failure) attributes["error.type"] = failure.kind;
    if ("kind" in heard) return { kind: "failed", failure: heard };
    const latencyMs = Math.round(performance.now() - one.startedAt);
    const { text, language } = heard;
    const of = { rung: label, model, provider, audioMs, costMicros, latencyMs, callId: one.id };
    return { kind: "answered", answer: { kind: "answered", text, language, ...of } };
  });
}

/** Whom to believe: the provider, whose bill it is, then the file. */
function lengthOf({ seconds }: Heard, { durationMs, audio }: TranscribeAsk): number | null {
  const reservedMs = mostAudioMs(durationMs, audio.byteLength);
  return heardAudioMs(seconds, reservedMs, audio.byteLength) ?? toldAudioMs(durationMs);
}

const unreadable: Unavailable = {
  ...unavailable("failed"),
  words: unreadableWords,
  isFilesFault: true,
};

export async function transcribe(
  deps: TranscribeDeps,
  ctx: Ctx,
  ask: TranscribeAsk,
): Promise<Transcription> {
  refuseInTransaction();
  const reservedMs = mostAudioMs(ask.durationMs, ask.audio.byteLength);
  const prepared = await prepareCourse(deps, ctx, { ...ask, purpose: "transcribe" });
  if (prepared.kind === "unavailable") return prepared;
  const mostCostAt = (price: Price) => audioCost(price, reservedMs);
  const course = { ...prepared, mostCostAt };
  const { health } = deps;
  const ended = await goDown<Transcript>({
    ...{ health, course, signal: ask.signal },
    tryOnce: (place) => tryOnce(deps, ctx, ask, course, place),
  });
  if (ended.kind === "answered") return ended.answer;
  const { reason, failures } = ended;
  const isUnreadable = failures.length > 0 && failures.every((one) => one.isFilesFault === true);
  return isUnreadable && reason !== "late" ? unreadable : unavailable(reason);
}
