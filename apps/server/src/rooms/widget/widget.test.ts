// The chat over HTTP with the real conversations behind it: who gets a session, what a token opens, what is stored, and
// what visitors are told.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { as, openWidgetGround, shop, type WidgetGround } from "../../../test/widget-ground.ts";
import { newId } from "../../platform/ids.ts";
import { userHash } from "./identity.ts";

let ground: WidgetGround;
let { chat, open, tokenOf, write, read, conversationsOf, server } = {} as WidgetGround;
beforeAll(async () => {
  ground = await openWidgetGround();
  ({ chat, open, tokenOf, write, read, conversationsOf, server } = ground);
});
afterAll(() => ground?.close());

describe("a session", () => {
  it("is for websites that the channel lists, and for pages of this server", async () => {
    const { key } = await chat();
    const given = await open(key);
    expect(given.body).toMatchObject({
      isKnown: false,
      hasThread: false,
      isOpen: true,
      botAnswers: false,
    });
    expect(JSON.stringify(given.body.look)).not.toContain("origins");
    expect((await open(key, {}, server)).status).toBe(403);
    const own = await ground.outside(
      "POST",
      `/widget/${key}/sessions`,
      {},
      {
        ...{ origin: "http://crm.example:4100", host: "crm.example:4100" },
      },
    );
    expect(own.status).toBe(200);
  });

  it.each([
    "",
    "null",
    "https://evil.example",
    "https://shop.example.evil.example",
    "http://shop.example",
  ])("is refused to the origin %j", async (origin) => {
    const { id, key } = await chat();
    const refused = await open(key, {}, origin);
    expect([refused.status, refused.body.code]).toEqual([403, "widget.origin_refused"]);
    const log = await ground.call("GET", `/channels/${id}/traffic`);
    expect(log.body.data[0].reason).toBe("widget.origin_refused");
  });

  it("is none of a chat that is not there, is paused, or is no chat", async () => {
    const { id, key } = await chat();
    expect((await open("wgt_0123456789abcdef")).status).toBe(404);
    await ground.call("POST", `/channels/${id}/pause`);
    expect((await open(key)).body.code).toBe("widget.off");
  });

  it("says when people are there again", async () => {
    const { key } = await chat({}, { hours: { timeZone: "UTC", open: [] } });
    expect((await open(key)).body).toMatchObject({ isOpen: false, opensAt: null });
  });

  it("writes nothing for who only looks", async () => {
    const { id, key } = await chat();
    await open(key);
    expect(await conversationsOf(id)).toEqual([]);
  });

  it("may be asked for and read by pages of any website, without cookies", async () => {
    const { key } = await chat();
    const asked = await ground.app.http.inject({
      method: "OPTIONS",
      url: `/api/v1/widget/${key}/sessions`,
    });
    expect(asked.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "authorization, content-type",
    });
    expect(asked.headers["access-control-allow-credentials"]).toBeUndefined();
    const refused = await open(key, {}, "https://evil.example");
    expect(refused.headers["access-control-allow-origin"]).toBe("*");
    const elsewhere = await ground.outside("GET", "/me", undefined, { origin: shop });
    expect(elsewhere.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("a user hash", () => {
  it("proves who writes: the same conversation on every device", async () => {
    const { id, key, secret } = await chat();
    const user = { id: "4711", email: "zoe@shop.example", name: "Zoë Müller" };
    const proved = { user: { ...user, hash: userHash(secret, user) } };
    const [first, second] = [await open(key, proved), await open(key, proved)];
    expect([first.body.isKnown, second.body.isKnown]).toEqual([true, true]);
    await write(first.body.token, "from the phone");
    await write(second.body.token, "from the desk");
    const seen = await read(second.body.token);
    expect(seen.map(({ text }) => text)).toEqual(["from the phone", "from the desk"]);
    expect(await conversationsOf(id)).toHaveLength(1);
    // Whoever uses the page after they left is not them.
    const later = await open(key, { visitor: first.body.visitor });
    expect([later.body.isKnown, later.body.hasThread]).toEqual([false, false]);
  });

  it.each([
    ["of another secret", () => userHash("other", { id: "4711" })],
    ["of another user", (secret: string) => userHash(secret, { id: "4712" })],
    [
      "of another address",
      (secret: string) => userHash(secret, { id: "4711", email: "a@b.example" }),
    ],
  ])("%s is refused", async (_what, make) => {
    const { key, secret } = await chat();
    const user = { id: "4711", hash: make(secret) };
    expect((await open(key, { user })).body.code).toBe("widget.bad_user_hash");
  });
});

describe("a token", () => {
  it("opens one visitor's conversation and nothing else", async () => {
    const { key } = await chat();
    const [ada, bob] = [await tokenOf(key), await tokenOf(key)];
    await write(ada, "Ada's secret");
    expect(await read(bob)).toEqual([]);
    for (const path of ["/me", "/people", "/conversations", "/channels"])
      expect((await ground.outside("GET", path, undefined, as(ada))).status, path).toBe(401);
  });

  it("holds for a quarter of an hour, from its own website, and only as it was given", async () => {
    const { key } = await chat();
    const token = await tokenOf(key);
    const ask = (given: string, origin: string) =>
      ground.outside("GET", "/widget/messages", undefined, as(given, origin));
    expect((await ask(token, "null")).status).toBe(200);
    expect((await ask(token, shop)).status).toBe(200);
    expect((await ask(token, "https://evil.example")).status).toBe(401);
    const [body = "", signature = ""] = token.slice(3).split(".");
    const claims = JSON.parse(Buffer.from(body, "base64url").toString());
    const other = Buffer.from(JSON.stringify({ ...claims, visitorId: newId() })).toString(
      "base64url",
    );
    for (const forged of [
      `vt_${other}.${signature}`,
      `vt_${body}.`,
      `vt_${body}`,
      "vt_",
      "",
      `${token}x`,
      `vt_${body}.${signature}.x`,
    ])
      expect((await ask(forged, "null")).status, forged).toBe(401);
    ground.advance(15 * 60_000 + 1000);
    expect((await ask(token, "null")).body.code).toBe("widget.bad_token");
  });

  it("comes again for a visitor who comes back, and not for one of another chat", async () => {
    const { key } = await chat();
    const first = await open(key);
    await write(first.body.token, "Hello");
    const again = await open(key, { visitor: first.body.visitor });
    expect(again.body.hasThread).toBe(true);
    const other = await chat();
    expect((await open(other.key, { visitor: first.body.visitor })).body.hasThread).toBe(false);
    expect((await open(key, { visitor: "made.up" })).body.hasThread).toBe(false);
  });
});

describe("a message", () => {
  it("is stored once, however often it is sent, as text", async () => {
    const { id, key } = await chat();
    const token = await tokenOf(key);
    const own = newId();
    const text = "<img src=x onerror=alert(1)> & “quotes”\nsecond line";
    expect((await write(token, text, own)).status).toBe(201);
    const again = await write(token, text, own);
    expect([again.status, again.body]).toEqual([200, { id: own, duplicate: true }]);
    expect(await read(token)).toMatchObject([
      { seq: 1, author: "visitor", id: own, text, name: null },
    ]);
    expect(await conversationsOf(id)).toHaveLength(1);
  });

  it("is refused when it is empty, too long, or no text", async () => {
    const { key } = await chat();
    const token = await tokenOf(key);
    for (const text of [" ", "x".repeat(4001), "a\u0000b"])
      expect((await write(token, text)).status).toBe(422);
    expect((await write(token, "x", "short")).status).toBe(422);
    expect((await write(token, "x", newId(), { html: "<b>" })).status).toBe(422);
  });

  it("of a visitor who sends very many has to wait", async () => {
    const { key } = await chat();
    const token = await tokenOf(key);
    const statuses: number[] = [];
    for (let at = 0; at < 42; at += 1) statuses.push((await write(token, `message ${at}`)).status);
    expect(statuses.slice(0, 40)).toEqual(Array.from({ length: 40 }, () => 201));
    expect(statuses.slice(40)).toEqual([429, 429]);
  });

  it("with an address that was typed makes no claim to what is known of it", async () => {
    const { id, key, secret } = await chat();
    const user = { id: "1", email: "victim@shop.example" };
    await write(
      await tokenOf(key, { user: { ...user, hash: userHash(secret, user) } }),
      "my order",
    );
    const other = await tokenOf(key);
    await write(other, "it is me", newId(), { contact: { email: "victim@shop.example" } });
    expect((await read(other)).map(({ text }) => text)).toEqual(["it is me"]);
    expect(await conversationsOf(id)).toHaveLength(2);
  });
});

describe("what visitors are told", () => {
  it("are answers, and no notes of members", async () => {
    const { id, key } = await chat();
    const token = await tokenOf(key);
    await write(token, "Where is my order?");
    const [conversation] = await conversationsOf(id);
    const note = { text: "internal: difficult customer" };
    const noted = await ground.call("POST", `/conversations/${conversation!.id}/notes`, note);
    const replied = await ground.call("POST", `/conversations/${conversation!.id}/replies`, {
      text: "It is on its way.",
    });
    expect([noted.status, replied.status]).toEqual([201, 201]);
    const seen = await read(token);
    expect(seen.map(({ author, text }) => [author, text])).toEqual([
      ["visitor", "Where is my order?"],
      ["member", "It is on its way."],
    ]);
    expect(seen[1]?.name).toBe("Ada");
    expect(JSON.stringify(seen)).not.toContain("difficult");
  });

  it("is nothing of who wrote for those who asked for a person before they wrote", async () => {
    const { id, key } = await chat({}, { botAnswers: true });
    const token = await tokenOf(key);
    const early = await ground.outside("POST", "/widget/person", undefined, as(token));
    expect(early.body.code).toBe("widget.no_thread");
    await write(token, "Hello");
    expect((await ground.outside("POST", "/widget/person", undefined, as(token))).status).toBe(204);
    const [conversation] = await conversationsOf(id);
    const { mayBotSpeak } = ground.app.conversations;
    const scope = { workspaceId: ground.workspaceId };
    expect(await ground.db.tenant(scope, (tx) => mayBotSpeak(tx, conversation!.id))).toBe(false);
  });
});

describe("an answer", () => {
  const answers = async (channelId: string) => {
    const [first] = await conversationsOf(channelId);
    const thread = await ground.call("GET", `/conversations/${first?.id}/messages`);
    return thread.body.data.filter(
      (one: { author: { kind: string } }) => one.author.kind === "bot",
    );
  };

  it("is delivered by being stored, and noted as gone out", async () => {
    const { id, key } = await chat();
    await write(await tokenOf(key), "hello?");
    await ground.reply(id, "Hello!");
    const [answer] = await answers(id);
    expect(answer.delivery).toMatchObject({ state: "delivered" });
    const gone = async () => {
      const log = await ground.call("GET", `/channels/${id}/traffic`);
      return log.body.data.filter((one: { direction: string }) => one.direction === "out");
    };
    await expect.poll(gone).toMatchObject([{ outcome: "delivered", providerId: answer.id }]);
  });

  it("waits in the queue while the chat is paused", async () => {
    const { id, key } = await chat();
    await write(await tokenOf(key), "hello?");
    await ground.call("POST", `/channels/${id}/pause`);
    await ground.reply(id, "Hello!");
    const [answer] = await answers(id);
    expect(answer.delivery).toMatchObject({ state: "queued" });
  });
});
