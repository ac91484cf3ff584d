// One attempt of one call: fetch under a deadline and the caller's signal. The deadline covers headers and body;
// a stream's body may take as long as it takes, but still ends with the caller's signal.
import { type RapportError, timedOut, unreachable } from "./errors.ts";

export type Attempt = {
  url: string;
  request: RequestInit;
  /** 0: none. */
  timeoutMs: number;
  /** The body of a good answer is left to the caller. */
  isStream: boolean;
  signal: AbortSignal | undefined;
};

export type Received = { response: Response; text: string };

/** An answer, or the error that says why there is none. */
export type Outcome = Received | RapportError;

/** Aborts with the caller's signal, or when time is up. */
const deadline = ({ signal, timeoutMs }: Attempt) => {
  const own = new AbortController();
  const state = { isLate: false };
  const stop = () => own.abort(signal?.reason);
  const late = () => {
    state.isLate = true;
    own.abort();
  };
  const timer = timeoutMs > 0 ? setTimeout(late, timeoutMs) : undefined;
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  return {
    signal: own.signal,
    state,
    stopClock: () => clearTimeout(timer),
    stopListening: () => signal?.removeEventListener("abort", stop),
  };
};

/** Rejects only with the reason of the caller's signal. */
export const makeAttempt = async (
  fetchOnce: typeof globalThis.fetch,
  attempt: Attempt,
): Promise<Outcome> => {
  const limit = deadline(attempt);
  try {
    const response = await fetchOnce(attempt.url, { ...attempt.request, signal: limit.signal });
    if (attempt.isStream && response.ok) return { response, text: "" };
    const text = await response.text();
    limit.stopListening();
    return { response, text };
  } catch (cause) {
    limit.stopListening();
    if (attempt.signal?.aborted) throw attempt.signal.reason ?? cause;
    return limit.state.isLate ? timedOut(attempt.timeoutMs) : unreachable(cause);
  } finally {
    limit.stopClock();
  }
};
