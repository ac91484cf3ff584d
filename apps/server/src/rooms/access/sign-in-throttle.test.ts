import { describe, expect, it } from "vitest";
import { passwordRules, SignInThrottle, waitMs } from "./sign-in-throttle.ts";

function movable() {
  let nowMs = 1_000_000;
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

describe("SignInThrottle", () => {
  const fail = (throttle: SignInThrottle, times: number, address: string) => {
    for (let index = 0; index < times; index += 1) throttle.begin("a@example.com", address);
  };

  it("counts a try before its outcome is known, so that many at once do not slip through", () => {
    const throttle = new SignInThrottle(movable(), passwordRules);
    fail(throttle, 5, "one");
    expect(() => throttle.begin("a@example.com", "one")).toThrow(/too many attempts/i);
  });

  it("does not hold one address's failures against another", () => {
    const throttle = new SignInThrottle(movable(), passwordRules);
    fail(throttle, 5, "one");
    expect(throttle.waitSeconds("a@example.com", "two")).toBe(0);
    expect(throttle.waitSeconds("b@example.com", "one")).toBe(0);
  });

  it("slows a guesser who changes addresses, but not for long", () => {
    const throttle = new SignInThrottle(movable(), passwordRules);
    for (let index = 0; index < 30; index += 1) fail(throttle, 1, `address ${index}`);
    expect(throttle.waitSeconds("a@example.com", "fresh")).toBe(1);
  });

  it("forgets after a success, and after an hour", () => {
    const clock = movable();
    const throttle = new SignInThrottle(clock, passwordRules);
    fail(throttle, 4, "one");
    throttle.begin("a@example.com", "one");
    throttle.succeeded("a@example.com", "one");
    fail(throttle, 4, "one");
    clock.advance(61 * 60_000);
    fail(throttle, 5, "one");
    expect(throttle.waitSeconds("a@example.com", "one")).toBe(1);
  });
});
