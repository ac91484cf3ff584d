// Conversations that a member begins: by mail, and by text message.
import type { Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ConversationsGround,
  channelId,
  openConversationsGround,
  smsId,
} from "../../../test/conversations-ground.ts";
import type { Caller, Workspace } from "../../../test/records-ground.ts";

let ground: ConversationsGround;
let shop: Workspace;
let admin: Caller;

const limited = (permissions: Partial<Permissions>) => shop.as({ permissions });

beforeAll(async () => {
  ground = await openConversationsGround();
  shop = await ground.workspace();
  admin = shop.admin;
}, 60_000);
afterAll(() => ground?.close());

const bo = { address: "bo@customer.example", name: "Bo" };

async function asked(more: Parameters<ConversationsGround["writes"]>[1] = {}): Promise<string> {
  return (await ground.writes(shop, more)).conversationId;
}

describe("a conversation that a member begins", () => {
  const start = (body: object, who = admin) =>
    who.post("/conversations", { channelId, subject: "Your offer", text: "Here it is.", ...body });

  it("goes to the person, is theirs, and the answer comes into it", async () => {
    const ada = await admin.post("/people", { firstName: "Ada", email: "Ada@buyer.example" });
    const { status, body } = await start({ to: { personId: ada.body.id }, cc: [bo.address] });
    expect(status).toBe(201);
    expect(body.conversation).toMatchObject({
      state: "open",
      subject: "Your offer",
      person: { id: ada.body.id },
      from: { address: "ada@buyer.example" },
      assignee: { id: admin.memberId },
      waitingSince: null,
      firstReplyAt: null,
    });
    ground.answer(() => ({ kind: "delivered", providerId: "begun@ours" }));
    await ground.drain();
    expect(ground.sent.at(-1)).toMatchObject({
      to: { address: "ada@buyer.example" },
      subject: "Your offer",
      cc: [{ address: bo.address }],
      inReplyTo: [],
      automatic: false,
    });
    const from = { address: "ada@buyer.example", name: "Ada", userId: null, verified: false };
    const answer = { from, inReplyTo: ["begun@ours"], subject: "Re: Your offer" };
    expect(await asked(answer)).toBe(body.conversation.id);
    const now = (await admin.get(`/conversations/${body.conversation.id}`)).body;
    expect(now).toMatchObject({ state: "open", waitingSince: expect.any(String), lastSeq: 2 });
    const reader = ground.test.db.reader(shop.ctx);
    const standing = await ground.conversations.standing(reader, now.id);
    expect(standing).toMatchObject({ silence: "person-in" });
  });

  it("makes a person of an address that nobody has, once", async () => {
    const to = { address: "new.one@buyer.example", name: "New One" };
    const first = await start({ to });
    expect(first.body.conversation.person).toMatchObject({ title: "New One" });
    const again = await start({ to: { address: "NEW.ONE@buyer.example" }, close: true });
    expect(again.body.conversation).toMatchObject({
      state: "closed",
      person: first.body.conversation.person,
    });
    expect(again.body.conversation.id).not.toBe(first.body.conversation.id);
  });

  it("goes on in the one conversation of a phone number", async () => {
    const text = { channelId: smsId, subject: undefined, to: { address: "+49 (30) 123-4567" } };
    const first = await start(text);
    expect(first.body.conversation).toMatchObject({
      from: { address: "+49301234567" },
      person: { title: "+49301234567" },
    });
    const second = await start(text);
    const { id } = first.body.conversation;
    expect(second.body.conversation).toMatchObject({ id, lastSeq: 2 });
    for (const address of ["0049 (0)30 1234567", "+49 (0)30 1234567"]) {
      const again = await start({ ...text, to: { address } });
      expect(again.body.conversation.id, address).toBe(id);
    }
    const national = await start({ ...text, to: { address: "030 1234567" } });
    expect(national.body.code).toBe("conversations.no_address");
    const twins = { ...text, to: { address: "+493099988" } };
    const both = await Promise.all([start(twins), start(twins)]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(both.map(({ body }) => body.conversation.id)).size).toBe(1);
  });

  const text = (number: string) => ({
    ...{ channelId: smsId, channelKind: "sms" as const, threadKey: number, cc: undefined },
    from: { address: number, name: null, userId: null, verified: false },
  });
  const sms = (address: string, who = admin) =>
    start({ channelId: smsId, subject: undefined, to: { address } }, who);

  it("leaves alone what a colleague has in hand, and what goes elsewhere by now", async () => {
    const theirs = await asked(text("+49305550010"));
    const colleague = shop.as({});
    await admin.patch(`/conversations/${theirs}`, { assigneeId: colleague.memberId });
    const refused = await sms("+49305550010");
    expect([refused.status, refused.body.code]).toEqual([409, "conversations.goes_on"]);
    await admin.patch(`/conversations/${theirs}`, { state: "closed" });
    const taken = await sms("+49305550010");
    expect(taken.body.conversation).toMatchObject({
      ...{ id: theirs, state: "open", assignee: { id: admin.memberId } },
    });
    const mail = await asked({});
    const { person } = (await admin.get(`/conversations/${mail}`)).body;
    await admin.patch(`/conversations/${theirs}`, { personId: person.id });
    expect((await admin.post(`/conversations/${mail}/merge`, { otherId: theirs })).status).toBe(
      200,
    );
    expect((await sms("+49305550010")).body.code).toBe("conversations.goes_on");
  });

  it("gives nobody what waits for others", async () => {
    const waiting = await asked(text("49305550020"));
    const rights = { create: true, read: "own", update: "own", delete: "none" } as const;
    const own = limited({ objects: { "*": rights } });
    expect((await sms("+49305550020", own)).status).toBe(403);
    expect((await own.get(`/conversations/${waiting}`)).status).toBe(404);
    expect((await sms("+49305550020")).body.conversation.id).toBe(waiting);
    const withCc = { channelId: smsId, to: { address: "+49305550020" }, cc: [bo.address] };
    expect((await start(withCc, own)).body.code).toBe("conversations.no_cc");
  });

  it("is with whoever has the number that writes, and makes one person of a new one", async () => {
    const ada = await admin.post("/people", { firstName: "Ada", phone: "+49305550001" });
    const personOf = async (number: string) => {
      const id = await asked(text(number));
      return (await admin.get(`/conversations/${id}`)).body.person;
    };
    expect(await personOf("+49305550001")).toMatchObject({ id: ada.body.id });
    const made = await personOf("+49305550002");
    expect(made).toMatchObject({ title: "+49305550002" });
    expect((await admin.get(`/people/${made.id}`)).body).toMatchObject({ phone: "+49305550002" });
    expect(await personOf("SHOP")).toBeNull();
    expect(await personOf("12345")).toBeNull();
    // Elsewhere digits may be any id.
    const id = await asked({ ...text("1234567890"), channelKind: "api" });
    expect((await admin.get(`/conversations/${id}`)).body.person).toBeNull();
  });

  it("says what is missing", async () => {
    const nobody = await admin.post("/people", { firstName: "No", lastName: "Mail" });
    const to = { personId: nobody.body.id };
    const code = async (body: object) => (await start({ to, ...body })).body.code;
    expect(await code({})).toBe("conversations.no_address");
    expect(await code({ to: { address: "nonsense" } })).toBe("conversations.no_address");
    expect(await code({ to: { personId: shop.id } })).toBe("conversations.unknown_person");
    expect(await code({ subject: undefined })).toBe("conversations.no_subject");
    expect(await code({ channelId: shop.id })).toBe("conversations.not_startable");
    expect(await code({ to: { address: "help@ours.example" } })).toBe("conversations.own_address");
    const files = { to: { address: "x@y.example" }, attachmentIds: [shop.id] };
    expect(await code(files)).toBe("conversations.files_of_person");
    const listed = await admin.get("/conversations/channels");
    expect(listed.body.data.map(({ name }: { name: string }) => name)).toEqual(["Help", "Texts"]);
  });

  it("is for those who may begin one, with whom they reach", async () => {
    const rights = { create: true, read: "own", update: "own", delete: "none" } as const;
    const nobody = limited({
      objects: { "*": { ...rights, create: false, read: "all" } },
    });
    expect((await start({ to: { address: "x@y.example" } }, nobody)).status).toBe(403);
    expect((await nobody.get("/conversations/channels")).status).toBe(403);
    const ada = await admin.post("/people", { firstName: "Un", email: "seen@buyer.example" });
    const own = limited({ objects: { "*": rights } });
    const unseen = await start({ to: { personId: ada.body.id } }, own);
    expect(unseen.body.code).toBe("conversations.unknown_person");
    const noPeople = limited({
      objects: { "*": rights, people: { ...rights, create: false } },
    });
    const mail = await start({ to: { address: "fresh@buyer.example" } }, noPeople);
    expect(mail.status).toBe(201);
    expect(mail.body.conversation.person).toBeNull();
  });

  it("is sent once, however often it is asked for under one key", async () => {
    const headers = { "idempotency-key": "start-once" };
    const body = { channelId, subject: "Once", text: "Once.", to: { address: "once@y.example" } };
    const first = await admin.post("/conversations", body, headers);
    const again = await admin.post("/conversations", body, headers);
    expect(again.body.conversation.id).toBe(first.body.conversation.id);
    await ground.drain();
    expect(ground.sent.filter(({ subject }) => subject === "Once")).toHaveLength(1);
  });
});
