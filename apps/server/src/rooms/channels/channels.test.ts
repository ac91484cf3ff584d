// Channels over the API: setting up, rights, messages in by key and by signature, repeats, refusals and the log.
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ChannelsGround, openChannelsGround } from "../../../test/channels-ground.ts";
import { systemClock } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { AppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";

let ground: ChannelsGround;
beforeAll(async () => {
  ground = await openChannelsGround();
});
afterAll(() => ground?.close());
beforeEach(() => {
  ground.kept.length = 0;
  ground.refuseWith(undefined);
});

const incoming = {
  id: "m-1",
  thread: "t-1",
  from: { address: "zoe@example.org", name: "Zoë" },
  text: "Hello",
};

async function apiChannel(settings: object = {}) {
  const made = await ground.call("POST", "/channels", { kind: "api", name: "Shop", settings });
  expect(made.status).toBe(201);
  const authorization = `Bearer ${made.body.key}`;
  const send = (body: object, headers = {}) =>
    ground.outside("POST", "/channel-messages", body, { authorization, ...headers });
  return { id: made.body.id as string, made, send };
}

describe("setting up", () => {
  it("gives key and secret once, and begins with what is usual", async () => {
    const { made, id } = await apiChannel();
    expect(made.body.key).toMatch(/^ck_[\w-]{32}$/);
    expect(made.body.secret).toMatch(/^whsec_/);
    const read = await ground.call("GET", `/channels/${id}`);
    expect(read.body).toMatchObject({ settings: { url: null }, state: "active", isOpen: true });
    expect([read.body.key, read.body.secret]).toEqual([undefined, undefined]);
    const widget = await ground.call("POST", "/channels", { kind: "widget", name: "Website" });
    expect(widget.body.publicKey).toMatch(/^wgt_[\w-]{16}$/);
    expect(widget.body.settings).toMatchObject({ origins: [], position: "right" });
  });

  it("is for those who have the permission", async () => {
    const { id } = await apiChannel();
    for (const [method, path, body] of [
      ["GET", "/channels", undefined],
      ["GET", `/channels/${id}`, undefined],
      ["GET", `/channels/${id}/traffic`, undefined],
      ["POST", "/channels", { kind: "widget", name: "Mine" }],
      ["PATCH", `/channels/${id}`, { name: "Mine" }],
      ["POST", `/channels/${id}/rotate`, { what: "key" }],
      ["DELETE", `/channels/${id}`, undefined],
    ] as const) {
      expect((await ground.viewer(method, path, body)).status, path).toBe(403);
      expect((await ground.outside(method, path, body)).status, path).toBe(401);
    }
  });

  it("refuses addresses that may not be called, and settings of another kind", async () => {
    const { id } = await apiChannel();
    const tried = await Promise.all(
      [
        { settings: { url: "https://10.0.0.1/in" } },
        { settings: { url: "http://example.org/in" } },
        { settings: { url: "file:///etc/passwd" } },
        { settings: { greeting: "Hello" } },
        { providerToken: "x" },
        { hours: { timeZone: "Mars/Base", open: [] } },
        { hours: { timeZone: "UTC", open: [{ day: 1, from: "10:00", to: "09:00" }] } },
      ].map((change) => ground.call("PATCH", `/channels/${id}`, change)),
    );
    expect(tried.map(({ status }) => status)).toEqual(tried.map(() => 422));
  });

  it("refuses a change of a version that is not the present one", async () => {
    const { id, made } = await apiChannel();
    const ifMatch = { "if-match": String(made.headers.etag) };
    const first = await ground.call("PATCH", `/channels/${id}`, { name: "One" }, ifMatch);
    expect(first.body.name).toBe("One");
    const late = await ground.call("PATCH", `/channels/${id}`, { name: "Two" }, ifMatch);
    expect([late.status, late.body.current.name]).toEqual([412, "One"]);
  });

  it("that is deleted takes nothing any more", async () => {
    const { id, send } = await apiChannel();
    expect((await ground.call("DELETE", `/channels/${id}`)).status).toBe(204);
    expect((await send(incoming)).status).toBe(401);
    expect((await ground.call("GET", `/channels/${id}`)).status).toBe(404);
  });
});

describe("a message in by key", () => {
  it("is taken once, with the same answer each time", async () => {
    const { id, send } = await apiChannel();
    const first = await send(incoming);
    expect([first.status, first.body.duplicate]).toEqual([201, false]);
    const again = await send(incoming);
    expect([again.status, again.body.duplicate]).toEqual([200, true]);
    expect(again.body.messageId).toBe(first.body.messageId);
    expect(ground.kept).toHaveLength(1);
    expect(ground.kept[0]).toMatchObject({
      channelId: id,
      channelKind: "api",
      providerId: "m-1",
      threadKey: "t-1",
      from: { address: "zoe@example.org", name: "Zoë", userId: null, verified: false },
      text: "Hello",
      automatic: false,
    });
  });

  it("needs the key of a channel, not one of the API", async () => {
    await apiChannel();
    const wrong = ["", "Bearer ck_", `Bearer ck_${"x".repeat(32)}`, "Basic abc", "Bearer rk_abc"];
    for (const authorization of wrong) {
      const answer = await ground.outside("POST", "/channel-messages", incoming, { authorization });
      expect([answer.status, answer.body.code], authorization).toEqual([401, "channels.bad_key"]);
    }
    expect((await ground.call("POST", "/channel-messages", incoming)).status).toBe(401);
    expect(ground.kept).toEqual([]);
  });

  it("is refused by the old key once there is a new one", async () => {
    const { id, send } = await apiChannel();
    const rotated = await ground.call("POST", `/channels/${id}/rotate`, { what: "key" });
    expect(rotated.body.secret).toBe(null);
    expect((await send(incoming)).status).toBe(401);
    const authorization = `Bearer ${rotated.body.key}`;
    expect((await send(incoming, { authorization })).status).toBe(201);
  });

  it("that nobody could store is not acknowledged, and is taken when it comes again", async () => {
    const { send } = await apiChannel();
    ground.refuseWith(new AppError("unavailable", "platform.database_away", "Away."));
    expect((await send(incoming)).status).toBe(503);
    ground.refuseWith(undefined);
    expect((await send(incoming)).status).toBe(201);
  });

  it("of a paused channel is refused, and the log says so", async () => {
    const { id, send } = await apiChannel();
    await send(incoming);
    await send(incoming);
    await ground.call("POST", `/channels/${id}/pause`);
    expect((await send({ ...incoming, id: "m-2" })).body.code).toBe("channels.paused");
    const log = await ground.call("GET", `/channels/${id}/traffic`);
    const seen = log.body.data.map((one: { outcome: string; reason: string | null }) => [
      one.outcome,
      one.reason,
    ]);
    expect(seen).toEqual([
      ["refused", "channels.paused"],
      ["repeated", null],
      ["taken", null],
    ]);
    const channel = await ground.call("GET", `/channels/${id}`);
    expect(channel.body.health).toMatchObject({
      taken: 1,
      refused: 1,
      lastRefusal: "channels.paused",
    });
    const page = await ground.call("GET", `/channels/${id}/traffic?limit=2`);
    const rest = await ground.call("GET", `/channels/${id}/traffic?cursor=${page.body.nextCursor}`);
    expect(rest.body.data).toHaveLength(1);
    const refused = await ground.call("GET", `/channels/${id}/traffic?outcome=refused`);
    expect(refused.body.data).toHaveLength(1);
  });

  it.each([
    ["no id", { ...incoming, id: undefined }],
    ["no text", { ...incoming, text: "  " }],
    ["control characters", { ...incoming, text: "a\u0000b" }],
    ["too much text", { ...incoming, text: "x".repeat(20_001) }],
    ["something unknown", { ...incoming, html: "<b>x</b>" }],
  ])("with %s is refused", async (_what, body) => {
    const { send } = await apiChannel();
    expect((await send(body)).status).toBe(422);
  });
});

describe("a reply out", () => {
  it("is signed so that the specification's own library takes it", async () => {
    const { id, made } = await apiChannel({ url: ground.receiver.url });
    const messageId = newId();
    const delivery = await ground.app.channels.deliver(
      systemContext(ground.workspaceId, "request", "system"),
      {
        channelId: id,
        messageId,
        conversationId: newId(),
        threadKey: "t-1",
        to: { address: null, name: null },
        subject: null,
        text: "Hello back",
        attachments: [],
        inReplyTo: ["m-1"],
        automatic: false,
      },
    );
    expect(delivery).toEqual({ kind: "delivered", providerId: messageId });
    const got = ground.receiver.sent.find(({ key }) => key === messageId)!;
    expect(new Webhook(made.body.secret).verify(got.text, got.headers)).toMatchObject({
      type: "message.sent",
      data: { id: messageId, thread: "t-1", text: "Hello back", inReplyTo: ["m-1"] },
    });
  });

  it("can be tried, and where there is no address says so", async () => {
    const there = await apiChannel({ url: ground.receiver.url });
    const tested = await ground.call("POST", `/channels/${there.id}/test`, {});
    expect(tested.body).toEqual({ outcome: "delivered", reason: null });
    const nowhere = await apiChannel();
    const none = await ground.call("POST", `/channels/${nowhere.id}/test`, {});
    expect(none.body).toEqual({ outcome: "refused", reason: "no_address" });
  });
});

describe("a message in from a provider", () => {
  const body = JSON.stringify({ id: "sms-1", from: "+49 151 5550100", text: "Is it open?" });

  async function smsChannel() {
    const made = await ground.call("POST", "/channels", {
      kind: "sms",
      name: "Text messages",
      settings: { url: ground.provider.url, sender: "+49 30 123" },
      providerToken: "provider-token",
    });
    const { id, secret } = made.body as { id: string; secret: string };
    const post = (text: string, headers: Record<string, string>) =>
      ground.app.http.inject({
        method: "POST",
        url: `/api/v1/channels/${id}/provider`,
        payload: text,
        headers: { "content-type": "application/json", ...headers },
      });
    const signed = (text: string, ago = 0) => {
      const at = new Date(systemClock.nowMs() - ago * 1000);
      return {
        "webhook-id": "wh-1",
        "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
        "webhook-signature": new Webhook(secret).sign("wh-1", at, text),
      };
    };
    return { id, post, signed };
  }

  it("is taken once when it is signed, in the thread of its number", async () => {
    const { post, signed } = await smsChannel();
    expect((await post(body, signed(body))).statusCode).toBe(201);
    expect((await post(body, signed(body))).statusCode).toBe(200);
    expect(ground.kept).toHaveLength(1);
    expect(ground.kept[0]).toMatchObject({
      threadKey: "+49 151 5550100",
      from: { address: "+49 151 5550100", verified: false },
    });
  });

  it("is refused when it is not, or was changed, or is old; the log says why", async () => {
    const { id, post, signed } = await smsChannel();
    const answers = [
      await post(body, {}),
      await post(`${body} `, signed(body)),
      await post(body, signed(body, 600)),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
    expect(ground.kept).toEqual([]);
    const log = await ground.call("GET", `/channels/${id}/traffic`);
    const reasons = log.body.data.map(({ reason }: { reason: string }) => reason);
    expect(reasons).toEqual(["expired", "wrong_signature", "unsigned"]);
  });

  it("that is signed but no message is refused", async () => {
    const { post, signed } = await smsChannel();
    for (const text of ["no JSON", "[]", "{}", '{"id":"a b","from":"1","text":"x"}'])
      expect((await post(text, signed(text))).statusCode, text).toBe(422);
    const large = JSON.stringify({ id: "x", from: "1", text: "y".repeat(200_000) });
    expect((await post(large, signed(large))).statusCode).toBe(413);
  });
});
