// Against a real NATS server with JetStream that is killed without warning and started again: every event is in the
// store exactly once, poison keeps nothing up, and changes of records go out in order.
import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Broker, natsOrReason, startNats } from "../../../test/brokers.ts";
import {
  eventOf,
  killAmid,
  openStreamsGround,
  poison,
  type StreamsGround,
  settled,
} from "../../../test/streams-ground.ts";

const nats = natsOrReason();
if ("reason" in nats) process.stdout.write(`skipped against NATS: ${nats.reason}\n`);

describe.skipIf("reason" in nats)("NATS JetStream", () => {
  let broker: Broker;
  let ground: StreamsGround;

  const connected = async <T>(work: (connection: NatsConnection) => Promise<T>): Promise<T> => {
    const connection = await connect({ servers: broker.address, reconnect: false });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  };

  beforeAll(async () => {
    broker = await startNats("program" in nats ? nats.program : "");
    await connected(async (connection) => {
      const { streams } = await jetstreamManager(connection);
      await streams.add({ name: "SITE", subjects: ["site.>"] });
      await streams.add({ name: "CHANGES", subjects: ["rapport.>"] });
    });
    ground = await openStreamsGround();
  }, 60_000);

  afterAll(async () => {
    await ground?.close();
    await broker?.end();
  });

  const shared = () => ({ kind: "nats", servers: [`nats://${broker.address}`] });
  const incoming = () => ({
    ...shared(),
    name: "site",
    direction: "in",
    stream: "SITE",
    durable: "rapport",
    subject: "site.events",
  });
  const outgoing = () => ({
    ...shared(),
    name: "changes",
    direction: "out",
    subject: "rapport",
    startAt: "beginning",
  });

  /** What got no answer is sent again, so that some of it comes twice. */
  async function send(bodies: readonly string[], subject = "site.events"): Promise<void> {
    let done = 0;
    for (let tries = 0; done < bodies.length && tries < 100; tries += 1) {
      try {
        await connected(async (connection) => {
          const js = jetstream(connection);
          while (done < bodies.length) {
            const part = bodies.slice(done, done + 100);
            await Promise.all(part.map((body) => js.publish(subject, body, { timeout: 2000 })));
            done += part.length;
          }
        });
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    expect(done).toBe(bodies.length);
  }

  const events = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => JSON.stringify(eventOf(`m${from + at}`)));

  it("killed and started again in the middle, gives every event exactly once", async () => {
    await ground.start([incoming()]);
    const sending = send([...events(0, 1000), ...poison, ...events(1000, 3000)]);
    const { atKill } = await killAmid(broker, ground.stored, sending);
    expect(atKill.entries).toBeGreaterThan(0);
    expect(atKill.entries).toBeLessThan(3000);
    await send(events(1400, 1800));
    await send(events(9000, 9010), "site.elsewhere");
    const wanted = { entries: 3000, messages: 3000, letters: poison.length };
    expect(await settled(ground.stored, wanted, { forMs: 40_000 })).toEqual(wanted);
  }, 60_000);

  it("keeps messages without an id apart, and takes each in once", async () => {
    const [bare] = [JSON.stringify({ ...eventOf("x"), messageId: undefined })];
    await send([bare, bare]);
    const wanted = { entries: 3002, messages: 3002, letters: poison.length };
    expect(await settled(ground.stored, wanted, { forMs: 20_000 })).toEqual(wanted);
  }, 60_000);

  it("gives nothing twice to the process that comes next, and tells how the stream stands", async () => {
    await ground.start([incoming(), outgoing()]);
    await send(events(2990, 3010));
    const wanted = { entries: 3012, messages: 3012, letters: poison.length };
    expect(await settled(ground.stored, wanted, { forMs: 20_000 })).toEqual(wanted);
    await expect
      .poll(async () => (await ground.standing("site"))?.lag, { timeout: 25_000 })
      .toBe(0);
    expect(await ground.standing("site")).toMatchObject({ state: "running", kind: "nats" });
  }, 60_000);

  it("takes every change of a record, in order and each id once, across a kill", async () => {
    const first = await ground.newPerson("Ida");
    await broker.kill();
    const second = await ground.newPerson("Odo");
    await broker.start();
    const third = await ground.newPerson("Uta");
    const seen: { id: string; recordId: string; type: string }[] = [];
    await connected(async (connection) => {
      const { consumers } = await jetstreamManager(connection);
      await consumers.add("CHANGES", { durable_name: "reader", ack_policy: AckPolicy.Explicit });
      const reader = await jetstream(connection).consumers.get("CHANGES", "reader");
      for (let tries = 0; tries < 30; tries += 1) {
        const message = await reader.next({ expires: 1000 });
        if (!message) continue;
        seen.push(message.json());
        message.ack();
        if (seen.at(-1)?.recordId === third) break;
      }
    });
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const made = seen.filter(({ type }) => type === "people.created");
    expect(made.map(({ recordId }) => recordId)).toEqual([first, second, third]);
  }, 60_000);
});
