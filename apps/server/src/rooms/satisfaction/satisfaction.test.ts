// From a closed conversation to a rating, over the whole app: who is asked, how often, and what a link opens.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { as, openWidgetGround, type WidgetGround } from "../../../test/widget-ground.ts";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { createSignedLinks } from "../../platform/signed-links.ts";

let ground: WidgetGround;
beforeAll(async () => {
  ground = await openWidgetGround();
  await ground.app.start();
});
afterAll(() => ground?.close());

const purpose = "rapport.satisfaction";

interface Talk {
  id: string;
  token: string;
}

async function talk(more: object = {}): Promise<Talk> {
  const chat = await ground.chat();
  const token = await ground.tokenOf(chat.key);
  await ground.write(token, "Where is my invoice?", newId(), more);
  const [one] = await ground.conversationsOf(chat.id);
  return { id: one?.id ?? "", token };
}

const answer = (id: string, text = "It is in your mail.", close = true) =>
  ground.call("POST", `/conversations/${id}/replies`, { text, close });
const change = (id: string, body: object) => ground.call("PATCH", `/conversations/${id}`, body);
const ratingOf = async (id: string) =>
  (await ground.call("GET", `/conversations/${id}`)).body.rating;
const asVisitor = (token: string, method: string, body?: unknown) =>
  ground.outside(method, "/widget/rating", body, as(token));

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It never came.");
}

/** What was planned before it was asked after that one: a later question shows that an earlier one would be there. */
async function settled(): Promise<void> {
  const marker = await talk();
  await answer(marker.id);
  await asked(marker.id);
}

const asked = (id: string) =>
  until(
    () => ratingOf(id),
    (rating) => rating !== null,
  );

const questionsIn = async (id: string): Promise<string[]> => {
  const { data } = (await ground.call("GET", `/conversations/${id}/messages`)).body;
  const own = data.filter((one: { author: { kind: string } }) => one.author.kind === "system");
  return own.map((one: { text: string }) => one.text);
};

describe("in a chat", () => {
  it("is asked once when it is closed, kept with the conversation, and can be changed", async () => {
    const { id, token } = await talk();
    expect((await asVisitor(token, "GET")).body).toEqual({
      asks: false,
      score: null,
      comment: null,
    });
    expect((await asVisitor(token, "POST", { score: 5 })).body.code).toBe("satisfaction.not_asked");
    await answer(id);
    expect(await asked(id)).toMatchObject({ score: null, comment: null });
    expect((await asVisitor(token, "GET")).body.asks).toBe(true);
    const comment = "Fast <b>& kind</b>";
    expect((await asVisitor(token, "POST", { score: 4, comment })).status).toBe(204);
    expect(await ratingOf(id)).toMatchObject({ score: 4, comment });
    expect((await asVisitor(token, "POST", { score: 5 })).status).toBe(204);
    expect((await asVisitor(token, "GET")).body).toEqual({ asks: true, score: 5, comment: null });
    await ground.write(token, "One more thing");
    expect((await asVisitor(token, "GET")).body.asks).toBe(false);
    await answer(id, "Done.");
    await settled();
    expect(await questionsIn(id)).toHaveLength(1);
    expect((await ratingOf(id)).score).toBe(5);
  });

  it.each([{ score: 0 }, { score: 6 }, { score: 2.5 }, { score: "5" }, {}, { score: 3, by: "me" }])(
    "refuses %j",
    async (body) => {
      const { id, token } = await talk();
      await answer(id);
      await asked(id);
      expect((await asVisitor(token, "POST", body)).status).toBe(422);
      expect((await ratingOf(id)).score).toBeNull();
    },
  );

  it("takes no other visitor's word, and no more than ten answers a minute", async () => {
    const { id, token } = await talk();
    await answer(id);
    await asked(id);
    const stranger = await talk();
    expect((await asVisitor(stranger.token, "POST", { score: 1 })).status).toBe(409);
    const statuses: number[] = [];
    for (let at = 0; at < 11; at += 1)
      statuses.push((await asVisitor(token, "POST", { score: 1 + (at % 5) })).status);
    expect(statuses.slice(0, 10).every((status) => status === 204)).toBe(true);
    expect(statuses[10]).toBe(429);
  });

  it("asks nobody whom nobody answered, where it is off, and whose consent does not allow it", async () => {
    const unanswered = await talk();
    await change(unanswered.id, { state: "closed" });
    const handed = await talk();
    await ground.app.conversations.queueReply(systemContext(ground.workspaceId, newId()), {
      conversationId: handed.id,
      author: { kind: "bot", id: null },
      text: "A person will answer you.",
      idempotencyKey: newId(),
      handOver: { reason: "Not sure", summary: null },
    });
    await change(handed.id, { state: "closed" });
    const off = await talk();
    const channels = (await ground.call("GET", `/conversations/${off.id}`)).body.channel;
    await ground.call("PUT", `/satisfaction/channels/${channels.id}`, { asks: false });
    await answer(off.id);
    const address = `${newId()}@customer.example`;
    const refused = await talk({ contact: { email: address } });
    const { person } = (await ground.call("GET", `/conversations/${refused.id}`)).body;
    const purpose = { key: "surveys", label: "Questions", whenUnknown: "granted" };
    expect((await ground.call("POST", "/consent/purposes", purpose)).status).toBe(201);
    const path = `/people/${person.id}/consent/surveys`;
    expect((await ground.call("PUT", path, { state: "denied" })).status).toBe(200);
    await answer(refused.id);
    await settled();
    for (const { id } of [unanswered, handed, off, refused]) expect(await ratingOf(id)).toBeNull();
    await ground.call("PATCH", "/consent/purposes/surveys", { isRetired: true });
  });
});

