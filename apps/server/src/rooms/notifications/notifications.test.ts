// Notifications over the real server and database: found in the settled log, shown under the reader's rights of now.
import { builtInRoles, mentionText, type Notification } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LiveGround, type LiveMember, openLiveGround } from "../../../test/live-ground.ts";
import { systemClock } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";

let ground: LiveGround;
let ann: LiveMember;
let olga: LiveMember;

const rowsOf = (scope: "own") => ({
  objects: { "*": { create: true, read: scope, update: scope, delete: scope } },
  fields: {},
  settings: [],
});

beforeAll(async () => {
  ground = await openLiveGround();
  ann = await ground.member("Ann Lee", builtInRoles.member);
  olga = await ground.member("Olga Own", rowsOf("own"));
  await settled();
});

afterAll(() => ground?.close());

/** Until everything that was done is settled in the log and told. */
async function settled(): Promise<void> {
  await ground.settle();
  await ground.first.notifications.runNow();
}

async function linesOf(who: LiveMember, query = ""): Promise<Notification[]> {
  return (await who.call("GET", `/notifications${query}`)).body.data;
}

const unreadOf = async (who: LiveMember) =>
  (await who.call("GET", "/notifications/summary")).body.unread;

const about = (lines: readonly Notification[], id: unknown) =>
  lines.filter(({ record }) => record?.id === id);

const company = (more: object = {}) =>
  ground.admin.make("/companies", { name: "Northwind", ...more });

