// The streams room: events in from message brokers, changes of records out to them. See README.md for its words and
// invariants.
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { chance } from "../../platform/ids.ts";
import type { Logger } from "../../platform/logger.ts";
import { consume, type TakeIn } from "./consume.ts";
import type { Feed, Sink } from "./feed.ts";
import { type ProduceDeps, produce, type ReadLog } from "./produce.ts";
import { streamRoutes } from "./routes.ts";
import { keepOnly } from "./standing.store.ts";
import { createStanding } from "./standing.ts";
import { loadStreams, type Stream, type StreamIn, type StreamOut } from "./streams-file.ts";

export interface StreamsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  /** The operator's file; empty: none. */
  file: string;
  take: TakeIn;
  readLog: ReadLog;
  recordKeys: ProduceDeps["recordKeys"];
}

export interface Streams {
  name: "streams";
  routes: AnyRoute[];
  /** For processes that work in the background. */
  start(): void;
  /** Resolves when nothing is under way any more; what was not settled is delivered again. */
  stop(): Promise<void>;
}

const flushMs = 3000;

// Clients of brokers weigh 25 MB: whoever has no streams does not load them.
const feedOf = async (stream: StreamIn, signal: AbortSignal): Promise<Feed> =>
  (stream.kind === "kafka"
    ? await (await import("./kafka-feed.ts")).openKafkaFeed(stream, signal)
    : await (await import("./nats-feed.ts")).openNatsFeed(stream, signal)) as Feed;

const sinkOf = async (stream: StreamOut): Promise<Sink> =>
  stream.kind === "kafka"
    ? (await import("./kafka-sink.ts")).openKafkaSink(stream)
    : (await import("./nats-sink.ts")).openNatsSink(stream);

/** Throws when the file is not as it must be, so that a process does not start with half of its streams. */
export function createStreams(deps: StreamsDeps): Streams {
  const { db, clock, logger } = deps;
  const streams = loadStreams(deps.file);
  const stopping = new AbortController();
  const { signal } = stopping;
  const running: Promise<void>[] = [];

  async function run(stream: Stream): Promise<void> {
    const standing = createStanding({ db, clock, logger }, stream);
    const timer = setInterval(() => void standing.flush(), flushMs);
    try {
      if (stream.direction === "in") {
        await consume(
          { ...deps, chance, standing, signal, open: () => feedOf(stream, signal) },
          stream,
        );
      } else {
        await produce({ ...deps, chance, standing, signal, open: () => sinkOf(stream) }, stream);
      }
    } finally {
      clearInterval(timer);
      await standing.flush();
    }
  }

  async function forgetOthers(): Promise<void> {
    for (const [workspaceId, own] of Map.groupBy(streams, ({ workspace }) => workspace)) {
      const names = own.map(({ name }) => name);
      await db.tenant({ workspaceId }, (tx) => keepOnly(tx, names));
    }
  }

  return {
    name: "streams",
    routes: streamRoutes(deps),
    start: () => {
      running.push(
        forgetOthers().catch((error: unknown) =>
          logger.warn({ error }, "Streams that are gone could not be forgotten"),
        ),
        ...streams.map((stream) => run(stream)),
      );
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
