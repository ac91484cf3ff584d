// When failed calls are tried again, and what becomes of an endpoint that fails for long.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unharmed } from "./endpoint.ts";
import {
  disableAfterMs,
  healthAfter,
  holdAfterFailures,
  maxAttempts,
  nextTryMs,
  pausesMs,
  retryAfterMs,
} from "./retry.rules.ts";

const id = "01900000-0000-7000-8000-00000000abcd";
const hour = 3600 * 1000;

describe("the next try", () => {
  it("follows the suggested pauses, each up to a fifth longer, over about three days", () => {
    for (const [at, pause] of pausesMs.entries()) {
      const next = nextTryMs({ id, attempts: at + 1 }, 0, null) ?? 0;
      expect(next).toBeGreaterThanOrEqual(pause);
      expect(next).toBeLessThanOrEqual(pause * 1.2);
    }
    expect(pausesMs.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(72 * hour);
    expect(nextTryMs({ id, attempts: maxAttempts }, 0, null)).toBeNull();
  });

  it("spreads what failed together", () => {
    const tail = fc.uuid({ version: 7 });
    fc.assert(
      fc.property(fc.uniqueArray(tail, { minLength: 200, maxLength: 200 }), (ids) => {
        const next = ids.map((one) => nextTryMs({ id: one, attempts: 2 }, 0, null) ?? 0);
        const pause = pausesMs[1] ?? 0;
        const early = next.filter((ms) => ms < pause * 1.1).length;
        return early > 60 && early < 140;
      }),
      { numRuns: 20 },
    );
  });

  it("waits as long as the receiver asks, within a day", () => {
    expect(nextTryMs({ id, attempts: 1 }, 0, 90_000)).toBe(90_000);
    expect(nextTryMs({ id, attempts: 1 }, 0, 1000 * hour)).toBe(24 * hour);
    expect(nextTryMs({ id, attempts: 1 }, 0, 1)).toBeGreaterThanOrEqual(5000);
  });

  it.each([
    [429, "120", 120_000],
    [503, "Thu, 01 Jan 1970 00:01:00 GMT", 60_000],
    [500, "120", null],
    [503, "soon", null],
    [503, undefined, null],
    [503, "Wed, 31 Dec 1969 23:59:00 GMT", 0],
  ])("reads Retry-After of a %s as %s", (status, header, expected) => {
    expect(retryAfterMs(status, header, 0)).toBe(expected);
  });
});

describe("the health of an endpoint", () => {
  const failing = (count: number, fromMs = 0) =>
    Array.from({ length: count }, (_, at) => ({ atMs: fromMs + at, error: "status_500" }));

  it("is held back after many failures in a row, longer and longer", () => {
    const few = healthAfter(unharmed, failing(holdAfterFailures - 1)).health;
    expect(few.holdUntil).toBeNull();
    const holds = [0, 1, 2, 3, 20].map((more) => {
      const { health } = healthAfter(unharmed, failing(holdAfterFailures + more));
      return Date.parse(health.holdUntil ?? "") - Date.parse(health.lastFailureAt ?? "");
    });
    expect(holds).toEqual([5000, 30_000, 120_000, 300_000, 900_000]);
  });

  it("is well again with one success, and says that it is back", () => {
    const { health: down } = healthAfter(unharmed, failing(30));
    const { health, isBack } = healthAfter(down, [{ atMs: 100, error: null }]);
    expect(health).toMatchObject({ failures: 0, failingSince: null, holdUntil: null });
    expect(isBack).toBe(true);
    expect(healthAfter(unharmed, [{ atMs: 1, error: null }]).isBack).toBe(false);
  });

  it("is lost after days without one success", () => {
    const { health } = healthAfter(unharmed, failing(1));
    expect(healthAfter(health, failing(1, disableAfterMs - 1)).isLost).toBe(false);
    expect(healthAfter(health, failing(1, disableAfterMs)).isLost).toBe(true);
    const between = [{ atMs: 5, error: null }, ...failing(1, disableAfterMs)];
    expect(healthAfter(health, between).isLost).toBe(false);
  });
});
