// A chat whose conversation is closed, merged, taken apart, or gets an address later.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { as, openWidgetGround, type WidgetGround } from "../../../test/widget-ground.ts";
import { systemClock } from "../../platform/clock.ts";
import { userHash } from "./identity.ts";

let ground: WidgetGround;
let { chat, open, tokenOf, write, read, conversationsOf } = {} as WidgetGround;
beforeAll(async () => {
  ground = await openWidgetGround();
  ({ chat, open, tokenOf, write, read, conversationsOf } = ground);
});
afterAll(() => ground?.close());

const texts = async (token: string) => (await read(token)).map(({ text }) => text);
const reply = (id: string, text: string) =>
  ground.call("POST", `/conversations/${id}/replies`, { text });
const firstOf = async (channelId: string) => (await conversationsOf(channelId))[0]?.id ?? "";
const stateOf = async (id: string) => (await ground.call("GET", `/conversations/${id}`)).body;

describe("two chats of one person that were merged", () => {
  async function twoOf() {
    const [old, other] = [await chat(), await chat()];
    const known = async ({ key, secret }: typeof old) => {
      const user = { id: "7", email: "victor@corp.example" };
      const given = await open(key, { user: { ...user, hash: userHash(secret, user) } });
      return given.body.token as string;
    };
    const [first, second] = [await known(old), await known(other)];
    await write(first, "My IBAN is secret");
    await write(second, "Hello again");
    const [kept, merged] = [await firstOf(old.id), await firstOf(other.id)];
    await reply(kept, "Your PIN is secret");
    const done = await ground.call("POST", `/conversations/${kept}/merge`, { otherId: merged });
    expect(done.status).toBe(200);
    return { second, kept, merged, act: String(done.headers["rapport-act"]) };
  }

  it("show in each what was said there, and what was said since", async () => {
    const { second, kept } = await twoOf();
    await write(second, "ok");
    await reply(kept, "All is done");
    expect(await texts(second)).toEqual(["Hello again", "ok", "All is done"]);
    const seqs = (await read(second)).map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
    expect((await read(second, seqs[1])).map(({ text }) => text)).toEqual(["All is done"]);
  });

  it("are read apart again after the merge was undone", async () => {
    const { second, kept, merged, act } = await twoOf();
    await write(second, "ok");
    await ground.call("POST", `/undo/${act}`);
    await reply(kept, "Private");
    await reply(merged, "Back to you");
    expect(await texts(second)).toEqual(["Hello again", "Back to you"]);
  });
});

it("an address that a visitor only typed opens nobody's conversation", async () => {
  const [own, other] = [await chat(), await chat()];
  const user = { id: "8", email: "vera@corp.example" };
  const proved = await open(own.key, { user: { ...user, hash: userHash(own.secret, user) } });
  await write(proved.body.token, "Private");
  const token = await tokenOf(other.key);
  await write(token, "Hi", undefined, { contact: { email: user.email } });
  const [kept, typed] = [await firstOf(own.id), await firstOf(other.id)];
  const refused = await ground.call("POST", `/conversations/${kept}/merge`, { otherId: typed });
  expect([refused.status, refused.body.code]).toEqual([409, "conversations.not_mergeable"]);
  expect(await texts(token)).toEqual(["Hi"]);
});

it("a website that vouches for a user vouches for no address that the user types", async () => {
  const [own, other] = [await chat(), await chat()];
  const user = { id: "9", email: "ceo@corp.example" };
  const proved = await open(own.key, { user: { ...user, hash: userHash(own.secret, user) } });
  await write(proved.body.token, "Private");
  const plain = { id: "10" };
  const known = { user: { ...plain, hash: userHash(other.secret, plain) } };
  const { token } = (await open(other.key, known)).body;
  const sent = await write(token, "Hi", undefined, { contact: { email: user.email } });
  expect(sent.status).toBe(201);
  const [kept, typed] = [await firstOf(own.id), await firstOf(other.id)];
  expect((await stateOf(typed)).from).toMatchObject({ address: user.email, verified: false });
  const refused = await ground.call("POST", `/conversations/${kept}/merge`, { otherId: typed });
  expect([refused.status, refused.body.code]).toEqual([409, "conversations.not_mergeable"]);
});

it("an address that is given later is kept, and found", async () => {
  const { id, key } = await chat();
  const token = await tokenOf(key);
  await write(token, "first");
  const contact = { email: "Late@Corp.example", name: "Lea Late" };
  await write(token, "and here is how to reach me", undefined, { contact });
  expect(await stateOf(await firstOf(id))).toMatchObject({
    from: { address: "late@corp.example", name: "Lea Late" },
    person: { title: "Lea Late" },
  });
  const found = await ground.call("GET", "/conversations/search?q=late%40corp.example");
  expect(JSON.stringify(found.body)).toContain(await firstOf(id));
});

describe("asking for a person", () => {
  const ask = (token: string) => ground.outside("POST", "/widget/person", {}, as(token));

  it.each([
    ["closed", { state: "closed" }],
    ["put off", { snoozedUntil: new Date(systemClock.nowMs() + 3_600_000).toISOString() }],
  ])("opens a conversation again that was %s", async (_what, change) => {
    const { id, key } = await chat();
    const token = await tokenOf(key);
    await write(token, "hello");
    const conversation = await firstOf(id);
    await reply(conversation, "Done.");
    await ground.call("PATCH", `/conversations/${conversation}`, change);
    expect((await ask(token)).status).toBe(204);
    const now = await stateOf(conversation);
    expect(now).toMatchObject({
      ...{ state: "open", snoozedUntil: null, closedAt: null },
      handOver: { reason: "The customer asked for a person" },
    });
    expect(now.waitingSince).not.toBeNull();
  });
});
