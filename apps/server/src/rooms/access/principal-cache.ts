// Principals by hashed credential, for a few seconds, so that the hot path needs no database.
// Invariants: bounded; a twin lookup waits for the first; whatever was being looked up when rights
// changed is not kept, so that no cleared answer comes back.
import type { Clock } from "../../platform/clock.ts";
import type { Principal } from "../../platform/context.ts";

export interface Found {
  principal: Principal;
  /** When the credential itself ends; infinity when it does not. */
  expiresAtMs: number;
}

/** How long another process may go on with what was revoked here. */
const ttlMs = 2000;
const maxEntries = 10_000;

interface Entry extends Found {
  untilMs: number;
}

export class PrincipalCache {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Map<string, Promise<Found>>();
  #generation = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The cached answer, if there is one that still holds. */
  get(key: string): Principal | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    const nowMs = this.#clock.nowMs();
    if (nowMs < entry.untilMs && nowMs < entry.expiresAtMs) return entry.principal;
    this.#entries.delete(key);
    return undefined;
  }

  /** Looks up once, however many ask at the same moment. What fails is not kept. */
  async load(key: string, lookUp: () => Promise<Found>): Promise<Principal> {
    const running = this.#running.get(key);
    if (running) return (await running).principal;
    const generation = this.#generation;
    const started = lookUp();
    this.#running.set(key, started);
    try {
      const found = await started;
      if (generation === this.#generation) this.#keep(key, found);
      return found.principal;
    } finally {
      if (this.#running.get(key) === started) this.#running.delete(key);
    }
  }

  /** To be called after each commit that can change what anyone may do. */
  clear(): void {
    this.#generation += 1;
    this.#entries.clear();
    this.#running.clear();
  }

  #keep(key: string, found: Found): void {
    if (this.#entries.size >= maxEntries) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    this.#entries.set(key, { ...found, untilMs: this.#clock.nowMs() + ttlMs });
  }
}
