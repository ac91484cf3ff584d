import { expect, it } from "vitest";
import { createRounds, type RoundsOptions } from "./rounds.ts";

const hourMs = 3_600_000;

function open(options: Partial<RoundsOptions> & Pick<RoundsOptions, "round">) {
  const told: unknown[][] = [];
  const logger = { warn: (...said: unknown[]) => void told.push(said) };
  const rounds = createRounds({
    pauseMs: hourMs,
    failed: "It failed; trying again",
    logger,
    ...options,
  });
  return { rounds, told };
}

/** A step that a test waits for, or holds up. */
const gate = () => Promise.withResolvers<void>();

it("goes on round after round", async () => {
  const third = gate();
  let count = 0;
  const { rounds } = open({
    pauseMs: 1,
    round: async () => {
      count += 1;
      if (count === 3) third.resolve();
    },
  });
  rounds.start();
  await third.promise;
  await rounds.stop();
  expect(count).toBeGreaterThanOrEqual(3);
});

it("tells what failed, and the next round comes", async () => {
  const second = gate();
  const error = new Error("away");
  let count = 0;
  const { rounds, told } = open({
    pauseMs: 1,
    round: async () => {
      count += 1;
      if (count === 1) throw error;
      second.resolve();
    },
  });
  rounds.start();
  await second.promise;
  await rounds.stop();
  expect(told).toEqual([[{ error }, "It failed; trying again"]]);
});

it("waits at stop for the round that runs, and begins no other", async () => {
  const [begun, held] = [gate(), gate()];
  let [count, ended] = [0, 0];
  const { rounds } = open({
    pauseMs: 1,
    round: async () => {
      count += 1;
      begun.resolve();
      await held.promise;
      ended += 1;
    },
  });
  rounds.start();
  await begun.promise;
  let isStopped = false;
  const stopping = rounds.stop().then(() => {
    isStopped = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isStopped).toBe(false);
  held.resolve();
  await stopping;
  expect([count, ended]).toEqual([1, 1]);
});

it("lets a round end early at stop, and tells nothing of it", async () => {
  const begun = gate();
  const { rounds, told } = open({
    round: (signal) =>
      new Promise((_, reject) => {
        begun.resolve();
        signal.addEventListener("abort", () => reject(new Error("cut")));
      }),
  });
  rounds.start();
  await begun.promise;
  await rounds.stop();
  expect([told, rounds.signal.aborted]).toEqual([[], true]);
});

it.each([
  ["between rounds", 0, 1],
  ["before the first", hourMs, 0],
])("ends a pause at once when it is stopped: %s", async (_when, firstMs, expected) => {
  let count = 0;
  const { rounds } = open({
    firstMs,
    round: async () => {
      count += 1;
    },
  });
  rounds.start();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await rounds.stop();
  expect(count).toBe(expected);
});

it("goes on at once when it is woken, also from within a round", async () => {
  const steps = [gate(), gate(), gate()];
  let count = 0;
  const { rounds } = open({
    firstMs: hourMs,
    round: async () => {
      steps[count]?.resolve();
      count += 1;
      if (count === 1) rounds.wake();
    },
  });
  rounds.start();
  rounds.wake();
  await steps[1]?.promise;
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(count).toBe(2);
  rounds.wake();
  await steps[2]?.promise;
  await rounds.stop();
  expect(count).toBe(3);
});
