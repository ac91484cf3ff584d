// Who may set up webhooks and read their log, and what leaves through them: never more than whom they act for
// may see at that moment.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { answerWith, type Receiver } from "../../../test/webhook-receiver.ts";
import {
  openWebhooksGround,
  type TestMember,
  type TestWorkspace,
  type WebhooksGround,
} from "../../../test/webhooks-ground.ts";
import { newId } from "../../platform/ids.ts";

let ground: WebhooksGround;
let receiver: Receiver;
let workspace: TestWorkspace;

const everything = { create: true, read: "all", update: "all", delete: "all" } as const;
const manages = {
  objects: { "*": everything },
  fields: {},
  settings: ["webhooks.manage" as const],
};
const drain = () => ground.app.webhooks.courier.drain();

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

async function hook(call: TestMember["call"], more: object = {}) {
  const url = receiver.origin + receiver.path;
  const made = await call("POST", "/webhooks", { url, events: ["*"], ...more });
  expect(made.status).toBe(201);
  return made.body;
}

async function deal(more: object = {}) {
  const data = { name: "Large", amountMinor: 7_654_321, currency: "EUR", ...more };
  const made = await workspace.call("POST", "/deals", data);
  expect(made.status).toBe(201);
  return made.body;
}

describe("what leaves", () => {
  it("holds no field that is hidden from whom it acts for, nor that such a field changed", async () => {
    const blind = await workspace.member({
      ...manages,
      fields: { deals: { amountMinor: "none" } },
    });
    await hook(blind.call);
    const { id } = await deal();
    await workspace.call("PATCH", `/deals/${id}`, { amountMinor: 7_654_322 });
    await workspace.call("PATCH", `/deals/${id}`, { amountMinor: 7_654_323, name: "Larger" });
    await drain();
    expect(receiver.received.map(({ body }) => body.type)).toEqual([
      "deals.created",
      "deals.updated",
    ]);
    expect(receiver.received[1]?.body.data.changed).toEqual(["name"]);
    expect(receiver.received.map(({ text }) => text).join()).not.toMatch(/amountMinor|765432/);
  });

  it("holds no row that is out of reach, before or after it changed hands", async () => {
    const own = { ...everything, read: "own" as const };
    const seller = await workspace.member({ ...manages, objects: { "*": own } });
    await hook(seller.call, { events: ["deals.*"] });
    const mine = await deal({ name: "Mine", ownerId: seller.id });
    await deal({ name: "Somebody's" });
    const lost = await deal({ name: "Taken away", ownerId: seller.id });
    await workspace.call("PATCH", `/deals/${lost.id}`, { ownerId: workspace.memberId });
    await drain();
    expect(receiver.received.map(({ body }) => body.data.id)).toEqual([mine.id]);
  });

  it("is decided when it is sent, not when it happened", async () => {
    const member = await workspace.member(manages);
    await hook(member.call);
    receiver.answer = answerWith(500);
    await deal();
    await drain();
    expect(receiver.received[0]?.text).toContain("7654321");
    const [{ id: roleId }] = (await workspace.call("GET", "/roles")).body.data.filter(
      ({ name }: { name: string }) => name === "role 1",
    );
    const narrowed = { ...manages, fields: { deals: { amountMinor: "none" } } };
    await workspace.call("PATCH", `/roles/${roleId}`, { permissions: narrowed });
    receiver.received.length = 0;
    receiver.answer = answerWith(200);
    ground.advance(10_000);
    await drain();
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.text).not.toContain("7654321");
  });

  it("is no more than the chosen role sees", async () => {
    const permissions = {
      objects: { "*": { ...everything, read: "none" as const }, people: everything },
      fields: { people: { email: "none" as const } },
      settings: [],
    };
    const role = await workspace.call("POST", "/roles", { name: "Outside", permissions });
    await hook(workspace.call, { roleId: role.body.id });
    await deal();
    await workspace.call("POST", "/people", { firstName: "Ada", email: "hidden@x.example" });
    await drain();
    expect(receiver.received.map(({ body }) => body.type)).toEqual(["people.created"]);
    expect(receiver.received[0]?.text).not.toContain("hidden@x.example");
  });

  it("stops when its member is deactivated, and goes on for whoever resumes it", async () => {
    const member = await workspace.member(manages);
    const made = await hook(member.call);
    await workspace.call("PATCH", `/members/${member.id}`, { status: "deactivated" });
    await deal();
    await drain();
    expect(receiver.received).toEqual([]);
    const off = await workspace.call("GET", `/webhooks/${made.id}`);
    expect(off.body).toMatchObject({ status: "disabled", disabledReason: "no_member" });
    const on = await workspace.call("POST", `/webhooks/${made.id}/resume`);
    expect(on.body).toMatchObject({ status: "active", disabledReason: null });
    expect(on.body.memberId).not.toBe(member.id);
    await drain();
    expect(receiver.received.map(({ body }) => body.type)).toEqual(["deals.created"]);
  });

  it("follows who points it elsewhere, not who set it up", async () => {
    const made = await hook(workspace.call);
    const blind = await workspace.member({
      ...manages,
      fields: { deals: { amountMinor: "none" } },
    });
    const taken = await blind.call("PATCH", `/webhooks/${made.id}`, { events: ["deals.created"] });
    expect([taken.status, taken.body.memberId]).toEqual([200, blind.id]);
    await deal();
    await drain();
    expect(receiver.received[0]?.text).toContain('"name":"Large"');
    expect(receiver.received[0]?.text).not.toContain("7654321");
  });
});

