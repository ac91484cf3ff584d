// Mails that members send elsewhere, against real servers: with the capture address in BCC they come by Postfix and
// Dovecot, and stand in the stories of those whom they went to.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "./live-ground.ts";
import { type MailGround, openMailGround, ourAddress } from "./mail-ground.ts";
import { whyNoMailServers } from "./mail-servers.ts";

const why = whyNoMailServers();
const patienceMs = 45_000;
let ground: MailGround;

async function messagesOf(id: string) {
  const { body } = await ground.call("GET", `/conversations/${id}/messages?limit=100`);
  return body.data as { text: string; author: { kind: string }; delivery: unknown }[];
}

async function conversationWith(text: string) {
  const { body } = await ground.call("GET", "/conversations?limit=100&state=any");
  for (const one of body.data as { id: string }[])
    if ((await messagesOf(one.id)).some((message) => message.text.includes(text))) return one;
  return null;
}

const arrives = async (text: string) => {
  const isThere = async () => (await conversationWith(text)) !== null;
  await eventually(isThere, `"${text}" came in`, patienceMs);
  return (await conversationWith(text)) ?? { id: "" };
};

const mails = async (query = "") =>
  (await ground.call("GET", `/mailboxes/${ground.channelId}/mails?limit=100${query}`)).body.data;
const look = () => ground.call("POST", `/mailboxes/${ground.channelId}/look`);

