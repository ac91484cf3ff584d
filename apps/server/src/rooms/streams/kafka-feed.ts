// Apache Kafka as a feed: a consumer group whose offsets are committed by hand, after the database.
import { Consumer, type Message, type MessagesStream } from "@platformatic/kafka";
import type { Delivery, Feed } from "./feed.ts";
import { closeSoon, kafkaOptions } from "./kafka-options.ts";
import type { KafkaIn } from "./streams-file.ts";

type Raw = Message<Buffer, Buffer, Buffer, Buffer>;
type RawStream = MessagesStream<Buffer, Buffer, Buffer, Buffer>;

export interface KafkaDelivery extends Delivery {
  raw: Raw;
}

/** Without news one looks around that often. */
const idleMs = 3000;

/** The timestamp makes another one of a message at the same offset of a topic that was made anew. */
function deliveryOf(raw: Raw): KafkaDelivery {
  const { topic, partition, offset, timestamp } = raw;
  return {
    place: `kafka:${topic}:${partition}:${offset}:${timestamp}`,
    body: (raw.value as Buffer | null | undefined) ?? null,
    atMs: Number(timestamp),
    raw,
  };
}

/** Resolves when there may be something to read, when time is up or the process stops; rejects when it broke. */
function readable(stream: RawStream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error) => {
      clearTimeout(timer);
      stream.off("readable", onReadable);
      stream.off("close", onClose);
      signal.removeEventListener("abort", onReadable);
      if (error) reject(error);
      else resolve();
    };
    const onReadable = () => done();
    const onClose = () => done(stream.errored ?? new Error("Kafka closed the stream."));
    const timer = setTimeout(onReadable, idleMs);
    stream.once("readable", onReadable);
    stream.once("close", onClose);
    signal.addEventListener("abort", onReadable, { once: true });
    if (stream.destroyed) onClose();
  });
}

function take(stream: RawStream, max: number): KafkaDelivery[] {
  const taken: KafkaDelivery[] = [];
  while (taken.length < max) {
    const raw = stream.read() as Raw | null;
    if (raw === null) break;
    taken.push(deliveryOf(raw));
  }
  return taken;
}

/** The last of each partition: its offset stands for those before it. */
function lastOnes(deliveries: readonly KafkaDelivery[]): Raw[] {
  const last = new Map(deliveries.map(({ raw }) => [`${raw.topic} ${raw.partition}`, raw]));
  return [...last.values()];
}

export async function openKafkaFeed(
  stream: KafkaIn,
  signal: AbortSignal,
): Promise<Feed<KafkaDelivery>> {
  const { topics, group, startAt, sessionTimeoutMs } = stream;
  const consumer = new Consumer({
    ...kafkaOptions(stream),
    groupId: group,
    autocommit: false,
    maxWaitTime: 500,
    highWaterMark: 2000,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: sessionTimeoutMs * 2,
    heartbeatInterval: Math.floor(sessionTimeoutMs / 4),
  });
  let messages: RawStream;
  try {
    messages = await consumer.consume({ topics, mode: "committed", fallbackMode: startAt });
  } catch (error) {
    await closeSoon(consumer);
    throw error;
  }
  // What broke is said by the next call; without a listener it would end the process.
  messages.on("error", () => undefined);
  messages.on("readable", () => undefined);
  return {
    next: async (max) => {
      const ready = take(messages, max);
      if (ready.length > 0) return ready;
      await readable(messages, signal);
      return take(messages, max);
    },
    settle: async (deliveries) => {
      await Promise.all(lastOnes(deliveries).map((raw) => raw.commit()));
    },
    lag: async () => {
      const waiting = await consumer.getLag({ topics });
      const counts = [...waiting.values()].flat().filter((count) => count > 0n);
      return Number(counts.reduce((sum, count) => sum + count, 0n));
    },
    close: () => closeSoon(consumer),
  };
}
