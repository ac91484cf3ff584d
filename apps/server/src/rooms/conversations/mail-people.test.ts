// Mails that more than one has: who gets an answer, and conversations that a member begins.
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

const ida = "ida@customer.example";
const bo = { address: "bo@customer.example", name: "Bo" };
const cy = { address: "cy@partner.example", name: null };

async function asked(more: Parameters<ConversationsGround["writes"]>[1] = {}): Promise<string> {
  return (await ground.writes(shop, { cc: [bo, cy], ...more })).conversationId;
}

const messages = async (id: string, who = admin) =>
  (await who.get(`/conversations/${id}/messages`)).body.data as {
    text: string;
    cc: { address: string; name: string | null }[];
    delivery: { state: string; reason: string | null } | null;
  }[];

const recipients = async (id: string, who = admin) =>
  (await who.get(`/conversations/${id}/recipients`)).body.data as {
    address: string;
    cc: boolean;
  }[];

describe("a mail that others have, too", () => {
  it("says who has it, and who gets an answer to all", async () => {
    const id = await asked({ cc: [bo, cy, { address: "IDA@customer.example", name: "Ida" }] });
    expect((await messages(id))[0]?.cc).toEqual([bo, cy]);
    expect(await recipients(id)).toMatchObject([
      { address: bo.address, name: "Bo", cc: true, person: null },
      { address: cy.address, cc: true },
    ]);
  });

  it("is answered to whom one says, under the names that it gave them", async () => {
    const id = await asked();
    await admin.post(`/conversations/${id}/replies`, { text: "To you", cc: [] });
    const cc = ["BO@customer.example", cy.address, ida];
    const reply = await admin.post(`/conversations/${id}/replies`, { text: "To all", cc });
    expect(reply.status).toBe(201);
    expect(reply.body.message.cc).toEqual([bo, cy]);
    await ground.drain();
    expect(ground.sent.at(-2)).toMatchObject({ text: "To you", cc: [] });
    expect(ground.sent.at(-1)).toMatchObject({ to: { address: ida }, cc: [bo, cy] });
  });

  it("names those on it whom one knows", async () => {
    const id = await asked({ cc: [] });
    await admin.post("/people", { firstName: "Di", lastName: "Known", email: "di@known.example" });
    const cc = ["di@known.example", "who@ever.example"];
    const reply = await admin.post(`/conversations/${id}/replies`, { text: "Hello", cc });
    expect(reply.body.message.cc).toEqual([
      { address: "di@known.example", name: "Di Known" },
      { address: "who@ever.example", name: null },
    ]);
  });

  it("leaves out of an answer to all who was left out of the newest one", async () => {
    const id = await asked();
    await admin.post(`/conversations/${id}/replies`, { text: "Only Bo", cc: [bo.address] });
    await admin.post(`/conversations/${id}/notes`, { text: "Cy has left." });
    expect(await recipients(id)).toMatchObject([
      { address: bo.address, cc: true },
      { address: cy.address, cc: false },
    ]);
  });

  it("has whoever wrote it in the customer's place on it", async () => {
    const first = await asked({ providerId: "m1@x", cc: [] });
    const answer = { inReplyTo: ["m1@x"], from: { ...bo, userId: null, verified: false }, cc: [] };
    expect(await asked(answer)).toBe(first);
    expect(await recipients(first)).toMatchObject([{ address: bo.address, cc: true }]);
  });

  it("keeps a new mail of somebody who has a part in it together with it, by its subject", async () => {
    const subject = "The offer for the north side";
    const first = await asked({ subject });
    const from = { ...bo, userId: null, verified: false };
    expect(await asked({ subject: `Re: ${subject}`, from, cc: [] })).toBe(first);
    const stranger = { ...from, address: "stranger@else.example" };
    expect(await asked({ subject: `Re: ${subject}`, from: stranger, cc: [] })).not.toBe(first);
  });

  it("goes to nobody whom no mail can reach, and never to ourselves", async () => {
    const id = await asked();
    const answer = (cc: string[]) => admin.post(`/conversations/${id}/replies`, { text: "x", cc });
    expect((await answer(["help@ours.example"])).body.code).toBe("conversations.own_address");
    expect((await answer(["Help+1@ours.example"])).body.code).toBe("conversations.own_address");
    expect((await answer(["Bo <bo@customer.example>"])).status).toBe(422);
    expect((await answer(["bo@customer.example\r\nBcc: x@y.example"])).status).toBe(422);
    expect((await answer(Array(21).fill(bo.address))).status).toBe(422);
    const chat = await asked({ channelKind: "api", threadKey: "chat-1" });
    const said = await admin.post(`/conversations/${chat}/replies`, {
      text: "x",
      cc: [bo.address],
    });
    expect(said.body.code).toBe("conversations.no_cc");
    expect((await messages(chat))[0]?.cc).toEqual([]);
  });

  it("says who of them did not get it, and stays delivered", async () => {
    const id = await asked();
    ground.answer(({ messageId }) => ({
      kind: "delivered",
      providerId: messageId,
      missed: "cy@partner.example did not get it: The mail server answered 550.",
    }));
    await admin.post(`/conversations/${id}/replies`, { text: "All", cc: [bo.address, cy.address] });
    await ground.drain();
    expect((await messages(id)).at(-1)?.delivery).toMatchObject({
      state: "delivered",
      reason: "cy@partner.example did not get it: The mail server answered 550.",
    });
  });

  it("is said to have missed one of them when a report says so", async () => {
    const id = await asked();
    ground.answer(() => ({ kind: "delivered", providerId: `${id}@ours` }));
    const cc = [bo.address, cy.address];
    await admin.post(`/conversations/${id}/replies`, { text: "All", cc });
    await ground.drain();
    const report = {
      of: [`${id}@ours`],
      outcomes: [
        { addresses: [cy.address], failed: "There is no such address." },
        { addresses: [bo.address], failed: "The mailbox is full." },
      ],
    };
    const from = { address: "mailer-daemon@x", name: null, userId: null, verified: false };
    expect(await asked({ from, automatic: true, report, cc: [] })).toBe(id);
    const sent = (await messages(id)).find(({ text }) => text === "All");
    expect(sent?.delivery).toMatchObject({
      state: "delivered",
      reason:
        "bo@customer.example did not get it: The mailbox is full. cy@partner.example did not get it: There is no such address.",
    });
    // What nobody wrote takes nobody out of an answer to all.
    expect(await recipients(id)).toMatchObject([
      { address: bo.address, cc: true },
      { address: cy.address, cc: true },
    ]);
  });

  it("tells a role that sees no addresses of nobody", async () => {
    const id = await asked();
    const blind = limited({
      objects: { "*": { create: true, read: "all", update: "all", delete: "none" } },
      fields: { people: { email: "none" } },
    });
    expect((await messages(id, blind))[0]?.cc).toEqual([]);
    expect(await recipients(id, blind)).toEqual([]);
  });
});

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
    expect(second.body.conversation.id).toBe(first.body.conversation.id);
    expect((await messages(first.body.conversation.id)).length).toBe(2);
    const twins = { ...text, to: { address: "+4930999" } };
    const both = await Promise.all([start(twins), start(twins)]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(both.map(({ body }) => body.conversation.id)).size).toBe(1);
  });

  it("is with whoever has the number that writes, and makes one person of a new one", async () => {
    const ada = await admin.post("/people", { firstName: "Ada", phone: "+49305550001" });
    const text = (number: string) => ({
      ...{ channelId: smsId, channelKind: "sms" as const, threadKey: number, cc: undefined },
      from: { address: number, name: null, userId: null, verified: false },
    });
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
    const nobody = limited({ objects: { "*": { ...rights, create: false, read: "all" } } });
    expect((await start({ to: { address: "x@y.example" } }, nobody)).status).toBe(403);
    expect((await nobody.get("/conversations/channels")).status).toBe(403);
    const ada = await admin.post("/people", { firstName: "Un", email: "seen@buyer.example" });
    const own = limited({ objects: { "*": rights } });
    const unseen = await start({ to: { personId: ada.body.id } }, own);
    expect(unseen.body.code).toBe("conversations.unknown_person");
    const noPeople = limited({ objects: { "*": rights, people: { ...rights, create: false } } });
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