describe("by a link", () => {
  const visit = (path: string, form?: Record<string, string>) =>
    ground.app.http.inject({
      method: form ? "POST" : "GET",
      url: path,
      headers: form ? { "content-type": "application/x-www-form-urlencoded" } : {},
      ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
    });

  async function mailed(): Promise<{ id: string; path: string }> {
    const made = await ground.call("POST", "/channels", { kind: "api", name: "Programs" });
    const channel = made.body;
    await ground.call("PUT", `/satisfaction/channels/${channel.id}`, { asks: true });
    await ground.outside(
      "POST",
      "/channel-messages",
      { id: newId(), thread: newId(), text: "Hello?", from: { address: "ida@customer.example" } },
      { authorization: `Bearer ${channel.key}` },
    );
    const [one] = await ground.conversationsOf(channel.id);
    const id = one?.id ?? "";
    await answer(id, "Yes?");
    await settled();
    expect(await ratingOf(id)).toBeNull();
    ground.advance(6 * 60_000);
    await asked(id);
    const [text = ""] = await questionsIn(id);
    return { id, path: /\/rate\/[\w-]+/.exec(text)?.[0] ?? "" };
  }

  it("opens a plain page that changes nothing by itself, and takes a form", async () => {
    const { id, path } = await mailed();
    const page = await visit(path);
    expect(page.statusCode).toBe(200);
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(page.headers["referrer-policy"]).toBe("no-referrer");
    expect(page.body).not.toMatch(/<script|src=|http-equiv/i);
    expect((await ratingOf(id)).score).toBeNull();
    expect((await visit(path, { comment: "no score" })).statusCode).toBe(422);
    const comment = `</textarea><script>alert(1)</script>"'&`;
    const taken = await visit(path, { score: "2", comment });
    expect([taken.statusCode, taken.headers.location]).toEqual([303, path]);
    expect(await ratingOf(id)).toMatchObject({ score: 2, comment });
    const again = await visit(path);
    expect(again.body).not.toContain("<script>");
    expect(again.body).toContain('value="2" required checked');
    const log = await ground.call("GET", "/audit?limit=50");
    expect(JSON.stringify(log.body)).not.toContain("alert(1)");
    await visit(path, { score: "3" });
    expect(await ratingOf(id)).toMatchObject({ score: 3, comment: null });
    const json = await ground.app.http.inject({ method: "POST", url: path, payload: { score: 5 } });
    expect(json.statusCode).toBe(422);
    ground.advance(15 * 24 * 3600_000);
    expect((await visit(path)).statusCode).toBe(410);
    expect((await visit(path, { score: "5" })).statusCode).toBe(410);
    expect((await ratingOf(id)).score).toBe(3);
  }, 60_000);

  it("opens nothing when it is forged, changed, cut, or of another conversation", async () => {
    const { id, path } = await mailed();
    const token = path.slice("/rate/".length);
    const own = { workspaceId: ground.workspaceId, id };
    const forged = createSignedLinks("another secret of somebody", purpose).give({
      ...own,
      untilMs: 2e12,
    });
    const secret = "a secret of the tests, long enough for all of them";
    const links = createSignedLinks(secret, purpose);
    const never = links.give({ ...own, id: newId(), untilMs: 4e12 });
    const ofElse = createSignedLinks(secret, "rapport.nps").give({ ...own, untilMs: 4e12 });
    const changed = Array.from(token, (one, at) => {
      const other = one === "A" ? "B" : "A";
      return token.slice(0, at) + other + token.slice(at + 1);
    });
    const bad = [
      ...changed,
      forged,
      never,
      ofElse,
      token.slice(1),
      `${token}A`,
      "x",
      "%00",
      "a".repeat(400),
    ];
    ground.advance(60_000);
    const statuses = new Set<number>();
    for (const [at, one] of bad.entries()) {
      if (at % 50 === 49) ground.advance(61_000);
      statuses.add((await visit(`/rate/${one}`, { score: "1" })).statusCode);
    }
    expect([...statuses]).toEqual([404]);
    expect((await ratingOf(id)).score).toBeNull();
  }, 60_000);

  it("asks nobody when the closing is taken back in time", async () => {
    const made = await ground.call("POST", "/channels", { kind: "api", name: "Programs" });
    await ground.call("PUT", `/satisfaction/channels/${made.body.id}`, { asks: true });
    const message = {
      id: newId(),
      thread: newId(),
      text: "Hello?",
      from: { address: "ida@customer.example" },
    };
    const key = { authorization: `Bearer ${made.body.key}` };
    await ground.outside("POST", "/channel-messages", message, key);
    const [one] = await ground.conversationsOf(made.body.id);
    const id = one?.id ?? "";
    await answer(id, "Yes?");
    await settled();
    await change(id, { state: "open" });
    ground.advance(6 * 60_000);
    const later = await mailed();
    expect(await ratingOf(later.id)).not.toBeNull();
    expect(await questionsIn(id)).toEqual([]);
  }, 60_000);
});

describe("settings", () => {
  it("are for who may set up channels, and are undone", async () => {
    const { id } = await ground.chat();
    const listed = async () =>
      (await ground.call("GET", "/satisfaction/channels")).body.data.find(
        (one: { id: string }) => one.id === id,
      );
    expect(await listed()).toMatchObject({ kind: "widget", asks: true });
    expect((await ground.viewer("GET", "/satisfaction/channels")).status).toBe(403);
    const path = `/satisfaction/channels/${id}`;
    expect((await ground.viewer("PUT", path, { asks: false })).status).toBe(403);
    expect(
      (await ground.call("PUT", `/satisfaction/channels/${newId()}`, { asks: true })).status,
    ).toBe(404);
    const off = await ground.call("PUT", path, { asks: false });
    expect(off.body.asks).toBe(false);
    const undone = await ground.call("POST", `/undo/${String(off.headers["rapport-act"])}`);
    expect(undone.status).toBe(200);
    expect((await listed()).asks).toBe(true);
  });
});
