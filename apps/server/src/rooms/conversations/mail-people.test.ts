// Mails that more than one has: who gets an answer.
import type { Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ConversationsGround,
  openConversationsGround,
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

  it("does not offer for an answer what none can be sent to", async () => {
    const odd = { address: "x@[192.0.2.1]", name: null };
    const token = { address: `reply+${"t".repeat(80)}@tool.example`, name: null };
    const id = await asked({ cc: [odd, token] });
    expect(await recipients(id)).toMatchObject([
      { address: odd.address, cc: false },
      { address: token.address, cc: true },
    ]);
    const reply = { text: "To the tool", cc: [token.address] };
    expect((await admin.post(`/conversations/${id}/replies`, reply)).status).toBe(201);
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
    // What answers nothing is another matter, though it is called the same.
    expect(await asked({ subject, from, cc: [] })).not.toBe(first);
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

  it("has neither our own mailboxes on it nor an address that wants its answers elsewhere", async () => {
    const form = { address: "wordpress@shop.example", name: "Form" };
    const own = { address: "help+x@ours.example", name: null };
    const id = await asked({ author: form, cc: [own, bo] });
    expect((await messages(id))[0]?.cc).toEqual([bo]);
  });

  it("is answered to all of the newest mail, in whichever of what was merged it is", async () => {
    const kept = await asked({ cc: [bo] });
    const other = await asked({ cc: [cy] });
    const merged = await admin.post(`/conversations/${kept}/merge`, { otherId: other });
    expect(merged.status).toBe(200);
    expect(await recipients(kept)).toMatchObject([
      { address: cy.address, cc: true },
      { address: bo.address, cc: false },
    ]);
  });

  it("is sent again to the customer alone where the others have it", async () => {
    const id = await asked();
    const reason = "The mail server answered 550. The others on it have it.";
    const refused = { kind: "refused", reason, permanent: true } as const;
    ground.answer(({ messageId }) => ({ ...refused, providerId: `${messageId}@ours` }));
    const cc = [bo.address];
    const sent = await admin.post(`/conversations/${id}/replies`, { text: "Again", cc });
    await ground.drain();
    expect(ground.sent.at(-1)).toMatchObject({ cc: [bo], othersHaveIt: false });
    expect((await messages(id)).at(-1)?.delivery).toMatchObject({ state: "refused", reason });
    ground.answer(({ messageId }) => ({ kind: "delivered", providerId: `${messageId}@ours` }));
    await admin.post(`/conversations/${id}/messages/${sent.body.message.id}/retry`, {});
    await ground.drain();
    expect(ground.sent.at(-1)).toMatchObject({ cc: [bo], othersHaveIt: true });
    // What one of them answers meanwhile goes on here.
    const answer = { inReplyTo: [`${sent.body.message.id}@ours`], cc: [] };
    expect(await asked({ ...answer, from: { ...bo, userId: null, verified: false } })).toBe(id);
  });

  it("tells a role that sees no addresses of nobody", async () => {
    const id = await asked();
    const blind = limited({
      objects: { "*": { create: true, read: "all", update: "all", delete: "none" } },
      fields: { people: { email: "none" } },
    });
    expect((await messages(id, blind))[0]?.cc).toEqual([]);
    expect(await recipients(id, blind)).toEqual([]);
    const missed = `${bo.address} did not get it: The mail server answered 550.`;
    ground.answer(({ messageId: providerId }) => ({ kind: "delivered", providerId, missed }));
    await admin.post(`/conversations/${id}/replies`, { text: "All", cc: [bo.address] });
    await ground.drain();
    const nameless = limited({ fields: { conversations: { personId: "none" } } });
    for (const role of [blind, nameless])
      expect((await messages(id, role)).at(-1)).toMatchObject({
        cc: [],
        delivery: { reason: "… did not get it: The mail server answered 550." },
      });
  });
});
