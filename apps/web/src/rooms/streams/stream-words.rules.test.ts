// Streams of message brokers in words.
import type { StreamStanding } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import { errorOf, handledText, lagText, stateText } from "./stream-words.rules.ts";

const nowMs = Date.parse("2026-11-28T12:00:00.000Z");
const one = (part: Partial<StreamStanding>): StreamStanding => ({
  name: "product",
  direction: "in",
  kind: "kafka",
  state: "running",
  error: "ECONNREFUSED",
  errorAt: null,
  lag: 0,
  handled: 1,
  dead: 0,
  lastAt: null,
  updatedAt: "2026-11-28T11:59:55.000Z",
  ...part,
});

describe("a stream", () => {
  it("tells its state, and its error only while that matters", () => {
    expect(stateText(one({}), nowMs)).toBe("Running");
    expect(errorOf(one({}), nowMs)).toBeNull();
    expect(errorOf(one({ state: "waiting" }), nowMs)).toBe("ECONNREFUSED");
  });

  it("that says nothing any more is told as such", () => {
    const silent = one({ updatedAt: "2026-11-28T11:00:00.000Z" });
    expect(stateText(silent, nowMs)).toBe("No word for over a minute");
    expect(stateText({ ...silent, state: "stopped" }, nowMs)).toBe("Stopped");
  });

  it("counts in words", () => {
    expect(handledText(one({}))).toBe("1 message taken in");
    expect(handledText(one({ direction: "out", handled: 1200 }))).toBe("1,200 messages sent");
    expect(handledText(one({ handled: 5, dead: 1 }))).toBe(
      "5 messages taken in, of which 1 dead letter",
    );
    expect([
      lagText(one({ lag: 1 })),
      lagText(one({ lag: 2 })),
      lagText(one({ lag: null })),
    ]).toEqual(["1 waits", "2 wait", "–"]);
  });
});
