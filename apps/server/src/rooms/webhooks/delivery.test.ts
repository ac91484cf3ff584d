// What is sent, in which order, and what becomes of it when receivers fail.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { answerWith, type Receiver } from "../../../test/webhook-receiver.ts";
import {
  openWebhooksGround,
  type TestWorkspace,
  type WebhooksGround,
} from "../../../test/webhooks-ground.ts";

let ground: WebhooksGround;
let receiver: Receiver;
let workspace: TestWorkspace;

const hour = 3600 * 1000;
const drain = () => ground.app.webhooks.courier.drain();
const types = () => receiver.received.map(({ body }) => body.type);

beforeAll(async () => {
  ground = await openWebhooksGround();
  receiver = ground.receiver;
});
afterAll(() => ground?.close());
beforeEach(async () => {
  workspace = await ground.workspace();
  receiver.path = `/hook/${workspace.id}`;
  receiver.received.length = 0;
  receiver.answer = answerWith(200, {}, "thanks");
});

async function hook(more: object = {}) {
  const made = await workspace.call("POST", "/webhooks", {
    url: receiver.origin + receiver.path,
    events: ["*"],
    ...more,
  });
  expect(made.status).toBe(201);
  return made.body;
}

const person = async (data: object = {}) =>
  (await workspace.call("POST", "/people", { firstName: "Ada", email: "ada@x.example", ...data }))
    .body;
const read = async (id: string) => (await workspace.call("GET", `/webhooks/${id}`)).body;
const log = async (id: string, query = "") =>
  (await workspace.call("GET", `/webhooks/${id}/deliveries${query}`)).body.data;

