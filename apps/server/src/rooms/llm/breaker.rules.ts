// When a model is left alone: after five failures in a row, or ten of the last twenty, for a while that doubles with
// each failed trial; and for as long as the provider itself asks (Retry-After). Afterwards one call tries it.
export interface BreakerState {
  /** The last calls, newest last; true: failed. */
  recent: readonly boolean[];
  openUntilMs: number;
  /** How often in a row it was opened. */
  trips: number;
  /** A trial is under way since then. */
  trialSinceMs: number | null;
}

export const closedBreaker: BreakerState = {
  recent: [],
  openUntilMs: 0,
  trips: 0,
  trialSinceMs: null,
};

const inARow = 5;
const outOf = 20;
const failuresOutOf = 10;
const firstRestMs = 5_000;
const longestRestMs = 300_000;
/** A trial that never came back does not close the way for ever. */
const trialMs = 120_000;

export function mayTry(state: BreakerState, nowMs: number): boolean {
  if (nowMs < state.openUntilMs) return false;
  if (state.trips === 0) return true;
  return state.trialSinceMs === null || nowMs - state.trialSinceMs > trialMs;
}

export function onTry(state: BreakerState, nowMs: number): BreakerState {
  return state.trips === 0 ? state : { ...state, trialSinceMs: nowMs };
}

export const onSuccess = (state: BreakerState): BreakerState =>
  state.trips > 0
    ? closedBreaker
    : { ...state, recent: [...state.recent, false].slice(-outOf), trialSinceMs: null };

function isTooMany(recent: readonly boolean[]): boolean {
  const last = recent.slice(-inARow);
  if (last.length === inARow && last.every(Boolean)) return true;
  return recent.filter(Boolean).length >= failuresOutOf;
}

/** Failures of calls that began before it was opened tell nothing new: only a trial makes the rest longer. */
export function onFailure(state: BreakerState, nowMs: number): BreakerState {
  const isTrialLost = state.trips > 0 && state.trialSinceMs !== null;
  if (nowMs < state.openUntilMs || (state.trips > 0 && !isTrialLost)) return state;
  const recent = [...state.recent, true].slice(-outOf);
  if (!isTrialLost && !isTooMany(recent)) return { ...state, recent, trialSinceMs: null };
  const restMs = Math.min(longestRestMs, firstRestMs * 2 ** state.trips);
  return { recent, openUntilMs: nowMs + restMs, trips: state.trips + 1, trialSinceMs: null };
}

/** Told to wait, which is no fault: it rests so long, and that is all. */
export function onThrottled(state: BreakerState, nowMs: number, waitMs: number): BreakerState {
  const until = nowMs + Math.max(waitMs, 1_000);
  return { ...state, openUntilMs: Math.max(state.openUntilMs, until), trialSinceMs: null };
}

/** Repeats that may be made: a tenth of the calls, and a few to begin with. */
export interface RetryBudget {
  tokens: number;
}

const mostTokens = 10;
const perCall = 0.1;
export const freshRetryBudget: RetryBudget = { tokens: 1 };

export const onCall = ({ tokens }: RetryBudget): RetryBudget => ({
  tokens: Math.min(mostTokens, tokens + perCall),
});

/** Null: none is left. */
export const spendRetry = ({ tokens }: RetryBudget): RetryBudget | null =>
  tokens >= 1 ? { tokens: tokens - 1 } : null;
