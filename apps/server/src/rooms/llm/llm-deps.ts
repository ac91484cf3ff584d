// What this room takes, and what it is asked.
import type { AiDataClass, AiTextPurpose } from "@rapport/contracts";
import type { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbound } from "../../platform/outbound.ts";
import type { Sealer } from "../../platform/sealing.ts";
import type { Telemetry } from "../../platform/telemetry.ts";
import type { Message } from "./adapters.ts";
import type { KnownPerson } from "./minimise.rules.ts";

export interface LlmDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  /** Its own: it may reach the model servers that the operator lists, which nothing else may. */
  outbound: Outbound;
  /** host:port entries that may be called without https. */
  plainHosts: readonly string[];
  sealer: Sealer;
  telemetry: Pick<Telemetry, "count">;
  workspaceIds(): Promise<readonly string[]>;
  /** People of our own records whose name has one of these words, however many they are. */
  peopleNamed(ctx: Ctx, words: readonly string[]): Promise<readonly KnownPerson[]>;
}

export interface AskedBy {
  kind: "user" | "api-key" | "system" | "customer" | "agent";
  id: string;
}

export interface Ask {
  purpose: AiTextPurpose;
  /** For whom it is; whoever acts unless told. An answer is never kept for anybody else. */
  principal?: AskedBy;
  messages: readonly Message[];
  /** At most; the purpose's own bound holds as well. */
  maxOutputTokens?: number;
  dataClass: AiDataClass;
  /** The answer is an object that this takes; anything else counts as no answer. */
  schema?: z.ZodType;
  deadlineMs?: number;
  /** Versions of all that the answer rests on. Without it nothing is kept. */
  cacheKey?: string;
  /** Who may read what it rests on, if that is less than everybody. */
  readers?: readonly string[];
  /** People whose names are known to stand in it, beside those of our records. */
  subjects?: readonly KnownPerson[];
  /** Further budgets in which it counts. */
  teamId?: string;
  agent?: string;
  runId?: string;
  /** `key@version` of the prompt in it. */
  prompt?: string;
  /** Only this model, wherever it stands: for tests by hand. */
  modelId?: string;
  signal?: AbortSignal;
}

/** A recording to be written down. It is sent whole: of sound nothing can be taken out. */
export interface TranscribeAsk {
  audio: Uint8Array;
  /** Models tell the format by its ending, such as `voice.ogg`. */
  fileName: string;
  mediaType: string;
  /** As the file says; null: it does not say. */
  durationMs: number | null;
  dataClass: AiDataClass;
  /** What is spoken, if that is known, such as `de`. */
  language?: string;
  /** Further budgets in which it counts. */
  teamId?: string;
  agent?: string;
  runId?: string;
  deadlineMs?: number;
  signal?: AbortSignal;
}

export type UnavailableReason =
  | "too_long"
  | "no_model"
  | "no_speech_model"
  | "off"
  | "switched_off"
  | "region"
  | "data_class"
  | "price_unknown"
  | "budget"
  | "resting"
  | "failed"
  | "late";

export interface Unavailable {
  kind: "unavailable";
  reason: UnavailableReason;
  /** What a person is told. */
  words: string;
  rung: "rules";
  /** Every model that was asked refused the recording itself: asking again later makes no sense. */
  isFilesFault?: true;
}

export interface Answered {
  kind: "answered";
  text: string;
  /** What `schema` made of it; null without one. */
  object: unknown;
  /** The name of the model as people know it. */
  rung: string;
  model: string;
  provider: string;
  /** Null: the provider did not say; then it counts as the most that it could be. */
  usage: { inputTokens: number; outputTokens: number } | null;
  costMicros: number;
  latencyMs: number;
  callId: string;
  isCached: boolean;
  /** It reached the most that it might write. */
  isCut: boolean;
  /** Names, addresses and numbers that were taken out before the call. */
  minimised: number;
}

/** An answer that began and broke off: what had come is here, and is not whole. */
export interface Stopped {
  kind: "stopped";
  text: string;
  reason: "cut" | "late" | "stopped";
  words: string;
  rung: string;
  callId: string;
  costMicros: number;
}

export interface Transcript {
  kind: "answered";
  /** As it was heard; empty where nothing was said. */
  text: string;
  /** As the model names it; null: it did not say. */
  language: string | null;
  /** The name of the model as people know it. */
  rung: string;
  model: string;
  provider: string;
  /** As the provider says, else as the file says; null: nobody knows. */
  audioMs: number | null;
  costMicros: number;
  latencyMs: number;
  callId: string;
}

export type Transcription = Transcript | Unavailable;

export type Completion = Answered | Unavailable;
export type StreamPart =
  | { kind: "text"; text: string }
  | { kind: "end"; result: Answered | Stopped | Unavailable };