describe("setting up", () => {
  it("is for those who hold the permission, and nothing of it shows to others", async () => {
    const made = await hook(workspace.call);
    const { permissions: _all } = { permissions: manages };
    const other = await workspace.member({ ...manages, settings: [] });
    const id = made.id;
    for (const [method, path, body] of [
      ["GET", "/webhooks"],
      ["GET", "/webhook-events"],
      ["GET", `/webhooks/${id}`],
      ["PATCH", `/webhooks/${id}`, { name: "x" }],
      ["DELETE", `/webhooks/${id}`],
      ["POST", `/webhooks/${id}/pause`],
      ["POST", `/webhooks/${id}/test`],
      ["POST", `/webhooks/${id}/rotate-secret`, {}],
      ["POST", `/webhooks/${id}/replay`, { failedSince: "2031-01-01T00:00:00.000Z" }],
      ["GET", `/webhooks/${id}/deliveries`],
      ["GET", `/webhooks/${id}/deliveries/${newId()}`],
    ] as const) {
      const answer = await other.call(method, path, body);
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });

  it("answers for another workspace's webhook as for none", async () => {
    const made = await hook(workspace.call);
    const foreign = await ground.workspace();
    for (const path of [`/webhooks/${made.id}`, `/webhooks/${made.id}/deliveries`]) {
      const [known, never] = [
        await foreign.call("GET", path),
        await foreign.call("GET", path.replace(made.id, newId())),
      ];
      expect([known.status, known.body.detail]).toEqual([404, never.body.detail]);
    }
  });

  it.each([
    [{ url: "http://192.168.0.1/" }, "platform.outbound_refused"],
    [{ url: "https://169.254.169.254/latest" }, "platform.outbound_refused"],
    [{ url: "https://2130706433/" }, "platform.outbound_refused"],
    [{ url: "https://user:password@example.com/" }, "platform.outbound_refused"],
    [{ url: "ftp://example.com/" }, "platform.outbound_refused"],
    [{ url: "http://93.184.215.14/" }, "webhooks.needs_https"],
    [{ events: ["nothing.created"] }, "webhooks.unknown_object"],
    [{ events: ["people.exploded"] }, "platform.invalid_request"],
    [{ events: [] }, "platform.invalid_request"],
    [{ fields: ["people.nothing"] }, "webhooks.unknown_field"],
    [{ roleId: newId() }, "access.unknown_role"],
  ])("is refused with %j", async (body, code) => {
    const url = receiver.origin + receiver.path;
    const refused = await workspace.call("POST", "/webhooks", { url, events: ["*"], ...body });
    expect([400, 422]).toContain(refused.status);
    if (code !== "platform.invalid_request") expect(refused.body.code).toBe(code);
  });

  it("keeps the secret sealed, and shows it once", async () => {
    const made = await hook(workspace.call);
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const read = await workspace.call("GET", `/webhooks/${made.id}`);
    const list = await workspace.call("GET", "/webhooks");
    const audit = await workspace.call("GET", `/audit?recordId=${made.id}`);
    const rows = await ground.test.asOwner(
      "SELECT e::text AS row FROM webhooks.endpoints e WHERE id = $1",
      [made.id],
    );
    expect(audit.body.data).toHaveLength(1);
    const all = JSON.stringify([read.body, list.body, audit.body, rows]);
    expect(all).not.toContain(made.secret);
    expect(all).not.toContain(made.secret.slice(6));
    expect([...Object.keys(read.body), ...Object.keys(list.body.data[0])]).not.toContain("secret");
  });

  it("is not overwritten by who looked at an older version", async () => {
    const made = await hook(workspace.call);
    const path = `/webhooks/${made.id}`;
    const named = await workspace.call("PATCH", path, { name: "Billing" });
    expect(named.body).toMatchObject({ name: "Billing", version: 2, memberId: made.memberId });
  });
});

describe("the log", () => {
  it("shows a test at once, with what the receiver answered, as text from outside", async () => {
    const made = await hook(workspace.call);
    receiver.answer = answerWith(200, {}, "<b>ok</b>\u0007");
    const { body } = await workspace.call("POST", `/webhooks/${made.id}/test`);
    expect(body).toMatchObject({ type: "webhooks.test", state: "delivered", status: 200 });
    expect(body.log[0].response).toEqual({ text: "<b>ok</b>", isCut: false, label: "external" });
    receiver.answer = answerWith(500);
    await workspace.call("POST", `/webhooks/${made.id}/pause`);
    const failed = await workspace.call("POST", `/webhooks/${made.id}/test`);
    expect(failed.body).toMatchObject({ state: "failed", error: "status_500", attempts: 1 });
    const { health } = (await workspace.call("GET", `/webhooks/${made.id}`)).body;
    expect(health).toMatchObject({ failingSince: null, waiting: 0 });
  });

  it("shows a reader what both may see, and answers only to who may see all", async () => {
    const made = await hook(workspace.call, { events: ["deals.*"] });
    receiver.answer = ({ text }, response) => void response.end(text);
    await deal();
    await drain();
    const blind = await workspace.member({
      ...manages,
      fields: { deals: { amountMinor: "none" } },
    });
    const rowless = await workspace.member({
      ...manages,
      objects: { "*": { ...everything, read: "own" } },
    });
    const path = `/webhooks/${made.id}/deliveries`;
    const [delivery] = (await workspace.call("GET", path)).body.data;
    const whole = await workspace.call("GET", `${path}/${delivery.id}`);
    expect(whole.body).toMatchObject({ isWithheld: false, recordId: delivery.recordId });
    expect(whole.body.log[0].response.text).toContain("7654321");
    const partly = await blind.call("GET", `${path}/${delivery.id}`);
    expect(partly.body).toMatchObject({ isWithheld: true, recordId: delivery.recordId });
    expect(partly.body.message.data.record.name).toBe("Large");
    expect(JSON.stringify(partly.body)).not.toContain("7654321");
    const hidden = await rowless.call("GET", `${path}/${delivery.id}`);
    expect(hidden.body).toMatchObject({ isWithheld: true, message: null, recordId: null });
    expect(JSON.stringify(hidden.body)).not.toMatch(/7654321|Large/);
    expect((await rowless.call("GET", path)).body.data[0].recordId).toBeNull();
  });

  it("sends again one, some, or all that failed since a time, with the same ids", async () => {
    const made = await hook(workspace.call, { events: ["deals.*"] });
    const replay = (body: object) => workspace.call("POST", `/webhooks/${made.id}/replay`, body);
    for (let at = 0; at < 3; at += 1) await deal();
    await drain();
    const path = `/webhooks/${made.id}/deliveries`;
    const { data } = (await workspace.call("GET", path)).body;
    expect((await replay({ deliveryIds: [data[0].id, data[1].id] })).body).toEqual({ queued: 2 });
    await drain();
    const again = receiver.received.slice(3).map(({ id }) => id);
    expect(new Set(again)).toEqual(new Set([data[0].eventId, data[1].eventId]));
    const since = new Date(ground.nowMs()).toISOString();
    await ground.test.asOwner(
      "UPDATE webhooks.deliveries SET state = 'failed', finished_at = $1 WHERE endpoint_id = $2",
      [since, made.id],
    );
    expect((await replay({ failedSince: since })).body).toEqual({ queued: 3 });
    await drain();
    expect(receiver.received).toHaveLength(8);
    expect((await replay({ deliveryIds: [newId()] })).body).toEqual({ queued: 0 });
    expect((await replay({ deliveryIds: [] })).status).toBeGreaterThanOrEqual(400);
    const page = (await workspace.call("GET", `${path}?limit=2`)).body;
    const next = (await workspace.call("GET", `${path}?limit=2&cursor=${page.nextCursor}`)).body;
    expect([page.data.length, next.data.length, next.nextCursor]).toEqual([2, 1, null]);
  });
});
