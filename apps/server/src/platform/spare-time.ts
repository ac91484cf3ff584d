// Work that can wait (indexes, detection) asks here before each step, so that requests and loads have the
// machine first. A moment is spare when the event loop was mostly idle for it and nobody waited for a
// connection. It is never refused for ever: after `atMostMs` the step is due, whatever else goes on.
import { performance } from "node:perf_hooks";
import { sleep } from "./clock.ts";
import type { Database } from "./db/index.ts";

const windowMs = 20;
const busyShare = 0.3;

export async function spareTime(
  db: Pick<Database, "hasWaiters">,
  signal: AbortSignal,
  atMostMs: number,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < atMostMs && !signal.aborted; waitedMs += windowMs) {
    const before = performance.eventLoopUtilization();
    await sleep(windowMs, signal);
    const { utilization } = performance.eventLoopUtilization(before);
    if (utilization < busyShare && !db.hasWaiters) return;
  }
}

const patience = 9;
/** So long after a request, or a chunk of a load, the next one is likely. */
const quietMs = 200;
let awaitedAtMs = Number.NEGATIVE_INFINITY;

/** The HTTP server tells each request, an import each chunk, so that work that can wait knows that somebody waits. */
export function somebodyWaits(): void {
  awaitedAtMs = performance.now();
}

/**
 * Takes a step of work that goes on for long, then lets requests and loads go first: until none has come for a moment, at most
 * nine times as long as the step took. So such work has a tenth of a machine that serves or loads, and all of one that does not.
 * @param mostMs The longest that it waits after what was done; without bound unless told.
 */
export async function patientStep<T>(
  signal: AbortSignal,
  step: () => Promise<T>,
  mostMs: (done: T) => number = () => Number.POSITIVE_INFINITY,
): Promise<T> {
  const startMs = performance.now();
  const done = await step();
  const endMs = performance.now();
  const dueMs = endMs + Math.min(mostMs(done), patience * (endMs - startMs));
  await nextTurn();
  while (!signal.aborted && performance.now() < dueMs && performance.now() - awaitedAtMs < quietMs)
    await sleep(windowMs, signal);
  return done;
}

/** Lets requests that came meanwhile have their turn, within work that computes for long. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
