// When a call is made again, and after how long. A refusal that says "not now" (429, 503) did nothing, so it may
// always be repeated. After silence (cut off, too slow, 502, 504) a write may have been done: it is repeated only
// where a repeat does no harm. A 503 whose code says that the outcome is not known is silence too.

import type { Outcome, Received } from "./attempt.ts";
import { RapportError } from "./errors.ts";

const BASE_DELAY_MS = 200;
const MAX_BACK_OFF_MS = 10_000;
const NOT_NOW = new Set([429, 503]);
const SILENCE = new Set([0, 502, 504]);

/** The connection was lost during the commit, or while another system was asked, which may have done it. */
const UNKNOWN = /^platform\.out(come_unknown$|bound_)/;

const codeOf = ({ text }: Received): string => {
  try {
    return String((JSON.parse(text) as { code?: unknown } | null)?.code);
  } catch {
    return "";
  }
};

const isSilence = (outcome: Outcome): boolean => {
  if (SILENCE.has(statusOf(outcome))) return true;
  return !(outcome instanceof RapportError) && UNKNOWN.test(codeOf(outcome));
};

export const isWorthRepeating = (outcome: Outcome, isHarmless: boolean): boolean => {
  const status = statusOf(outcome);
  if (!NOT_NOW.has(status) && !SILENCE.has(status)) return false;
  return isHarmless || !isSilence(outcome);
};

/** What `Retry-After` asks for, in ms; seconds or a date, which is compared with the answer's own date. */
export const askedDelayMs = (headers: Headers): number | null => {
  const text = headers.get("retry-after");
  if (text === null) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const untilMs = Date.parse(text) - Date.parse(headers.get("date") ?? "");
  return Number.isFinite(untilMs) ? Math.max(0, untilMs) : null;
};

/** Between half and all of `ms`, so that clients that failed together do not come back together. */
const jittered = (ms: number): number => {
  const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
  return Math.round(ms * (0.5 + byte / 510));
};

/** Milliseconds before the attempt after the given one (from 0). */
export const backOffMs = (attempt: number): number =>
  jittered(Math.min(BASE_DELAY_MS * 2 ** attempt, MAX_BACK_OFF_MS));

/** Status of an attempt; 0 when no answer came. */
export const statusOf = (outcome: Outcome): number =>
  outcome instanceof RapportError ? 0 : outcome.response.status;

/** Waits; rejects with the signal's reason when that is aborted meanwhile. */
export const waitMs = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
