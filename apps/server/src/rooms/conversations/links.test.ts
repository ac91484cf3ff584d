// Conversations on records: put there, seen in their stories within rights, undone, moved along, and what is refused.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type ConversationsGround,
  channelId,
  messagesOf,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import { everything, type Workspace } from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";

let ground: ConversationsGround;
let home: Workspace;
let id: string;
let dealId: string;

beforeAll(async () => {
  ground = await openConversationsGround();
});

beforeEach(async () => {
  home = await ground.workspace();
  id = (await ground.writes(home, { subject: "About the offer" })).conversationId;
  dealId = (await home.admin.post("/deals", { name: "The deal" })).body.id;
});

afterAll(() => ground?.close());

const links = async (by = home.admin) => (await by.get(`/conversations/${id}/links`)).body.data;
const link = (recordId = dealId, object = "deals", by = home.admin) =>
  by.post(`/conversations/${id}/links`, { object, recordId });
const story = async (by = home.admin) =>
  (await by.get(`/deals/${dealId}/timeline`)).body.data.map((item: { id: string }) => item.id);

describe("a conversation on a deal", () => {
  it("is there once, is seen in its story, and is taken off again with undo", async () => {
    expect(await link()).toMatchObject({ status: 201, body: { title: "The deal" } });
    expect((await link()).status).toBe(201);
    expect(await links()).toEqual([{ object: "deals", recordId: dealId, title: "The deal" }]);
    expect(await story()).toContain(id);
    const off = await home.admin.remove(`/conversations/${id}/links/deals/${dealId}`);
    expect(off.status).toBe(204);
    expect(await story()).not.toContain(id);
    expect((await home.admin.post(`/undo/${off.act}`)).status).toBe(200);
    expect(await story()).toContain(id);
    const again = await home.admin.remove(`/conversations/${id}/links/deals/${newId()}`);
    expect(again.status).toBe(404);
  });

  it("putting it there is undone", async () => {
    const put = await link();
    await home.admin.post(`/undo/${put.act}`);
    expect(await links()).toEqual([]);
  });

  it("is seen and changed within rights", async () => {
    await link();
    const objects = { "*": everything, deals: { ...everything, read: "none" as const } };
    const dealless = home.as({ permissions: { objects } });
    expect(await links(dealless)).toEqual([]);
    expect((await link(dealId, "deals", dealless)).status).toBe(422);
    const off = await dealless.remove(`/conversations/${id}/links/deals/${dealId}`);
    expect(off.status).toBe(404);
    const own = { ...everything, read: "own" as const, update: "own" as const };
    const unseen = home.as({ permissions: { objects: { "*": everything, conversations: own } } });
    expect((await unseen.get(`/conversations/${id}/links`)).status).toBe(404);
    expect(await story(unseen)).not.toContain(id);
    const reader = { ...everything, update: "none" as const };
    const mute = home.as({ permissions: { objects: { "*": everything, conversations: reader } } });
    expect((await link(dealId, "deals", mute)).status).toBe(403);
  });

  it("refuses what there is not", async () => {
    expect((await link(newId())).status).toBe(422);
    expect((await link(dealId, "companies")).status).toBe(422);
    expect((await link(dealId, "quotes")).status).toBe(422);
  });
});

describe("a mail that a member captured", () => {
  const capture = (more: object = {}) =>
    ground.conversations.captureMail(home.admin.ctx, {
      ...{
        channelId,
        providerId: `${newId()}@x`,
        inReplyTo: [],
        sentAt: new Date("2026-01-05T09:00:00Z"),
      },
      ...{ subject: "Offer", text: "Here it is.", attachments: [] },
      to: [{ address: "ida@customer.example", name: "Ida" }],
      ...more,
    });

  it("waits for nobody, and is kept once", async () => {
    const providerId = "once@x";
    const first = await capture({ providerId });
    expect(first).toMatchObject({ kind: "captured" });
    expect(await capture({ providerId })).toMatchObject({ ...first, kind: "copy" });
    const conversation = (first as { conversationId: string }).conversationId;
    const one = (await home.admin.get(`/conversations/${conversation}`)).body;
    expect(one).toMatchObject({ state: "closed", waitingSince: null, lastSeq: 1 });
    const [message] = await messagesOf(home.admin, conversation);
    expect(message).toMatchObject({ integrity: "external", author: { kind: "member" } });
  });

  it("answers what it answers, and not what the member may not work on", async () => {
    const asked = await ground.writes(home, { providerId: "asked@x", channelId });
    const answered = await capture({ inReplyTo: ["asked@x"] });
    expect(answered).toMatchObject({ conversationId: asked.conversationId });
    const one = (await home.admin.get(`/conversations/${asked.conversationId}`)).body;
    expect(one).toMatchObject({ state: "open", waitingSince: null });
    const own = { ...everything, read: "own" as const, update: "own" as const };
    const limited = home.as({ permissions: { objects: { "*": everything, conversations: own } } });
    const asLimited = { ...home.admin.ctx, principal: limited.ctx.principal };
    const apart = await ground.conversations.captureMail(asLimited, {
      ...{
        channelId,
        providerId: "apart@x",
        inReplyTo: ["asked@x"],
        sentAt: new Date("2026-01-05T09:00:00Z"),
      },
      ...{ subject: "Offer", text: "Mine.", attachments: [] },
      to: [{ address: "who@else.example", name: null }],
    });
    expect(apart).toMatchObject({ kind: "captured" });
    expect(apart).not.toMatchObject({ conversationId: asked.conversationId });
  });
});
