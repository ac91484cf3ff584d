// NATS JetStream as a feed: a durable consumer whose messages are acknowledged one by one, after the database.
import {
  AckPolicy,
  type Consumer,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Delivery, Feed } from "./feed.ts";
import { closeNats, connectNats } from "./nats-connection.ts";
import type { NatsIn } from "./streams-file.ts";

export interface NatsDelivery extends Delivery {
  raw: JsMsg;
}

const idleMs = 3000;
const gatherMs = 1000;
const ackTimeoutMs = 5000;
const nanosPerMs = 1_000_000;

/** The time makes another one of a message at the same number of a stream that was made anew. */
function deliveryOf(raw: JsMsg): NatsDelivery {
  const { stream, streamSequence, timestampNanos } = raw.info;
  return {
    place: `nats:${stream}:${streamSequence}:${timestampNanos}`,
    body: raw.data,
    atMs: Math.floor(timestampNanos / nanosPerMs),
    raw,
  };
}

async function ensureConsumer(jsm: JetStreamManager, stream: NatsIn): Promise<void> {
  const known = await jsm.consumers.info(stream.stream, stream.durable).catch(() => null);
  if (known) return;
  await jsm.consumers.add(stream.stream, {
    durable_name: stream.durable,
    ack_policy: AckPolicy.Explicit,
    // What a killed process had is delivered to another one after that.
    ack_wait: 10_000 * nanosPerMs,
    max_ack_pending: 2000,
    deliver_policy: DeliverPolicy.All,
    ...(stream.subject === undefined ? {} : { filter_subject: stream.subject }),
  });
}

/** The first as soon as it comes, and those that wait behind it. */
async function gather(consumer: Consumer, max: number): Promise<JsMsg[]> {
  const first = await consumer.next({ expires: idleMs });
  if (!first) return [];
  const rest = Math.min(first.info.pending, max - 1);
  const taken = [first];
  if (rest === 0) return taken;
  const more = await consumer.fetch({ max_messages: rest, expires: gatherMs });
  for await (const raw of more) taken.push(raw);
  return taken;
}

/** The server handles a connection's words in order: when it confirms the last, it has them all. */
async function acknowledge(deliveries: readonly NatsDelivery[]): Promise<void> {
  const last = deliveries.at(-1);
  for (const { raw } of deliveries.slice(0, -1)) raw.ack();
  if (!last) return;
  if (await last.raw.ackAck({ timeout: ackTimeoutMs })) return;
  throw new Error("NATS did not confirm the acknowledgement.");
}

function failWhenClosed(connection: NatsConnection): void {
  if (connection.isClosed()) throw new Error("The connection to NATS broke.");
}

/** Resolves when the process stops: what is under way then is delivered again. */
function stopped(signal: AbortSignal): Promise<JsMsg[]> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve([]), { once: true });
  });
}

export async function openNatsFeed(
  stream: NatsIn,
  signal: AbortSignal,
): Promise<Feed<NatsDelivery>> {
  const connection = await connectNats(stream);
  try {
    await ensureConsumer(await jetstreamManager(connection), stream);
    const consumer = await jetstream(connection).consumers.get(stream.stream, stream.durable);
    const end = stopped(signal);
    return {
      next: async (max) => {
        failWhenClosed(connection);
        const gathering = gather(consumer, max);
        gathering.catch(() => undefined);
        const raw = await Promise.race([gathering, end]);
        if (raw.length === 0) failWhenClosed(connection);
        return raw.map(deliveryOf);
      },
      settle: acknowledge,
      lag: async () => {
        const { num_pending, num_ack_pending } = await consumer.info();
        return num_pending + num_ack_pending;
      },
      close: () => closeNats(connection),
    };
  } catch (error) {
    await closeNats(connection);
    throw error;
  }
}
