// Work that a process does by itself: a round, a pause, the next round, until it is stopped. A round that fails is
// told and the next one comes. Rounds of one kind never overlap; what must go on at once while there is more is not
// for here. Nobody waits for a round, so it lets others go first.
import { inBackground } from "./background.ts";
import { sleep } from "./clock.ts";
import type { Logger } from "./logger.ts";

export interface Rounds<T = unknown> {
  /** One round now, apart from the others; what it throws is the caller's. */
  round(): Promise<T>;
  start(): void;
  /** Ends a pause at once, and waits for the round that runs. */
  stop(): Promise<void>;
  /** The next round begins now, or right after the one that runs. */
  wake(): void;
  /** Aborted by `stop`, so that a long round can end early. */
  readonly signal: AbortSignal;
}

export interface RoundsOptions<T = unknown> {
  round(signal: AbortSignal): Promise<T>;
  pauseMs: number;
  /** Before the first round; none unless told. */
  firstMs?: number;
  logger: Pick<Logger, "warn">;
  /** The message of a round that failed. What fails because of `stop` is not told. */
  failed: string;
}

export function createRounds<T>(options: RoundsOptions<T>): Rounds<T> {
  const { round, pauseMs, firstMs = 0, logger, failed } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let pause = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function oneRound(): Promise<void> {
    try {
      await round(signal);
    } catch (error) {
      if (!signal.aborted) logger.warn({ error }, failed);
    }
  }

  async function loop(): Promise<void> {
    if (firstMs > 0) await sleep(firstMs, pause.signal);
    while (!signal.aborted) {
      // Before the round: whoever wakes it meanwhile has news that it may not have seen.
      pause = new AbortController();
      await oneRound();
      if (!signal.aborted) await sleep(pauseMs, pause.signal);
    }
  }

  return {
    round: () => round(signal),
    signal,
    start: () => {
      running = inBackground(loop);
    },
    stop: async () => {
      stopping.abort();
      pause.abort();
      await running;
    },
    wake: () => pause.abort(),
  };
}

/** Several kinds of rounds, as one. */
export function together(all: readonly Rounds[]): Pick<Rounds, "start" | "stop"> {
  return {
    start: () => {
      for (const rounds of all) rounds.start();
    },
    stop: async () => {
      await Promise.all(all.map((rounds) => rounds.stop()));
    },
  };
}