describe("a receiver that fails", () => {
  it("gets the same id again, and nothing later of the record before it", async () => {
    const { id: hookId } = await hook({ events: ["people.*"] });
    const { id } = await person();
    const other = await person();
    await workspace.call("PATCH", `/people/${id}`, { city: "Rome" });
    receiver.answer = ({ body }, response) => {
      response.writeHead(body.data.id === id ? 500 : 200).end("no");
    };
    await drain();
    const tried = receiver.received.map(({ body }) => [body.type, body.data.id]);
    expect(tried.sort()).toEqual(
      [
        ["people.created", id],
        ["people.created", other.id],
      ].sort(),
    );
    receiver.answer = answerWith(204);
    ground.advance(7000);
    await drain();
    const own = receiver.received.filter(({ body }) => body.data.id === id);
    expect(own.map(({ body }) => body.type)).toEqual([
      "people.created",
      "people.created",
      "people.updated",
    ]);
    expect(own[0]?.id).toBe(own[1]?.id);
    const [last] = await log(hookId, `?recordId=${id}`);
    expect(last).toMatchObject({ state: "delivered", status: 204, attempts: 1 });
  });

  it("loses nothing while it is away for a day, and gets each record's events in order", async () => {
    const { id: hookId } = await hook({ events: ["people.*"] });
    const people = await Promise.all(Array.from({ length: 20 }, () => person()));
    receiver.answer = answerWith(503);
    const expected = new Map<string, string[]>(people.map(({ id }) => [id, []]));
    for (let at = 0; at < 24; at += 1) {
      for (const { id } of people.slice(at % 10, (at % 10) + 5)) {
        await workspace.call("PATCH", `/people/${id}`, { city: `City ${at}` });
        expected.get(id)?.push(`City ${at}`);
      }
      ground.advance(hour);
      await drain();
    }
    const calls = receiver.received.length;
    expect(calls).toBeLessThan(24 * 25);
    expect((await read(hookId)).health).toMatchObject({ lastSuccessAt: null, waiting: 140 });
    const failedIds = new Set(receiver.received.map(({ id }) => id));
    receiver.received.length = 0;
    receiver.answer = answerWith(200);
    for (let at = 0; at < 40; at += 1) {
      ground.advance(hour);
      await drain();
    }
    const got = new Map<string, string[]>(people.map(({ id }) => [id, []]));
    for (const { body } of receiver.received) {
      if (body.type === "people.updated") got.get(body.data.id)?.push(body.data.record.city);
    }
    expect(got).toEqual(expected);
    const ids = receiver.received.map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([140, 140]);
    expect([...failedIds].every((one) => ids.includes(one))).toBe(true);
    expect((await read(hookId)).health).toMatchObject({ waiting: 0, failingSince: null });
  }, 120_000);

  it("is given up after the last try, and the record's next event goes", async () => {
    const { id: hookId } = await hook({ events: ["people.*"] });
    const { id } = await person();
    await workspace.call("PATCH", `/people/${id}`, { city: "Rome" });
    receiver.answer = ({ body }, response) => {
      response.writeHead(body.type === "people.created" ? 400 : 200).end("bad");
    };
    for (let at = 0; at < 40; at += 1) {
      ground.advance(3 * hour);
      await drain();
    }
    expect(types().filter((type) => type === "people.created")).toHaveLength(10);
    expect(types().at(-1)).toBe("people.updated");
    const [failed] = await log(hookId, "?state=failed");
    expect(failed).toMatchObject({ type: "people.created", attempts: 10, error: "status_400" });
    const { body } = await workspace.call("GET", `/webhooks/${hookId}/deliveries/${failed.id}`);
    expect(body.log).toHaveLength(10);
    expect(body.log[0].response).toEqual({ text: "bad", isCut: false, label: "external" });
    expect(body.message.data.id).toBe(id);
  }, 60_000);

  it("is switched off when it is gone, with an audit entry, and goes on when resumed", async () => {
    const { id: hookId } = await hook();
    receiver.answer = answerWith(410);
    await person();
    await drain();
    expect(await read(hookId)).toMatchObject({ status: "disabled", disabledReason: "gone" });
    const audit = await workspace.call("GET", "/audit?act=webhooks.disable");
    expect(audit.body.data[0].after).toMatchObject({ status: "disabled", host: receiver.host });
    expect(JSON.stringify(audit.body)).not.toContain("/hook/");
    const told = await ground.test.db.system((tx) =>
      tx.query("SELECT payload FROM platform.outbox WHERE workspace_id = $1 AND topic = $2", [
        workspace.id,
        "webhooks.disabled",
      ]),
    );
    const notice = { webhookId: hookId, reason: "gone" };
    expect(told).toMatchObject([{ payload: notice }]);
    await person();
    receiver.answer = answerWith(200);
    receiver.received.length = 0;
    await workspace.call("POST", `/webhooks/${hookId}/resume`);
    ground.advance(10_000);
    await drain();
    expect(receiver.received).toHaveLength(1);
  });

  it("is switched off after days without one success", async () => {
    const { id: hookId } = await hook();
    receiver.answer = answerWith(500);
    for (let day = 0; day < 6; day += 1) {
      await person();
      await drain();
      ground.advance(24 * hour);
    }
    await drain();
    expect(await read(hookId)).toMatchObject({ status: "disabled", disabledReason: "failing" });
  });

  it.each([
    ["redirects", answerWith(302, { location: "/elsewhere" }), "status_302"],
    [
      "breaks off",
      ((_got, response) => void response.destroy()) as typeof receiver.answer,
      "connection_failed",
    ],
  ])("fails when it %s", async (_how, answer, error) => {
    const { id: hookId } = await hook();
    receiver.answer = answer;
    await person();
    await drain();
    expect((await log(hookId))[0]).toMatchObject({ state: "waiting", attempts: 1, error });
    expect(receiver.received.every(({ path }) => path === receiver.path)).toBe(true);
  });

  it("floods nobody: an endless answer is cut and counts by its status", async () => {
    const { id: hookId } = await hook();
    receiver.answer = (_got, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
    await person();
    await drain();
    const [delivery] = await log(hookId);
    expect(delivery.state).toBe("delivered");
    const { body } = await workspace.call("GET", `/webhooks/${hookId}/deliveries/${delivery.id}`);
    expect(body.log[0].response.text).toHaveLength(2048);
    expect(body.log[0].response.isCut).toBe(true);
  });
});

describe("a receiver that hangs", () => {
  it("keeps only itself waiting", async () => {
    const slow = await ground.openReceiver();
    slow.answer = () => undefined;
    await hook({ url: `${slow.origin}/hook`, name: "slow" });
    await hook();
    for (let at = 0; at < 30; at += 1) await person();
    const draining = drain();
    const started = performance.now();
    while (receiver.received.length < 30 && performance.now() - started < 10_000) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(receiver.received).toHaveLength(30);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(slow.received.length).toBeLessThanOrEqual(8);
    slow.answer = answerWith(200);
    await draining;
  }, 60_000);
});