describe("notifications", () => {
  it("tell a member of what became theirs, not of what they took themselves", async () => {
    const given = await company({ name: "Given Ltd", ownerId: ann.memberId });
    const taken = await ann.make("/companies", { name: "Taken Ltd" });
    await settled();
    const lines = await linesOf(ann);
    expect(about(lines, given.id)).toMatchObject([
      {
        kind: "assigned",
        who: ["Ada Admin"],
        count: 1,
        read: false,
        record: { title: "Given Ltd" },
      },
    ]);
    expect(about(lines, taken.id)).toEqual([]);
    expect(about(await linesOf(ground.admin), given.id)).toEqual([]);
  });

  it("make one line of many assignments by one act", async () => {
    const operations = Array.from({ length: 12 }, (_none, at) => ({
      op: "create",
      data: { name: `Heap ${at}`, ownerId: ann.memberId },
    }));
    await ground.admin.make("/companies/bulk", { operations });
    await settled();
    const [line] = await linesOf(ann);
    expect(line).toMatchObject({ kind: "assigned", count: 12, record: null, object: "companies" });
  });

  it("tell who is mentioned in a note, with its beginning and what it is about", async () => {
    const firm = await company({ name: "Mentioned Ltd" });
    const mention = mentionText({ memberId: ann.memberId, name: "Ann Lee" });
    const hidden = mentionText({ memberId: olga.memberId, name: "Olga" });
    const note = await ground.admin.make("/notes", {
      body: `${mention} and ${hidden}: please call.`,
      companyId: firm.id,
    });
    await settled();
    expect(about(await linesOf(ann), note.id)).toMatchObject([
      {
        kind: "mention",
        text: "@Ann Lee and @Olga: please call.",
        about: { object: "companies", id: firm.id, title: "Mentioned Ltd" },
      },
    ]);
    expect(await linesOf(olga)).toEqual([]);
    expect(await unreadOf(olga)).toBe(0);
    await ground.admin.call("PATCH", `/notes/${note.id}`, { body: `${mention} again` });
    await settled();
    expect(about(await linesOf(ann), note.id)).toHaveLength(1);
  });

  it("count ten edits of a followed record as one line, and begin another once it is read", async () => {
    const firm = await company();
    await ann.call("PUT", `/notifications/records/companies/${firm.id}`, { state: "following" });
    for (let at = 0; at < 10; at += 1)
      await ground.admin.call("PATCH", `/companies/${firm.id}`, { city: `City ${at}` });
    await ann.call("PATCH", `/companies/${firm.id}`, { industry: "Mine" });
    await settled();
    const [line] = about(await linesOf(ann), firm.id);
    expect(line).toMatchObject({
      kind: "followed",
      count: 10,
      fields: ["city"],
      who: ["Ada Admin"],
    });
    await ann.call("POST", "/notifications/read", { ids: [line?.id], read: true });
    await ground.admin.make("/notes", { body: "Something new.", companyId: firm.id });
    await settled();
    const now = about(await linesOf(ann), firm.id);
    expect(now.map(({ count, read, added }) => ({ count, read, added }))).toEqual([
      { count: 1, read: false, added: ["notes"] },
      { count: 10, read: true, added: [] },
    ]);
  });

  it("say nothing of a muted record", async () => {
    const firm = await company();
    await ann.call("PUT", `/notifications/records/companies/${firm.id}`, { state: "muted" });
    await ground.admin.call("PATCH", `/companies/${firm.id}`, { ownerId: ann.memberId });
    await settled();
    expect(about(await linesOf(ann), firm.id)).toEqual([]);
    const state = await ann.call("GET", `/notifications/records/companies/${firm.id}`);
    expect(state.body).toEqual({ state: "muted" });
  });

  it("never show a record that went out of reach, and do not count it", async () => {
    const firm = await company({ name: "Lost Ltd", ownerId: olga.memberId });
    await settled();
    expect(about(await linesOf(olga), firm.id)).toHaveLength(1);
    const before = await unreadOf(olga);
    await ground.admin.call("PATCH", `/companies/${firm.id}`, { ownerId: ground.admin.memberId });
    expect(about(await linesOf(olga), firm.id)).toEqual([]);
    expect(await unreadOf(olga)).toBe(before - 1);
    const refused = await olga.call("PUT", `/notifications/records/companies/${firm.id}`, {
      state: "following",
    });
    const never = await olga.call("PUT", `/notifications/records/companies/${newId()}`, {
      state: "following",
    });
    expect([refused.status, refused.body.detail]).toEqual([404, never.body.detail]);
  });

  it("are told once, however many processes read the log at once", async () => {
    const firm = await company({ ownerId: ann.memberId });
    await ground.settle();
    const all = [ground.first, ground.second, ground.first, ground.second];
    await Promise.all(all.map(({ notifications }) => notifications.runNow()));
    await settled();
    expect(about(await linesOf(ann), firm.id)).toMatchObject([{ count: 1 }]);
  });

  it("are marked as read, all of them, and as not read again; others' lines stay", async () => {
    const firm = await company({ ownerId: ann.memberId });
    await settled();
    const [line] = about(await linesOf(ann), firm.id);
    await olga.call("POST", "/notifications/read", { ids: [line?.id], read: true });
    expect(about(await linesOf(ann), firm.id)[0]?.read).toBe(false);
    await ann.call("POST", "/notifications/read-all");
    expect(await unreadOf(ann)).toBe(0);
    expect(await linesOf(ann, "?unread=true")).toEqual([]);
    await ann.call("POST", "/notifications/read", { ids: [line?.id], read: false });
    expect(await unreadOf(ann)).toBe(1);
  });

  it("come page by page", async () => {
    const all = await linesOf(ann, "?limit=200");
    const first = (await ann.call("GET", "/notifications?limit=2")).body;
    const second = (await ann.call("GET", `/notifications?limit=200&cursor=${first.nextCursor}`))
      .body;
    expect([...first.data, ...second.data]).toEqual(all);
    expect((await ann.call("GET", "/notifications?cursor=nonsense")).status).toBe(422);
  });

  it("ring the bell on open screens", async () => {
    const reader = await ground.listen(ann, { at: "second" });
    await ground.pause(1200);
    await company({ ownerId: ann.memberId });
    await settled();
    await reader.until(({ type }) => type === "notifications");
    reader.close();
  });

  it("tell the owner of a task when it is due, and when it is overdue, each once", async () => {
    const at = (ms: number) => new Date(systemClock.nowMs() + ms).toISOString();
    const soon = await ground.admin.make("/tasks", {
      title: "Soon",
      dueAt: at(1_800_000),
      ownerId: ann.memberId,
    });
    const late = await ground.admin.make("/tasks", {
      title: "Late",
      dueAt: at(-60_000),
      ownerId: ann.memberId,
    });
    const done = await ground.admin.make("/tasks", {
      title: "Done",
      dueAt: at(-60_000),
      ownerId: ann.memberId,
      status: "done",
    });
    await settled();
    await settled();
    const lines = await linesOf(ann);
    const kinds = (id: unknown) =>
      about(lines, id)
        .map(({ kind, count }) => `${kind} ${count}`)
        .sort();
    expect(kinds(soon.id)).toEqual(["assigned 1", "task-due 1"]);
    expect(kinds(late.id)).toEqual(["assigned 1", "task-overdue 1"]);
    expect(kinds(done.id)).toEqual(["assigned 1"]);
  });

  it("are sent by whoever has something to say; about a record only to who may see it", async () => {
    const firm = await company({ name: "Told Ltd" });
    const message = {
      memberIds: [ann.memberId, olga.memberId],
      title: "Please look",
      body: "The contract ends on Friday.",
      recordRef: { object: "companies", id: firm.id },
    };
    const key = { "idempotency-key": newId() };
    for (let time = 0; time < 2; time += 1) {
      const sent = await ground.admin.call("POST", "/notifications", message, key);
      expect([sent.status, sent.body]).toEqual([201, { sent: 2 }]);
    }
    const told = await linesOf(ann);
    expect(told.filter(({ title }) => title === "Please look")).toHaveLength(1);
    expect(told[0]).toMatchObject({
      kind: "message",
      title: "Please look",
      text: "The contract ends on Friday.",
      record: { title: "Told Ltd" },
    });
    expect(JSON.stringify(await linesOf(olga))).not.toContain("Please look");
    const strange = await ground.admin.call("POST", "/notifications", {
      ...message,
      memberIds: [newId()],
    });
    expect([strange.status, strange.body.code]).toEqual([422, "notifications.unknown_member"]);
    const hidden = await olga.call("POST", "/notifications", {
      ...message,
      memberIds: [ann.memberId],
    });
    expect(hidden.status).toBe(404);
  });

  it("name members who can be mentioned, and say who would not see the record", async () => {
    const firm = await company();
    const asked = `/notifications/mentionable/companies/${firm.id}`;
    const all = (await ground.admin.call("GET", asked)).body.data;
    const maySee = Object.fromEntries(
      all.map((one: { name: string; maySee: boolean }) => [one.name, one.maySee]),
    );
    expect(maySee).toMatchObject({ "Ada Admin": true, "Ann Lee": true, "Olga Own": false });
    const lee = (await ground.admin.call("GET", `${asked}?q=lé`)).body.data;
    expect(lee.map(({ name }: { name: string }) => name)).toEqual(["Ann Lee"]);
    expect((await olga.call("GET", asked)).status).toBe(404);
  });
});
