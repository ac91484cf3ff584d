// The order of things while taking in: database first, broker second; what happens when either is away, when a process
// dies in between, and when a message cannot be stored. The broker here is a list; the real ones are tested beside.
import { describe, expect, it } from "vitest";
import { AppError } from "../../platform/errors.ts";
import { silentLogger } from "../../platform/logger.ts";
import { consume, type StreamMessage } from "./consume.ts";
import type { Delivery, Feed } from "./feed.ts";
import type { Standing } from "./standing.ts";
import type { NatsIn } from "./streams-file.ts";

const stream: NatsIn = {
  kind: "nats",
  name: "test",
  workspace: "01900000-0000-7000-8000-000000000001",
  direction: "in",
  servers: ["nats://nowhere"],
  stream: "S",
  durable: "d",
};

const away = () => new AppError("unavailable", "platform.database_unavailable", "Away.");

interface Script {
  bodies: (string | null)[];
  /** Before the n-th call: what it throws. */
  take?: (call: number, messages: readonly StreamMessage[]) => void;
  settle?: (call: number) => void;
}

/** Runs until all is settled at the broker; answers what the store has, in the order in which it came. */
async function run({ bodies, take, settle }: Script) {
  const queue: Delivery[] = bodies.map((body, at) => ({
    place: `p${at}`,
    body: body === null ? null : Buffer.from(body),
    atMs: 1000 + at,
  }));
  const settled = new Set<string>();
  const stored = new Map<unknown, number>();
  const events: string[] = [];
  const stop = new AbortController();
  let takes = 0;
  let settles = 0;
  const feed = (): Feed => ({
    next: async () => {
      const open = queue.filter(({ place }) => !settled.has(place));
      if (open.length === 0) stop.abort();
      return open;
    },
    settle: async (deliveries) => {
      settles += 1;
      settle?.(settles);
      events.push("settle");
      for (const { place } of deliveries) settled.add(place);
    },
    lag: async () => 0,
    close: async () => void events.push("close"),
  });
  const states: string[] = [];
  const standing: Standing = {
    connecting: () => void states.push("connecting"),
    running: () => void states.push("running"),
    waiting: () => void states.push("waiting"),
    stopped: () => void states.push("stopped"),
    handled: (count, dead) => void events.push(`handled ${count} ${dead}`),
    waits: () => undefined,
    flush: async () => undefined,
  };
  await consume(
    {
      logger: silentLogger,
      chance: () => 0,
      standing,
      signal: stop.signal,
      open: async () => feed(),
      take: async (_ctx, _stream, messages) => {
        takes += 1;
        take?.(takes, messages);
        events.push(`take ${messages.length}`);
        return messages.map(({ message }) => {
          const key =
            typeof message === "object" ? (message as { messageId: string }).messageId : message;
          if (!stored.has(key)) stored.set(key, 0);
          stored.set(key, (stored.get(key) ?? 0) + 1);
          return typeof message === "object" ? ("taken" as const) : ("dead" as const);
        });
      },
    },
    stream,
  );
  return { events, stored: [...stored.keys()], states };
}

const event = (id: string) => JSON.stringify({ type: "track", messageId: id });

describe("a batch", () => {
  it("is in the database before the broker hears of it", async () => {
    const { events, stored, states } = await run({ bodies: [event("a"), event("b")] });
    expect(events).toEqual(["take 2", "settle", "handled 2 0", "close"]);
    expect(stored).toEqual(["a", "b"]);
    expect(states.at(-1)).toBe("stopped");
  });

  it("waits while the database is away, and nothing is skipped", async () => {
    const { events, stored, states } = await run({
      bodies: [event("a")],
      take: (call) => {
        if (call <= 4) throw away();
      },
    });
    expect(events).toEqual(["take 1", "settle", "handled 1 0", "close"]);
    expect(stored).toEqual(["a"]);
    expect(states).toContain("waiting");
  });

  it("comes again when the process died between database and broker", async () => {
    const { events, stored } = await run({
      bodies: [event("a"), event("b")],
      settle: (call) => {
        if (call === 1) throw new Error("connection lost");
      },
    });
    expect(events.filter((one) => one === "take 2")).toHaveLength(2);
    expect(events.filter((one) => one === "settle")).toHaveLength(1);
    expect(stored).toEqual(["a", "b"]);
  });

  it("with a message that cannot be stored is taken apart, and only that one becomes a dead letter", async () => {
    const { stored } = await run({
      bodies: [event("a"), event("poison"), event("c")],
      take: (_call, messages) => {
        const isPoison = ({ message }: StreamMessage) =>
          (message as { messageId?: string }).messageId === "poison";
        if (messages.some(isPoison)) throw new Error("a fault that nobody foresaw");
      },
    });
    expect(stored).toEqual(["a", event("poison"), "c"]);
  }, 30_000);

  it("passes over deletion marks and settles them", async () => {
    const { events } = await run({ bodies: [null, event("a"), null] });
    expect(events).toEqual(["take 1", "settle", "handled 3 0", "close"]);
    expect((await run({ bodies: [null] })).events).toEqual(["settle", "handled 1 0", "close"]);
  });

  it("of what is no JSON becomes dead letters, and is settled like the rest", async () => {
    const { events, stored } = await run({ bodies: ["{", event("a")] });
    expect(events).toEqual(["take 2", "settle", "handled 2 1", "close"]);
    expect(stored).toEqual(["{", "a"]);
  });
});
