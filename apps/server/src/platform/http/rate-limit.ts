// Fixed-window counters in memory, per principal or address and per process. They protect the server
// from runaway clients; they are not a quota that is sold.
import type { Clock } from "../clock.ts";

export interface LimitState {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetSeconds: number;
}

const windowMs = 60_000;
const maxTracked = 50_000;

interface Window {
  startMs: number;
  count: number;
}

export class RateLimiter {
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(key: string, limitPerMinute: number): LimitState {
    const nowMs = this.#clock.nowMs();
    const window = this.#windowOf(key, nowMs);
    window.count += 1;
    return {
      allowed: window.count <= limitPerMinute,
      limit: limitPerMinute,
      remaining: Math.max(0, limitPerMinute - window.count),
      resetSeconds: Math.ceil((window.startMs + windowMs - nowMs) / 1000),
    };
  }

  #windowOf(key: string, nowMs: number): Window {
    const known = this.#windows.get(key);
    if (known && nowMs - known.startMs < windowMs) return known;
    if (this.#windows.size >= maxTracked) this.#forgetOld(nowMs);
    const fresh = { startMs: nowMs, count: 0 };
    this.#windows.set(key, fresh);
    return fresh;
  }

  #forgetOld(nowMs: number): void {
    for (const [key, window] of this.#windows) {
      if (nowMs - window.startMs >= windowMs) this.#windows.delete(key);
    }
  }
}
