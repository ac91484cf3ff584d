// What members and bots do in conversations, over the real database and server: notes, decisions, merges, undo.
import { mentionText } from "@rapport/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type ConversationsGround,
  messagesOf,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import type { Workspace } from "../../../test/records-ground.ts";
import { systemClock } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";

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

describe("a note", () => {
  it("mentions nobody who is no member", async () => {
    const { conversationId } = await ground.writes(home, { channelKind: "widget", threadKey: "n" });
    const text = `Ask ${mentionText({ memberId: newId(), name: "Nobody" })}`;
    const { status, body } = await home.admin.post(`/conversations/${conversationId}/notes`, {
      text,
    });
    expect([status, body.code]).toEqual([422, "conversations.unknown_member"]);
    expect(await messagesOf(home.admin, conversationId)).toHaveLength(1);
  });

  it("is seen by members alone, tells who is mentioned, and can be undone", async () => {
    const { conversationId } = await ground.writes(home, { channelKind: "widget", threadKey: "w" });
    const { memberId } = home.as({});
    const text = `Ask ${mentionText({ memberId, name: "Ann Lee" })} about the discount`;
    const note = await home.admin.post(`/conversations/${conversationId}/notes`, { text });
    expect(note.status).toBe(201);
    expect(ground.told.at(-1)?.memberIds).toEqual([memberId]);
    const feed = await ground.test.db.tenant(home.ctx, (tx) =>
      ground.conversations.feed(tx, conversationId, 0, 10),
    );
    expect(feed.map(({ seq }) => seq)).toEqual([1]);
    expect(await messagesOf(home.admin, conversationId)).toHaveLength(2);
    const undone = await home.admin.post(`/undo/${note.act}`);
    expect(undone.status).toBe(200);
    expect(await messagesOf(home.admin, conversationId)).toHaveLength(1);
    expect((await home.admin.get("/conversations/search?q=discount")).body.data).toEqual([]);
  });
});

describe("a key of no member", () => {
  it("answers and notes under its own name", async () => {
    const { conversationId } = await ground.writes(home, { channelKind: "widget", threadKey: "k" });
    const key = home.as({ isKey: true });
    const replied = await key.post(`/conversations/${conversationId}/replies`, { text: "Hello." });
    expect(replied.status).toBe(201);
    const noted = await key.post(`/conversations/${conversationId}/notes`, { text: "Called." });
    expect(noted.status).toBe(201);
    const said = await messagesOf(home.admin, conversationId);
    const own = `/conversations/${conversationId}/notes/${noted.body.message.id}`;
    expect((await key.call("DELETE", own)).status).toBe(403);
    const byKey = { author: { kind: "member", id: null, name: "Test member" } };
    expect(said.slice(1)).toMatchObject([byKey, byKey]);
  });
});

it("is told to a key of no member that the bot has answered meanwhile", async () => {
  const { conversationId } = await ground.writes(home, { threadKey: "moved" });
  await ground.conversations.queueReply(home.ctx, {
    conversationId,
    author: { kind: "bot", id: null },
    text: "I am a bot",
    idempotencyKey: newId(),
  });
  const said = { text: "Hello.", seenSeq: 1 };
  const late = await home
    .as({ isKey: true })
    .post(`/conversations/${conversationId}/replies`, said);
  expect([late.status, late.body.code]).toEqual([409, "conversations.moved_on"]);
});

