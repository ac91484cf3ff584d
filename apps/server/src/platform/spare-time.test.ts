import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { nextTurn, patientStep, somebodyWaits, spareTime } from "./spare-time.ts";

const idle = { hasWaiters: false };
const never = new AbortController().signal;

/** Keeps the event loop computing, a few milliseconds at a time, until it is told to stop. */
function occupy(): () => Promise<void> {
  let isWanted = true;
  const work = (async () => {
    while (isWanted) {
      const startMs = performance.now();
      while (performance.now() - startMs < 5);
      await nextTurn();
    }
  })();
  return () => {
    isWanted = false;
    return work;
  };
}

async function waited(db: { hasWaiters: boolean }, atMostMs: number): Promise<number> {
  const startMs = performance.now();
  await spareTime(db, never, atMostMs);
  return performance.now() - startMs;
}

test("an idle process has time at once", async () => {
  expect(await waited(idle, 5000)).toBeLessThan(1000);
});

test("a busy process has none, but a step is due after a while", async () => {
  const release = occupy();
  const waitedMs = await waited(idle, 300);
  await release();
  expect(waitedMs).toBeGreaterThan(200);
  expect(waitedMs).toBeLessThan(3000);
});

test("whoever waits for a connection goes first", async () => {
  const db = { hasWaiters: true };
  setTimeout(() => {
    db.hasWaiters = false;
  }, 200);
  const waitedMs = await waited(db, 5000);
  expect(waitedMs).toBeGreaterThan(150);
  expect(waitedMs).toBeLessThan(2000);
});

test("nobody is kept once the process stops", async () => {
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 50);
  const startMs = performance.now();
  await spareTime({ hasWaiters: true }, stopping.signal, 60_000);
  expect(performance.now() - startMs).toBeLessThan(2000);
});

const stepMs = 30;

async function stepAndWait(signal: AbortSignal, mostMs?: () => number): Promise<number> {
  const startMs = performance.now();
  const step = () => new Promise<void>((resolve) => setTimeout(resolve, stepMs));
  await patientStep(signal, step, mostMs);
  return performance.now() - startMs;
}

test("a step gives way while requests come, for a while that grows with the step, and to nobody else", async () => {
  const release = occupy();
  const alone = await stepAndWait(never);
  await release();
  somebodyWaits();
  const requests = setInterval(somebodyWaits, 5);
  const served = await stepAndWait(never);
  const bounded = await stepAndWait(never, () => 2 * stepMs);
  const stopped = await stepAndWait(AbortSignal.abort());
  clearInterval(requests);
  expect(bounded).toBeGreaterThan(3 * stepMs - 10);
  expect(bounded).toBeLessThan(served);
  expect(served).toBeGreaterThan(9 * stepMs);
  expect(served).toBeLessThan(4000);
  expect(alone).toBeLessThan(served);
  expect(stopped).toBeLessThan(served);
});
