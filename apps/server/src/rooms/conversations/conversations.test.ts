// Conversations as channels, members and customers meet them, over the real database and server.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type ConversationsGround,
  channelId,
  inbound,
  messagesOf,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import type { Workspace } from "../../../test/records-ground.ts";
import { systemClock } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";
import { createCourier } from "./courier.ts";

let ground: ConversationsGround;
let home: Workspace;

beforeAll(async () => {
  ground = await openConversationsGround();
});

beforeEach(async () => {
  home = await ground.workspace();
});

afterAll(() => ground?.close());

const one = async (id: string) => (await home.admin.get(`/conversations/${id}`)).body;
const answer = (id: string, text = "In your account.", more: object = {}) =>
  home.admin.post(`/conversations/${id}/replies`, { text, ...more });

describe("a message of a customer", () => {
  it("makes a conversation and a person, and is found by its words", async () => {
    const { conversationId } = await ground.writes(home, { subject: "Hello there" });
    const found = await one(conversationId);
    expect(found).toMatchObject({
      number: 1,
      subject: "Hello there",
      state: "open",
      preview: "Where can I find my invoice?",
      person: { title: "Ida Customer" },
      lastSeq: 1,
      mayChange: true,
    });
    expect(found.waitingSince).not.toBeNull();
    for (const q of ["invoice", "invo", "ida", "hello invoice", "customer.example"]) {
      const { body } = await home.admin.get(`/conversations/search?q=${encodeURIComponent(q)}`);
      expect(body.data.map((hit: { conversation: { id: string } }) => hit.conversation.id)).toEqual(
        [conversationId],
      );
    }
    const none = await home.admin.get("/conversations/search?q=invoiced");
    expect(none.body.data).toEqual([]);
  });

  it("is kept once, however often and however much at the same time it comes", async () => {
    const message = inbound({ threadKey: "visitor-1" });
    const all = await Promise.all(
      Array.from({ length: 6 }, () =>
        ground.conversations.receiveMessage(home.ctx, home.id, message),
      ),
    );
    expect(new Set(all.map(({ messageId }) => messageId)).size).toBe(1);
    expect(all.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(await messagesOf(home.admin, all[0]?.conversationId ?? "")).toHaveLength(1);
  });

  it("keeps its order by seq without gaps, when many come at once", async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        ground.writes(home, { threadKey: "visitor-2", text: `Message ${at}` }),
      ),
    );
    expect(new Set(all.map(({ conversationId }) => conversationId)).size).toBe(1);
    expect(all.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, at) => at + 1),
    );
  });

  it("finds its thread by what it answers, then by sender and subject", async () => {
    const first = await ground.writes(home, { subject: "Broken printer", providerId: "<a@x>" });
    await answer(first.conversationId);
    await ground.drain();
    const ours = (await messagesOf(home.admin, first.conversationId))[1];
    expect(ours).toMatchObject({ delivery: { state: "delivered", attempts: 1 } });
    const [outbound] = ground.sent.slice(-1);
    expect(outbound).toMatchObject({
      automatic: false,
      channelId,
      to: { address: "ida@customer.example" },
      subject: "Broken printer",
      inReplyTo: ["<a@x>"],
    });
    const byReply = await ground.writes(home, { inReplyTo: ["<a@x>"], subject: "Other" });
    const bySubject = await ground.writes(home, { subject: "RE: Fwd: broken  printer" });
    const stranger = await ground.writes(home, {
      subject: "Re: Broken printer",
      from: { address: "eve@else.example", name: null, userId: null, verified: false },
    });
    expect(byReply.conversationId).toBe(first.conversationId);
    expect(bySubject.conversationId).toBe(first.conversationId);
    expect(stranger.conversationId).not.toBe(first.conversationId);
  });

  it("opens a closed conversation again, unless it was written by a machine", async () => {
    const { conversationId } = await ground.writes(home, { threadKey: "visitor-3" });
    await home.admin.patch(`/conversations/${conversationId}`, { state: "closed" });
    await ground.writes(home, { threadKey: "visitor-3", automatic: true, text: "I am away" });
    expect(await one(conversationId)).toMatchObject({ state: "closed", waitingSince: null });
    await ground.writes(home, { threadKey: "visitor-3" });
    expect(await one(conversationId)).toMatchObject({ state: "open", closedAt: null });
  });

  it("waits for a person and for no bot, where only people may answer", async () => {
    const forPeople = "It came from one of our own mailboxes";
    const { conversationId } = await ground.writes(home, {
      ...{ threadKey: "visitor-4", text: "Let me talk to a person", forPeople },
    });
    const conversation = await one(conversationId);
    expect(conversation).toMatchObject({ state: "open", handOver: { reason: forPeople } });
    expect(conversation.waitingSince).not.toBeNull();
    const reader = ground.deps.db.reader(home.ctx);
    const standing = await ground.conversations.standing(reader, conversationId);
    expect(standing).toMatchObject({ silence: "person-in", asksForPerson: false });
  });

  it("may hold whatever text there is", async () => {
    const text = "\u0000<script>alert(1)</script>\ud800 \u0007 東京の天気 नमस्ते \u202e";
    const { conversationId } = await ground.writes(home, {
      text,
      subject: "\u0000",
      threadKey: "x",
    });
    const [message] = await messagesOf(home.admin, conversationId);
    expect(message.text).toContain("<script>alert(1)</script>");
    expect(message.integrity).toBe("external");
    const found = await home.admin.get(`/conversations/search?q=${encodeURIComponent("東京")}`);
    expect(found.body.data).toHaveLength(1);
  });
});