describe("what members decide", () => {
  it("is undone, also after the customer wrote again", async () => {
    const { conversationId } = await ground.writes(home, { threadKey: "u" });
    const changed = await home.admin.patch(`/conversations/${conversationId}`, {
      assigneeId: home.admin.memberId,
      priority: "high",
      tags: ["vip", "vip"],
    });
    expect(changed.body).toMatchObject({ priority: "high", tags: ["vip"] });
    await ground.writes(home, { threadKey: "u", text: "Hello?" });
    const { body } = await home.admin.post(`/undo/${changed.act}`);
    expect(body).toMatchObject({ undone: 1, kept: [] });
    expect(await one(conversationId)).toMatchObject({
      priority: "normal",
      tags: [],
      assignee: null,
      lastSeq: 2,
    });
  });

  it("lets who waited wait on when a closing or a merge is undone, and nobody else", async () => {
    const close = async (id: string) =>
      (await home.admin.patch(`/conversations/${id}`, { state: "closed" })).act;
    const undo = async (act: unknown) =>
      expect((await home.admin.post(`/undo/${act}`)).body.kept).toEqual([]);
    const waits = async (id: string) => (await one(id)).waitingSince;
    const { conversationId: asks } = await ground.writes(home);
    const since = await waits(asks);
    const closing = await close(asks);
    expect(await waits(asks)).toBeNull();
    await undo(closing);
    expect([since, await waits(asks)]).toEqual([expect.any(String), since]);
    const { conversationId: answered } = await ground.writes(home);
    await answer(answered, "There it is.");
    await undo(await close(answered));
    expect(await waits(answered)).toBeNull();
    const merged = await home.admin.post(`/conversations/${answered}/merge`, { otherId: asks });
    expect(await waits(answered)).toBe(since);
    await undo(merged.act);
    expect([await waits(asks), await waits(answered)]).toEqual([since, null]);
    await ground.conversations.queueReply(home.ctx, {
      conversationId: asks,
      author: { kind: "bot", id: null },
      text: "A person will answer you.",
      idempotencyKey: newId(),
      handOver: { reason: "Not sure", summary: null },
    });
    await undo(await close(asks));
    expect(await waits(asks)).toBe(since);
  });

  it("snoozes until its time, or until the customer writes", async () => {
    const { conversationId } = await ground.writes(home, { threadKey: "s" });
    const path = `/conversations/${conversationId}`;
    const soon = new Date(systemClock.nowMs() + 60_000).toISOString();
    const read = await home.admin.get(path);
    const { version } = read.body;
    expect(read.headers.etag).toBe(`"${version}"`);
    const stale = await home.admin.patch(path, { priority: "low" }, { "if-match": '"999"' });
    expect([stale.status, stale.body.current.version]).toEqual([412, version]);
    const fresh = await home.admin.patch(path, { priority: "low" }, { "if-match": `"${version}"` });
    expect([fresh.status, fresh.headers.etag]).toEqual([200, `"${version + 1}"`]);
    const both = await home.admin.patch(path, { state: "closed", snoozedUntil: soon });
    expect([both.status, both.body.code]).toEqual([422, "conversations.state_or_snooze"]);
    expect((await home.admin.patch(path, { snoozedUntil: soon })).body.state).toBe("snoozed");
    expect((await home.admin.patch(path, { snoozedUntil: "2001-01-01T00:00:00Z" })).status).toBe(
      422,
    );
    expect(await ground.conversations.upkeep.wake(home.id)).toBe(0);
    await ground.test.asOwner(
      "UPDATE conversations.conversations SET snoozed_until = now() - interval '1 second' WHERE id = $1",
      [conversationId],
    );
    expect(await ground.conversations.upkeep.wake(home.id)).toBe(1);
    expect(await one(conversationId)).toMatchObject({ state: "open", snoozedUntil: null });
    await home.admin.patch(path, { snoozedUntil: soon });
    await ground.writes(home, { threadKey: "s" });
    expect((await one(conversationId)).state).toBe("open");
  });

  it("corrects a guess, and says who did", async () => {
    const { conversationId } = await ground.writes(home);
    const path = `/conversations/${conversationId}/triage`;
    const { body } = await home.admin.post(path, { field: "category", value: "billing" });
    expect(body).toMatchObject({
      category: "billing",
      triage: { category: { value: "billing", rung: "person" } },
    });
    expect(ground.corrected.at(-1)).toEqual({ field: "category", value: "billing" });
    expect((await home.admin.post(path, { field: "priority", value: "soon" })).status).toBe(422);
  });

  it("merges two of one person, reads on in both, and takes them apart again", async () => {
    const from = {
      ...{ address: "ida@customer.example", name: "Ida Customer" },
      ...{ userId: "7", verified: true },
    };
    const kept = await ground.writes(home, {
      threadKey: "k",
      channelKind: "widget",
      from,
      text: "First",
    });
    const other = await ground.writes(home, {
      threadKey: "o",
      channelKind: "widget",
      from,
      text: "Other",
    });
    const path = `/conversations/${kept.conversationId}/merge`;
    const merged = await home.admin.post(path, { otherId: other.conversationId });
    expect(merged.status).toBe(200);
    expect(
      (await messagesOf(home.admin, kept.conversationId)).map((m: { text: string }) => m.text),
    ).toEqual(["First", "Other"]);
    const later = await ground.writes(home, {
      threadKey: "o",
      channelKind: "widget",
      from,
      text: "Later",
    });
    expect(later.conversationId).toBe(kept.conversationId);
    await answer(kept.conversationId, "Answer to both");
    const feed = (from: number) =>
      ground.test.db.tenant(home.ctx, (tx) =>
        ground.conversations.feed(tx, other.conversationId, from, 10),
      );
    expect((await feed(0)).map(({ seq, text }) => [seq, text])).toEqual([
      [1, "Other"],
      [2, "Later"],
      [3, "Answer to both"],
    ]);
    expect((await feed(2)).map(({ text }) => text)).toEqual(["Answer to both"]);
    const undone = await home.admin.post(`/undo/${merged.act}`);
    expect(undone.body.kept).toEqual([expect.objectContaining({ id: kept.conversationId })]);
    expect((await one(other.conversationId)).mergedInto).toBeNull();
  });

  it("refuses to merge conversations of two people", async () => {
    const kept = await ground.writes(home);
    const other = await ground.writes(home, {
      from: { address: "otto@else.example", name: null, userId: null, verified: false },
    });
    const path = `/conversations/${kept.conversationId}/merge`;
    expect((await home.admin.post(path, { otherId: other.conversationId })).status).toBe(409);
  });
});