describe.skipIf(why !== null)("a capture address", () => {
  beforeAll(async () => {
    ground = await openMailGround();
  }, 120_000);
  afterAll(() => ground?.close());

  it("captures what a member sends elsewhere, and nobody else's", async () => {
    const none = await ground.call("GET", "/capture-address");
    expect(none.body).toMatchObject({ madeAt: null, hasMailboxes: true, addresses: [] });
    const made = await ground.call("POST", "/capture-address");
    const { address } = made.body.addresses[0];
    expect(address).toMatch(/^help\+[a-z2-7]{24}@ours\.example$/);
    const ada = "ada@ours.example";
    const to = "Mo Known <mo@elsewhere.example>, New Face <new@elsewhere.example>";
    const person = { firstName: "Mo", lastName: "Known", email: "mo@elsewhere.example" };
    const known = (await ground.call("POST", "/people", person)).body;
    const deal = { name: "Mo's deal", personId: known.id };
    const { body: about } = await ground.call("POST", "/deals", deal);
    const write = (id: string, text: string, from = `Ada <${ada}>`, more = "") =>
      `From: ${from}\nTo: ${to}\nSubject: The offer\nMessage-ID: <${id}>\n${more}\n${text}\n`;
    const before = (await ground.call("GET", "/people?limit=100")).body.data.length;
    await ground.servers.send(write("offer@elsewhere", "Here is the offer."), ada, address);
    const { id } = await arrives("Here is the offer.");
    const one = (await ground.call("GET", `/conversations/${id}`)).body;
    expect(one).toMatchObject({
      ...{ state: "closed", subject: "The offer", waitingSince: null },
      ...{ person: { id: known.id }, assignee: { name: "Ada" }, triage: {} },
    });
    const [sent] = await messagesOf(id);
    expect(sent).toMatchObject({ author: { kind: "member" }, delivery: null });
    // Nobody is made; who is not known is offered.
    expect((await ground.call("GET", "/people?limit=100")).body.data).toHaveLength(before);
    const recipients = await ground.call("GET", `/conversations/${id}/recipients`);
    expect(recipients.body.data).toEqual([
      {
        address: "mo@elsewhere.example",
        name: "Mo Known",
        cc: false,
        person: { id: known.id, title: "Mo Known" },
      },
      { address: "new@elsewhere.example", name: "New Face", cc: true, person: null },
    ]);
    for (const record of [`people/${known.id}`, `deals/${about.id}`]) {
      const story = await ground.call("GET", `/${record}/timeline`);
      const seen = (story.body.data as { id: string }[]).some((item) => item.id === id);
      expect(seen, record).toBe(true);
    }
    // The same once more, its answer by the customer with the address left in, and the next of the member.
    await ground.servers.send(write("offer@elsewhere", "Here is the offer."), ada, address);
    const answer = `From: Mo <mo@elsewhere.example>\nTo: ${ada}\nCc: ${address}\nSubject: Re: The offer\nMessage-ID: <yes@elsewhere>\nIn-Reply-To: <offer@elsewhere>\n\nYes please.\n`;
    await ground.servers.send(answer, "mo@elsewhere.example", address);
    await arrives("Yes please.");
    const next = "In-Reply-To: <yes@elsewhere>\nReferences: <offer@elsewhere> <yes@elsewhere>\n";
    await ground.servers.send(write("done@elsewhere", "Done.", undefined, next), ada, address);
    await arrives("Done.");
    expect((await messagesOf(id)).map(({ text, author }) => [author.kind, text])).toEqual([
      ["member", "Here is the offer."],
      ["customer", "Yes please."],
      ["member", "Done."],
    ]);
    // Strangers, programs, and mails to colleagues alone bring nothing in.
    const stranger = write("forged@x", "Buy this.", "Eve <eve@evil.example>");
    const auto = write("auto@x", "Out of office.", undefined, "Auto-Submitted: auto-replied\n");
    const inside = write("inside@x", "Lunch?").replace(to, ada);
    for (const raw of [stranger, auto, inside]) await ground.servers.send(raw, ada, address);
    const passedOn = `From: ${ada}\nTo: ${address}\nSubject: Fwd: Question\nMessage-ID: <fwd@x>\n\nFor the file.\n\n---------- Forwarded message ---------\nFrom: Mo Known <mo@elsewhere.example>\nSubject: Question\n\nWhat about March?\n`;
    await ground.servers.send(passedOn, ada, address);
    const forwarded = await arrives("What about March?");
    expect((await ground.call("GET", `/conversations/${forwarded.id}`)).body).toMatchObject({
      ...{ state: "closed", person: { id: known.id } },
    });
    for (const text of ["Buy this.", "Out of office.", "Lunch?"])
      expect(await conversationWith(text)).toBeNull();
    // Postfix hands them on in whatever order.
    const left = async () =>
      (await mails("&verdict=skipped")).map((mail: { reason: string }) => mail.reason).sort();
    await eventually(async () => (await left()).length === 3, "three are left out", patienceMs);
    expect(await left()).toEqual([
      expect.stringContaining("not from that member"),
      expect.stringContaining("nobody but us"),
      expect.stringContaining("Nobody wrote it"),
    ]);
    // A new one ends the former; a trusted server must vouch from here on.
    const renewed = (await ground.call("POST", "/capture-address")).body.addresses[0].address;
    await ground.servers.send(write("late@x", "Too late."), ada, address);
    const channel = `/channels/${ground.channelId}`;
    await ground.call("PATCH", channel, { settings: { trustedServer: "mx.ours.example" } });
    const vouched =
      "Authentication-Results: mx.ours.example; spf=pass smtp.mailfrom=ada@ours.example\n";
    await ground.servers.send(write("plain@x", "Not vouched for."), ada, renewed);
    await ground.servers.append(
      ourAddress,
      `${vouched}Delivered-To: ${renewed}\n${write("vouched@x", "Vouched for.")}`,
    );
    await look();
    await arrives("Vouched for.");
    await eventually(async () => (await left()).length === 5, "both are left out", patienceMs);
    for (const text of ["Too late.", "Not vouched for."])
      expect(await conversationWith(text)).toBeNull();
    const ended = await ground.call("DELETE", "/capture-address");
    expect(ended.status).toBe(204);
    expect((await ground.call("GET", "/capture-address")).body.madeAt).toBeNull();
    // When it was made, made anew and ended stands in the audit log; its secret part does not.
    const log = (await ground.call("GET", "/audit?limit=100&object=capture-addresses")).body;
    expect((log.data as { op: string }[]).map(({ op }) => op)).toEqual([
      "purge",
      "update",
      "create",
    ]);
    const secrets = [address, renewed].map((one: string) => /\+(.*)@/.exec(one)?.[1] ?? "none");
    for (const secret of secrets) expect(JSON.stringify(log)).not.toContain(secret);
  }, 180_000);
});
