// Bounds of one reader: what a slow one costs, how waves are gathered, how cursors are read.
import type { LiveEvent } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { createStreamQueue, maxWaiting } from "./stream-queue.ts";
import { dueWaves, noteWave, type Waves, waveEveryMs } from "./waves.rules.ts";
import { readCursor, wantsStream } from "./wire.rules.ts";

const change = (id: string): LiveEvent => ({
  type: "change",
  object: "people",
  id,
  op: "update",
  version: 2,
  who: null,
  at: "2026-11-28T08:00:00.000Z",
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("the queue of a reader", () => {
  it("gives out what is taken, in order", async () => {
    const queue = createStreamQueue(7, null);
    let text = "";
    queue.readable.on("data", (chunk) => {
      text += String(chunk);
    });
    queue.push(change("a"), 8);
    queue.push(change("b"), 9);
    queue.end("stopping");
    await turn();
    expect(text).toMatch(
      /retry: 2000\nid: 7\nevent: ready[\s\S]*id: 8[\s\S]*"a"[\s\S]*id: 9[\s\S]*"b"[\s\S]*event: end/,
    );
    queue.push(change("c"), 10);
    expect(queue.waiting).toBe(0);
  });

  it("goes on from where the reader came until the last of what was missed is out", async () => {
    const queue = createStreamQueue(9, 3);
    const ids: string[] = [];
    queue.readable.on("data", (chunk) => ids.push(...(String(chunk).match(/id: \d+/g) ?? [])));
    queue.push(change("live"), 9);
    queue.catchUp([change("a"), change("b")], 9);
    queue.push(change("c"), 10);
    await turn();
    expect(ids).toEqual(["id: 3", "id: 3", "id: 3", "id: 9", "id: 10"]);
  });

  it("tells a whole catch-up one by one to a reader that takes nothing yet", async () => {
    const queue = createStreamQueue(900, 3);
    queue.catchUp(
      Array.from({ length: 500 }, (_none, at) => change(`id-${at}`)),
      900,
    );
    let text = "";
    queue.readable.on("data", (chunk) => {
      text += String(chunk);
    });
    await turn();
    await turn();
    expect(text).not.toContain("resync");
    expect(text.match(/"type":"change"/g)).toHaveLength(500);
  });

  it("holds a bounded amount for a reader that takes nothing, and then says to load again", async () => {
    const queue = createStreamQueue(1, null);
    for (let at = 0; at < 100_000; at += 1) {
      queue.push(change(`id-${at}`), at);
      expect(queue.waiting).toBeLessThanOrEqual(maxWaiting);
    }
    expect(queue.readable.readableLength).toBeLessThan(20_000);
    let text = "";
    queue.readable.on("data", (chunk) => {
      text += String(chunk);
    });
    await turn();
    await turn();
    expect(text).toContain('"type":"resync"');
    expect(text.split("\n\n").length).toBeLessThan(1000);
  });

  it("says a thing that says all only once", () => {
    const queue = createStreamQueue(1, null);
    for (let at = 0; at < 1000; at += 1) queue.push(change(`id-${at}`), at);
    const before = queue.waiting;
    queue.push({ type: "notifications" }, 1);
    queue.push({ type: "notifications" }, 1);
    expect(queue.waiting).toBe(before + 1);
  });

  it("says nothing after its end, and gives up on a reader that does not take it", async () => {
    const queue = createStreamQueue(1, null);
    const faults: unknown[] = [];
    queue.readable.on("error", (error) => faults.push(error));
    queue.end("rights");
    expect(queue.beat(10_000)).toBe(true);
    await turn();
    expect(faults).toEqual([]);
    expect(queue.beat(70_000)).toBe(false);
  });

  it("gives up on a reader that takes nothing for a minute", () => {
    const queue = createStreamQueue(1, null);
    for (let at = 0; at < 1000; at += 1) queue.push(change(`id-${at}`), at);
    expect(queue.beat(10_000)).toBe(true);
    expect(queue.beat(69_000)).toBe(true);
    expect(queue.beat(70_001)).toBe(false);
  });
});

describe("waves", () => {
  it("are told at once, then gathered", () => {
    const waves: Waves = new Map();
    expect(noteWave(waves, { object: "people", count: 300 }, 0)).toEqual({
      object: "people",
      count: 300,
    });
    expect(noteWave(waves, { object: "people", count: 400 }, 1000)).toBeNull();
    expect(noteWave(waves, { object: "people", count: 500 }, 2000)).toBeNull();
    expect(noteWave(waves, { object: "deals", count: null }, 2000)).toEqual({
      object: "deals",
      count: null,
    });
    expect(dueWaves(waves, 3000)).toEqual([]);
    expect(dueWaves(waves, waveEveryMs)).toEqual([{ object: "people", count: 900 }]);
    expect(dueWaves(waves, 2 * waveEveryMs)).toEqual([]);
    expect(noteWave(waves, { object: "people", count: 1 }, 9 * waveEveryMs)).toEqual({
      object: "people",
      count: 1,
    });
  });

  it("make a load of a million rows a few events", () => {
    const waves: Waves = new Map();
    let told = 0;
    for (let ms = 0; ms < 100_000; ms += 1000) {
      if (noteWave(waves, { object: "people", count: 10_000 }, ms)) told += 1;
      told += dueWaves(waves, ms).length;
    }
    expect(told).toBeLessThanOrEqual(21);
  });
});

it.each([
  [undefined, "none"],
  ["", "none"],
  ["42", 42],
  ["-1", "unknown"],
  ["1e9", "unknown"],
  ["9".repeat(16), "unknown"],
  [["1"], "unknown"],
])("reads the cursor %j as %j", (sent, read) => expect(readCursor(sent)).toBe(read));

it.each([
  ["text/event-stream", true],
  ["application/json, text/event-stream;q=0.5", true],
  ["*/*", false],
  [undefined, false],
])("takes Accept %j as a wish for a stream: %j", (accept, wish) =>
  expect(wantsStream(accept)).toBe(wish),
);
