import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { passwordRules, waitMs } from "./sign-in-throttle.rules.ts";
import { createSignInThrottle } from "./sign-in-throttle.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

function movable() {
  let nowMs = 1_000_000_000;
  return {
    nowMs: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe("waitMs", () => {
  it.each([
    [0, 0],
    [4, 0],
    [5, 1000],
    [6, 2000],
    [9, 16_000],
    [40, 900_000],
  ])("after %i failures on one address: %i ms", (failures, expected) => {
    expect(waitMs(failures, passwordRules.pair)).toBe(expected);
  });
});

describe("the sign-in throttle", () => {
  const clock = movable();
  /** Of its own kind each, so that no test counts for another. */
  const throttleOf = (kind: string) =>
    createSignInThrottle({ db: database.db, clock, kind, rules: passwordRules });
  const fail = async (
    throttle: ReturnType<typeof throttleOf>,
    times: number,
    address: string,
    account = "a@example.com",
  ) => {
    for (let index = 0; index < times; index += 1) await throttle.begin(account, address);
  };

  it("counts a try before its outcome is known, so that many at once do not slip through", async () => {
    const throttle = throttleOf("at once");
    const tries = Array.from({ length: 12 }, () => throttle.begin("a@example.com", "one"));
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(6);
    await expect(throttle.begin("a@example.com", "one")).rejects.toThrow(/too many attempts/i);
  });

  it("counts what another process counted", async () => {
    await fail(throttleOf("shared"), 5, "one");
    await expect(throttleOf("shared").begin("a@example.com", "one")).rejects.toThrow(/1 second/);
  });

  it("does not hold one address's failures against another", async () => {
    const throttle = throttleOf("apart");
    await fail(throttle, 5, "one");
    await throttle.begin("a@example.com", "two");
    await throttle.begin("b@example.com", "one");
  });

  it("slows a guesser who changes addresses, but not for long", async () => {
    const throttle = throttleOf("changing");
    for (let index = 0; index < 30; index += 1) await fail(throttle, 1, `address ${index}`);
    await expect(throttle.begin("a@example.com", "fresh")).rejects.toThrow(/1 seconds/);
    clock.advance(30_001);
    await throttle.begin("a@example.com", "fresh");
  });

  it("slows an address that goes through many accounts", async () => {
    const throttle = throttleOf("spraying");
    for (let index = 0; index < 100; index += 1) {
      await fail(throttle, 1, "one", `${index}@example.com`);
    }
    await expect(throttle.begin("next@example.com", "one")).rejects.toThrow(/too many attempts/i);
  });

  it("forgets after a success, and after an hour", async () => {
    const throttle = throttleOf("forgetting");
    await fail(throttle, 5, "one");
    clock.advance(1001);
    await throttle.begin("a@example.com", "one");
    await throttle.succeeded("a@example.com", "one");
    await fail(throttle, 5, "one");
    clock.advance(61 * 60_000);
    await fail(throttle, 5, "one");
    await expect(throttle.begin("a@example.com", "one")).rejects.toThrow(/1 seconds/);
  });
});
