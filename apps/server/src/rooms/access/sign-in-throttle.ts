// Slows down guessing. Failures are counted for an account from an address, and for the account from
// anywhere; after a few free tries each further one has to wait twice as long. A success forgets the
// count of its address. In memory and per process: behind several processes the bound is theirs
// together.
import type { Clock } from "../../platform/clock.ts";
import { AppError } from "../../platform/errors.ts";

interface Tries {
  failures: number;
  lastMs: number;
}

interface Rule {
  freeTries: number;
  firstWaitMs: number;
  longestWaitMs: number;
}

export interface ThrottleRules {
  /** One account from one address. */
  pair: Rule;
  /** One account from anywhere; looser and shorter, so that a stranger cannot lock a member out. */
  account: Rule;
}

export const passwordRules: ThrottleRules = {
  pair: { freeTries: 5, firstWaitMs: 1000, longestWaitMs: 15 * 60_000 },
  account: { freeTries: 30, firstWaitMs: 1000, longestWaitMs: 30_000 },
};

/** Reset mails: enough for a person, too few for a flood. */
export const resetMailRules: ThrottleRules = {
  pair: { freeTries: 3, firstWaitMs: 60_000, longestWaitMs: 60 * 60_000 },
  account: { freeTries: 6, firstWaitMs: 60_000, longestWaitMs: 60 * 60_000 },
};

const forgetAfterMs = 60 * 60_000;
const maxTracked = 20_000;

export function waitMs(failures: number, rule: Rule): number {
  const over = failures - rule.freeTries;
  return over < 0 ? 0 : Math.min(rule.longestWaitMs, rule.firstWaitMs * 2 ** Math.min(over, 30));
}

export class SignInThrottle {
  readonly #clock: Clock;
  readonly #rules: ThrottleRules;
  readonly #tries = new Map<string, Tries>();

  constructor(clock: Clock, rules: ThrottleRules) {
    this.#clock = clock;
    this.#rules = rules;
  }

  /** Seconds to wait before the next try; 0 when it may be made now. */
  waitSeconds(account: string, address: string | null): number {
    const leftMs = Math.max(
      this.#leftMs(pairOf(account, address), this.#rules.pair),
      this.#leftMs(account, this.#rules.account),
    );
    return Math.ceil(Math.max(0, leftMs) / 1000);
  }

  /** Counts a try before it is made, so that many at once do not slip through; throws when too early. */
  begin(account: string, address: string | null): void {
    const seconds = this.waitSeconds(account, address);
    if (seconds === 0) {
      this.#count(pairOf(account, address), 1);
      this.#count(account, 1);
      return;
    }
    throw new AppError(
      "rate-limited",
      "access.too_many_attempts",
      `Too many attempts for this account. Try again in ${seconds} seconds, or reset the password.`,
      { retryAfterSeconds: seconds },
    );
  }

  /** The try that was begun was a good one. */
  succeeded(account: string, address: string | null): void {
    this.#tries.delete(pairOf(account, address));
    this.#count(account, -1);
  }

  #leftMs(key: string, rule: Rule): number {
    const tries = this.#tries.get(key);
    if (!tries) return 0;
    return tries.lastMs + waitMs(tries.failures, rule) - this.#clock.nowMs();
  }

  #count(key: string, step: 1 | -1): void {
    const nowMs = this.#clock.nowMs();
    const known = this.#tries.get(key);
    const isFresh = known !== undefined && nowMs - known.lastMs < forgetAfterMs;
    const failures = Math.max(0, (isFresh ? known.failures : 0) + step);
    // Put back at the end, so that the one that is dropped first is the oldest.
    this.#tries.delete(key);
    if (failures > 0) this.#tries.set(key, { failures, lastMs: nowMs });
    if (this.#tries.size <= maxTracked) return;
    const oldest = this.#tries.keys().next();
    if (!oldest.done) this.#tries.delete(oldest.value);
  }
}

function pairOf(account: string, address: string | null): string {
  return `${account} ${address ?? "?"}`;
}
