// Against a real Apache Kafka that is killed without warning and started again: every event is in the store exactly
// once, poison keeps nothing up, and changes of records go out in order.
import {
  Admin,
  Consumer,
  Producer,
  stringDeserializers,
  stringSerializers,
} from "@platformatic/kafka";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Broker, kafkaOrReason, startKafka } from "../../../test/brokers.ts";
import {
  eventOf,
  killAmid,
  openStreamsGround,
  poison,
  type StreamsGround,
  settled,
} from "../../../test/streams-ground.ts";

/** A broker takes some seconds to come back, and its group another two sessions to settle. */
const patienceMs = 40_000;
const testMs = 90_000;

const kafka = kafkaOrReason();
if ("reason" in kafka) process.stdout.write(`skipped against Kafka: ${kafka.reason}\n`);

const topic = "product-events";
const changes = "changes";

interface Record {
  key?: string;
  value: string;
}

describe.skipIf("reason" in kafka)("Apache Kafka", () => {
  let broker: Broker;
  let ground: StreamsGround;

  beforeAll(async () => {
    broker = await startKafka("libs" in kafka ? kafka.libs : "");
    const admin = new Admin({ clientId: "test", bootstrapBrokers: [broker.address] });
    await admin.createTopics({ topics: [topic], partitions: 3, replicas: 1 });
    await admin.createTopics({ topics: [changes], partitions: 1, replicas: 1 });
    await admin.close();
    ground = await openStreamsGround();
  }, 60_000);

  afterAll(async () => {
    await ground?.close();
    await broker?.end();
  });

  const shared = () => ({ kind: "kafka", brokers: [broker.address] });
  const incoming = () => ({
    ...shared(),
    name: "product",
    direction: "in",
    topics: [topic],
    group: "rapport",
    sessionTimeoutMs: 6000,
  });
  const outgoing = () => ({
    ...shared(),
    name: "changes",
    direction: "out",
    topic: changes,
    startAt: "beginning",
  });

  async function send(to: string, records: readonly Record[]): Promise<void> {
    const producer = new Producer({
      clientId: "test",
      bootstrapBrokers: [broker.address],
      serializers: stringSerializers,
      retries: 20,
      retryDelay: 250,
    });
    for (let at = 0; at < records.length; at += 200) {
      const messages = records.slice(at, at + 200).map((record) => ({ topic: to, ...record }));
      await producer.send({ messages });
    }
    await producer.close();
  }

  const events = (from: number, to: number): Record[] =>
    Array.from({ length: to - from }, (_, at) => ({
      key: `k${at % 7}`,
      value: JSON.stringify(eventOf(`m${from + at}`)),
    }));

  it(
    "killed and started again in the middle, gives every event exactly once",
    async () => {
      await ground.start([incoming()]);
      const bad = poison.map((value) => ({ key: "p", value }));
      const sending = send(topic, [...events(0, 1000), ...bad, ...events(1000, 3000)]);
      const { atKill } = await killAmid(broker, ground.stored, sending);
      expect(atKill.entries).toBeGreaterThan(0);
      expect(atKill.entries).toBeLessThan(3000);
      // Some of them once more, as a producer does that got no answer.
      await send(topic, events(1400, 1800));
      const wanted = { entries: 3000, messages: 3000, letters: poison.length };
      expect(await settled(ground.stored, wanted, { forMs: patienceMs })).toEqual(wanted);
    },
    testMs,
  );

  it(
    "gives nothing twice to the process that comes next, and tells how the stream stands",
    async () => {
      await ground.start([incoming(), outgoing()]);
      await send(topic, events(2990, 3010));
      const wanted = { entries: 3010, messages: 3010, letters: poison.length };
      expect(await settled(ground.stored, wanted, { forMs: patienceMs })).toEqual(wanted);
      await expect
        .poll(async () => (await ground.standing("product"))?.lag, { timeout: 15_000 })
        .toBe(0);
      expect(await ground.standing("product")).toMatchObject({ state: "running", kind: "kafka" });
    },
    testMs,
  );

  it("takes every change of a record, in order and with its id, across a kill", async () => {
    const first = await ground.newPerson("Ida");
    await broker.kill();
    const second = await ground.newPerson("Odo");
    await broker.start();
    const third = await ground.newPerson("Uta");
    const consumer = new Consumer({
      clientId: "reader",
      groupId: "reader",
      bootstrapBrokers: [broker.address],
      deserializers: stringDeserializers,
      sessionTimeout: 6000,
    });
    const stream = await consumer.consume({ topics: [changes], mode: "earliest" });
    const seen = new Map<string, { recordId: string; type: string }>();
    for await (const message of stream) {
      const change = JSON.parse(String(message.value));
      expect(message.headers.get("rapport-id")).toBe(change.id);
      expect(message.key).toBe(change.recordId);
      seen.set(change.id, change);
      if (change.recordId === third) break;
    }
    await consumer.close(true);
    const made = [...seen.values()].filter(({ type }) => type === "people.created");
    expect(made.map(({ recordId }) => recordId)).toEqual([first, second, third]);
  }, 60_000);
});
