// Events sent to real brokers, which may be killed meanwhile: what got no answer is sent again.
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { Admin, Producer, stringSerializers } from "@platformatic/kafka";

export type Sending = (from: number, to: number) => Promise<void>;

interface Range {
  from: number;
  to: number;
}

const batch = 500;

const bodyOf = (at: number): string =>
  JSON.stringify({
    type: "track",
    event: "Page seen",
    userId: `user-${at % 2000}`,
    messageId: `bench-${at}`,
    timestamp: "2026-11-01T10:00:00.000Z",
    properties: { path: `/pages/${at % 300}`, seconds: at % 90, plan: "pro" },
  });

const bodies = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, step) => bodyOf(from + step));

export async function makeKafkaTopic(address: string, topic: string): Promise<void> {
  const admin = new Admin({ clientId: "bench", bootstrapBrokers: [address] });
  await admin.createTopics({ topics: [topic], partitions: 4, replicas: 1 });
  await admin.close();
}

export async function sendKafka(
  address: string,
  topic: string,
  { from, to }: Range,
): Promise<void> {
  const producer = new Producer({
    clientId: "bench",
    bootstrapBrokers: [address],
    serializers: stringSerializers,
    retries: 60,
    retryDelay: 500,
  });
  for (let at = from; at < to; at += batch) {
    const messages = bodies(at, Math.min(at + batch, to)).map((value, step) => ({
      topic,
      key: `key-${step % 50}`,
      value,
    }));
    await producer.send({ messages });
  }
  await producer.close();
}

export async function makeNatsStream(address: string, name: string): Promise<void> {
  const connection = await connect({ servers: address });
  const { streams } = await jetstreamManager(connection);
  await streams.add({ name, subjects: [`${name}.>`] });
  await connection.close();
}

async function sendSome(address: string, name: string, range: Range): Promise<number> {
  let { from } = range;
  const connection = await connect({ servers: address, reconnect: false });
  try {
    const js = jetstream(connection);
    for (; from < range.to; from = Math.min(from + batch, range.to)) {
      const part = bodies(from, Math.min(from + batch, range.to));
      await Promise.all(part.map((body) => js.publish(`${name}.seen`, body, { timeout: 2000 })));
    }
    return from;
  } catch {
    return from;
  } finally {
    await connection.close();
  }
}

export async function sendNats(address: string, name: string, { from, to }: Range): Promise<void> {
  for (let at = from; at < to; ) {
    at = await sendSome(address, name, { from: at, to }).catch(() => at);
    if (at < to) await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
