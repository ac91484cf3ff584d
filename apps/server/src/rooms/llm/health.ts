// How each model does, as this process sees it: its breaker, its last fault, and the repeats that are left.
import type { Clock } from "../../platform/clock.ts";
import {
  type BreakerState,
  closedBreaker,
  freshRetryBudget,
  mayTry,
  onCall,
  onFailure,
  onSuccess,
  onThrottled,
  onTry,
  type RetryBudget,
  spendRetry,
} from "./breaker.rules.ts";
import type { Failure } from "./failures.ts";

export interface ModelHealth {
  breaker: BreakerState;
  retries: RetryBudget;
  error: string | null;
  lastAtMs: number | null;
}

export interface Claim {
  /** It was not asked after all, so that another may. */
  release(): void;
}

export interface Health {
  /** Changes nothing: to tell, not to ask it. */
  mayTry(modelId: string): boolean;
  /** It may be asked, and if this is the one trial, nobody else may until it is over. Null: it may not. */
  claim(modelId: string): Claim | null;
  /** It is asked now. */
  began(modelId: string): void;
  /** Whether it may be asked once more. */
  mayRepeat(modelId: string): boolean;
  answered(modelId: string): void;
  failed(modelId: string, failure: Failure): void;
  of(modelId: string): ModelHealth;
}

/** Of the model: what one customer sends, and it refuses, must not take it away from all others. */
const saysNothing = ({ kind, isFilesFault, isTextsFault }: Failure) =>
  kind === "stopped" || isFilesFault === true || isTextsFault === true;

const untried: ModelHealth = {
  breaker: closedBreaker,
  retries: freshRetryBudget,
  error: null,
  lastAtMs: null,
};
const throttledMs = 2_000;

export function createHealth(clock: Clock): Health {
  const kept = new Map<string, ModelHealth>();
  const of = (modelId: string) => kept.get(modelId) ?? untried;
  const change = (modelId: string, parts: Partial<ModelHealth>) =>
    void kept.set(modelId, { ...of(modelId), ...parts });

  function afterFailure(breaker: BreakerState, failure: Failure): BreakerState {
    const nowMs = clock.nowMs();
    if (saysNothing(failure)) return { ...breaker, trialSinceMs: null };
    if (failure.kind === "throttled") {
      return onThrottled(breaker, nowMs, failure.retryAfterMs ?? throttledMs);
    }
    return onFailure(breaker, nowMs);
  }

  return {
    of,
    mayTry: (modelId) => mayTry(of(modelId).breaker, clock.nowMs()),
    claim: (modelId) => {
      const { breaker } = of(modelId);
      const nowMs = clock.nowMs();
      if (!mayTry(breaker, nowMs)) return null;
      const claimed = onTry(breaker, nowMs);
      if (claimed !== breaker) change(modelId, { breaker: claimed });
      return {
        release: () => {
          const now = of(modelId).breaker;
          const isMine = claimed !== breaker && now.trialSinceMs === nowMs;
          if (isMine) change(modelId, { breaker: { ...now, trialSinceMs: null } });
        },
      };
    },
    began: (modelId) => change(modelId, { retries: onCall(of(modelId).retries) }),
    mayRepeat: (modelId) => {
      const left = spendRetry(of(modelId).retries);
      if (left === null || !mayTry(of(modelId).breaker, clock.nowMs())) return false;
      change(modelId, { retries: left });
      return true;
    },
    answered: (modelId) =>
      change(modelId, {
        breaker: onSuccess(of(modelId).breaker),
        error: null,
        lastAtMs: clock.nowMs(),
      }),
    failed: (modelId, failure) =>
      change(modelId, {
        breaker: afterFailure(of(modelId).breaker, failure),
        ...(saysNothing(failure) ? {} : { error: failure.words, lastAtMs: clock.nowMs() }),
      }),
  };
}