describe("a bot", () => {
  const speaks = (conversationId: string, text = "I am a bot") =>
    ground.conversations.queueReply(home.ctx, {
      conversationId,
      author: { kind: "bot", id: null },
      text,
      idempotencyKey: newId(),
    });
  const may = (id: string) =>
    ground.test.db.tenant(home.ctx, (tx) => ground.conversations.mayBotSpeak(tx, id));

  it("answers each message once, and never once a person is in", async () => {
    const { conversationId } = await ground.writes(home, { threadKey: "b" });
    expect(await may(conversationId)).toBe(true);
    const both = await Promise.all([speaks(conversationId), speaks(conversationId)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["queued", "refused"]);
    await ground.writes(home, { threadKey: "b" });
    expect((await speaks(conversationId)).kind).toBe("queued");
    await answer(conversationId);
    await ground.writes(home, { threadKey: "b" });
    expect(await speaks(conversationId)).toEqual({ kind: "refused", reason: "person-in" });
  });

  it("is silent when a person was asked for, after a hand-over, and when it is closed", async () => {
    const asked = await ground.writes(home, { text: "Can I talk to a real person please?" });
    expect(await may(asked.conversationId)).toBe(false);
    const handed = await ground.writes(home, { threadKey: "h" });
    const told = { reason: "Not sure enough", summary: "Wants an invoice" };
    await ground.conversations.handOver(home.ctx, handed.conversationId, told);
    expect(await speaks(handed.conversationId)).toEqual({ kind: "refused", reason: "person-in" });
    expect((await one(handed.conversationId)).handOver).toMatchObject(told);
    const closed = await ground.writes(home, { threadKey: "c" });
    await home.admin.patch(`/conversations/${closed.conversationId}`, { state: "closed" });
    expect((await speaks(closed.conversationId)).kind).toBe("refused");
    await ground.writes(home, { threadKey: "c" });
    expect((await speaks(closed.conversationId)).kind).toBe("queued");
  });

  it("says the same thing once for the same key", async () => {
    const { conversationId } = await ground.writes(home);
    const request = {
      conversationId,
      author: { kind: "bot" as const, id: null },
      text: "Hello",
      idempotencyKey: "answer-1",
    };
    const first = await ground.conversations.queueReply(home.ctx, request);
    const again = await ground.conversations.queueReply(home.ctx, request);
    expect([first, again]).toMatchObject([{ duplicate: false }, { duplicate: true }]);
  });

  it("and members are heard by whoever listens, after the commit; notes are not", async () => {
    const heard: string[] = [];
    ground.conversations.onMessage((_workspace, _id, { text }) => void heard.push(text));
    const { conversationId } = await ground.writes(home, { text: "Listen" });
    await home.admin.post(`/conversations/${conversationId}/notes`, { text: "Psst" });
    await answer(conversationId, "Heard");
    expect(heard).toEqual(["Listen", "Heard"]);
  });
});
