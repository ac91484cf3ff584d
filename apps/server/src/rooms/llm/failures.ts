// What went wrong with a call of a model, as one of a few kinds that the ladder, the ledger and a person understand.
import { APICallError } from "@ai-sdk/provider";
import { isAppError } from "../../platform/errors.ts";

export type FailureKind =
  | "throttled"
  | "busy"
  | "refused"
  | "unreachable"
  | "late"
  | "cut"
  | "rubbish"
  | "stopped";

export interface Failure {
  kind: FailureKind;
  /** What a person is told of it. Nothing of what the provider wrote. */
  words: string;
  /** The provider may have done the work, and ask for its price. */
  mayCost: boolean;
  retryAfterMs: number | null;
  /** What it was given is at fault, such as a recording that it cannot read: no fault of the model. */
  isFilesFault?: boolean;
  /** The text it was given is at fault, such as one that a content filter stops: no fault of the model. */
  isTextsFault?: boolean;
}

const failureWords: Record<FailureKind, string> = {
  throttled: "The provider asks to slow down.",
  busy: "The provider has a fault of its own.",
  refused: "The provider refused the call. Check its key, its address and the model's name.",
  unreachable: "The provider cannot be reached.",
  late: "The provider did not answer in time.",
  cut: "The answer broke off.",
  rubbish: "The provider answered something that is no answer.",
  stopped: "It was stopped before the answer was whole.",
};

export const unreadableWords = "The speech model cannot read this recording.";

export const refusedTextWords =
  "The provider refused this text: it is too long, or against the provider's rules.";

export function failureOf(kind: FailureKind, more: Partial<Failure> = {}): Failure {
  const mayCost = kind === "late" || kind === "cut" || kind === "rubbish" || kind === "stopped";
  return { kind, words: failureWords[kind], mayCost, retryAfterMs: null, ...more };
}

const ofText = (mayCost: boolean): Failure =>
  failureOf("refused", { words: refusedTextWords, isTextsFault: true, mayCost });

/** What a provider's content filter stopped, which has its price. */
export const filtered: Failure = ofText(true);

const longestWaitMs = 3_600_000;

/** Seconds or a date, as HTTP has it; some write parts of seconds. Anything else says nothing. */
function retryAfterOf(
  headers: Readonly<Record<string, string>> | undefined,
  nowMs: number,
): number | null {
  const text = headers?.["retry-after"]?.trim() ?? "";
  const isDate = /^[A-Z][a-z]{2,8}, ?\d/.test(text);
  const untilMs = isDate ? Date.parse(text) - nowMs : Number.NaN;
  const waitMs = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : untilMs;
  return Number.isFinite(waitMs) ? Math.min(longestWaitMs, Math.max(0, waitMs)) : null;
}

const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function ofNetwork(error: unknown): Failure | null {
  if (isAppError(error, "platform.outbound_timeout")) return failureOf("late");
  if (isAppError(error, "platform.outbound_refused")) return failureOf("refused");
  if (isAppError(error, "platform.outbound_unknown_host")) return failureOf("unreachable");
  if (isAppError(error, "platform.outbound_too_large")) return failureOf("rubbish");
  if (!isAppError(error, "platform.outbound_failed")) return null;
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? "";
  return neverConnected.has(code) ? failureOf("unreachable") : failureOf("cut");
}

/** With these a provider refuses what a file is: no way to read it, too large, a type that it does not know. */
const fileStatuses = new Set([400, 413, 415, 422]);

/** What the answer to a recording says, if it is none with a transcript. */
export function failureOfRecording(
  status: number,
  headers: Readonly<Record<string, string>>,
  nowMs: number,
): Failure {
  if (!fileStatuses.has(status)) return ofStatus(status, retryAfterOf(headers, nowMs));
  return failureOf("refused", { words: unreadableWords, isFilesFault: true });
}

/** With these a provider refuses a text: its filter stops it, or it is longer than the model can read. */
const textStatuses = new Set([400, 413, 422]);

const ofTextStatus = (status: number, retryAfterMs: number | null): Failure =>
  textStatuses.has(status) ? ofText(false) : ofStatus(status, retryAfterMs);

function ofStatus(status: number, retryAfterMs: number | null): Failure {
  if (status === 429) return failureOf("throttled", { retryAfterMs });
  if (status >= 500) return failureOf("busy", { retryAfterMs });
  return failureOf("refused");
}

/** What went wrong, whatever the SDK wrapped it in. `isLate`: our own deadline cut it. */
export function explainFailure(error: unknown, isLate: boolean, nowMs: number): Failure {
  if (isLate) return failureOf("late");
  for (let at = error, depth = 0; at instanceof Error && depth < 6; depth += 1) {
    const known = ofNetwork(at);
    if (known) return known;
    // Of an answer that was not refused, the cause tells more: it may have broken off.
    if (APICallError.isInstance(at) && (at.statusCode ?? 0) >= 300) {
      return ofTextStatus(at.statusCode ?? 0, retryAfterOf(at.responseHeaders, nowMs));
    }
    if (at.name === "AbortError") return failureOf("stopped");
    at = at.cause;
  }
  return failureOf("rubbish");
}