describe("a reply", () => {
  it("is kept and delivered once, and takes the conversation in hand", async () => {
    const { conversationId } = await ground.writes(home);
    const heads = { "idempotency-key": newId() };
    const path = `/conversations/${conversationId}/replies`;
    const [a, b] = [
      await home.admin.post(path, { text: "Here it is", close: true }, heads),
      await home.admin.post(path, { text: "Here it is", close: true }, heads),
    ];
    expect(a.status).toBe(201);
    expect(b.body.message.id).toBe(a.body.message.id);
    const before = ground.sent.length;
    await ground.drain();
    await ground.drain();
    expect(ground.sent.length - before).toBe(1);
    expect(await one(conversationId)).toMatchObject({
      state: "closed",
      waitingSince: null,
      assignee: { id: home.admin.memberId },
    });
  });

  it("is refused when somebody else answered meanwhile", async () => {
    const { conversationId } = await ground.writes(home);
    const other = home.as({});
    expect((await answer(conversationId, "First", { seenSeq: 1 })).status).toBe(201);
    const late = await other.post(`/conversations/${conversationId}/replies`, {
      text: "Second",
      seenSeq: 1,
    });
    expect([late.status, late.body.code]).toEqual([409, "conversations.moved_on"]);
    const own = await answer(conversationId, "One more thing", { seenSeq: 1 });
    expect(own.status).toBe(201);
  });

  it.each(["bot", "system"] as const)("of a %s goes out as one that nobody wrote", async (kind) => {
    const { conversationId } = await ground.writes(home);
    const author = { kind, id: null };
    const request = { conversationId, author, text: "By itself.", idempotencyKey: newId() };
    await ground.conversations.queueReply(home.ctx, request);
    await ground.drain();
    const sent = ground.sent.find((message) => message.conversationId === conversationId);
    expect(sent).toMatchObject({ text: "By itself.", automatic: true });
  });

  it("that cannot be delivered is tried again, and says what became of it", async () => {
    const { conversationId } = await ground.writes(home);
    const state = async () => (await messagesOf(home.admin, conversationId)).at(-1);
    ground.answer(() => ({ kind: "refused", reason: "Mailbox full", permanent: false }));
    await answer(conversationId);
    await ground.drain();
    expect((await state()).delivery).toMatchObject({ state: "queued", reason: "Mailbox full" });
    await ground.test.asOwner("UPDATE conversations.deliveries SET due_at = now()");
    ground.answer(() => ({ kind: "unknown", reason: "The line went dead" }));
    await ground.drain();
    const unknown = await state();
    expect(unknown.delivery).toMatchObject({ state: "unknown", attempts: 2 });
    await ground.drain();
    expect((await state()).delivery.attempts).toBe(2);
    ground.answer(() => ({ kind: "delivered", providerId: "<ok@ours>" }));
    const path = `/conversations/${conversationId}/messages/${unknown.id}/retry`;
    expect((await home.admin.post(path)).status).toBe(200);
    await ground.drain();
    expect((await state()).delivery.state).toBe("delivered");
    expect((await home.admin.post(path)).status).toBe(409);
  });

  it.each([
    ["email", "unknown", 0],
    ["widget", "delivered", 1],
  ] as const)("begun by a killed process on %s is %s", async (channelKind, expected, handed) => {
    const { conversationId } = await ground.writes(home, { channelKind, threadKey: newId() });
    await answer(conversationId);
    let isKilled = false;
    const killed = createCourier({
      ...ground.deps,
      deliver: () => {
        isKilled = true;
        return new Promise(() => undefined);
      },
    });
    void killed.drain();
    while (!isKilled) await new Promise((resolve) => setTimeout(resolve, 5));
    await ground.test.asOwner("UPDATE conversations.deliveries SET due_at = now()");
    const before = ground.sent.length;
    await ground.drain();
    expect((await messagesOf(home.admin, conversationId)).at(-1).delivery.state).toBe(expected);
    expect(ground.sent.length - before).toBe(handed);
  });

  it("waits for no other conversation whose channel is slow, and stays claimed while it is in hand", async () => {
    const slow = await ground.writes(home, { threadKey: newId() });
    const quick = await ground.writes(home, { threadKey: newId() });
    let free: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      free = resolve;
    });
    const handed: string[] = [];
    let nowMs = systemClock.nowMs();
    const courier = createCourier({
      ...ground.deps,
      clock: { nowMs: () => nowMs },
      deliver: async (_ctx, { conversationId, messageId }) => {
        handed.push(conversationId ?? "");
        if (conversationId === slow.conversationId) await held;
        return { kind: "delivered", providerId: messageId };
      },
    });
    courier.start();
    const stateIn = async (id: string) => (await messagesOf(home.admin, id)).at(-1).delivery.state;
    const until = async (holds: () => Promise<boolean>) => {
      while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    try {
      await answer(slow.conversationId);
      courier.wake();
      await until(async () => handed.length === 1);
      await answer(quick.conversationId);
      courier.wake();
      await until(async () => (await stateIn(quick.conversationId)) === "delivered");
      // Its claim would be over, were it not renewed.
      await ground.test.asOwner(
        "UPDATE conversations.deliveries SET due_at = now() + interval '1 second' WHERE conversation_id = $1",
        [slow.conversationId],
      );
      nowMs += 60_000;
      courier.wake();
      const dueIn = async () => {
        const [row] = await ground.test.asOwner(
          `SELECT extract(epoch FROM due_at - now())::float8 AS seconds
           FROM conversations.deliveries WHERE conversation_id = $1`,
          [slow.conversationId],
        );
        return Number(row?.seconds);
      };
      await until(async () => (await dueIn()) > 20);
    } finally {
      free();
      await courier.stop();
    }
    expect(await stateIn(slow.conversationId)).toBe("delivered");
    expect(handed).toEqual([slow.conversationId, quick.conversationId]);
  });

  it("leaves in the order in which it was written", async () => {
    const { conversationId } = await ground.writes(home);
    for (const text of ["one", "two", "three"]) await answer(conversationId, text);
    const before = ground.sent.length;
    await ground.drain();
    expect(ground.sent.slice(before).map(({ text }) => text)).toEqual(["one", "two", "three"]);
  });
});
