// Mails that several people have, and mails that a member writes first, against real servers.
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "./live-ground.ts";
import { type MailGround, openMailGround, ourAddress } from "./mail-ground.ts";
import { whyNoMailServers } from "./mail-servers.ts";

const why = whyNoMailServers();
if (why) process.stdout.write(`Mails of several people: skipped, ${why}\n`);

const customer = "zoe@customers.example";
const colleague = "yan@customers.example";
const patienceMs = 45_000;
let ground: MailGround;

beforeAll(async () => {
  if (why === null) ground = await openMailGround();
}, 120_000);
afterAll(() => ground?.close());

/** Whole mails in a mailbox of the server, oldest first. */
const mailsOf = (address: string): Promise<string[]> =>
  ground.servers.as(address, async (client) => {
    await client.mailboxOpen("INBOX");
    const found: string[] = [];
    for await (const { source } of client.fetch("1:*", { source: true }))
      found.push(source?.toString("utf8") ?? "");
    return found;
  });

const arrivesAt = async (address: string, text: string): Promise<string> => {
  const found = async () => (await mailsOf(address)).find((mail) => mail.includes(text));
  await eventually(async () => (await found()) !== undefined, `${text} at ${address}`, patienceMs);
  return (await found()) ?? "";
};

it.skipIf(why !== null)(
  "answers all who have a mail, and takes what any of them answers into its conversation",
  async () => {
    const raw = `From: Zoe <${customer}>\nTo: ${ourAddress}, Yan <${colleague}>\nCc: help+x@ours.example\nSubject: Delivery\nMessage-ID: <d1@customers.example>\n\nWhen does it come?\n`;
    await ground.servers.send(raw, customer, ourAddress);
    const list = async () => (await ground.call("GET", "/conversations")).body.data;
    await eventually(async () => (await list()).length === 1, "it came in", patienceMs);
    const [{ id }] = await list();
    const cc = [{ address: colleague, name: "Yan" }];
    const said = async () => (await ground.call("GET", `/conversations/${id}/messages`)).body.data;
    expect((await said())[0]).toMatchObject({ cc });
    const reply = { text: "Tomorrow.", cc: [colleague, "gone@customers.example"] };
    expect((await ground.call("POST", `/conversations/${id}/replies`, reply)).status).toBe(201);
    const got = await arrivesAt(colleague, "Tomorrow.");
    expect(got).toMatch(/^To: Zoe <zoe@customers\.example>\r?$/m);
    expect(got).toMatch(/^Cc: Yan <yan@customers\.example>, gone@customers\.example\r?$/m);
    expect(await arrivesAt(customer, "Tomorrow.")).toContain("<d1@customers.example>");
    // The server refuses one of them; the others have it.
    await eventually(
      async () => (await said())[1].delivery.state === "delivered",
      "out",
      patienceMs,
    );
    expect((await said())[1].delivery.reason).toMatch(/^gone@customers\.example did not get it: /);
    const [messageId = ""] = /^Message-ID: .*$/im.exec(got) ?? [];
    const answer = `From: Yan <${colleague}>\nTo: ${ourAddress}\nCc: ${customer}\nSubject: Re: Delivery\n${messageId.replace(/^Message-ID/i, "In-Reply-To").trim()}\nMessage-ID: <d2@customers.example>\n\nThank you, we wait.\n`;
    await ground.servers.send(answer, colleague, ourAddress);
    await eventually(async () => (await said()).length === 3, "it came in", patienceMs);
    expect((await said())[2]).toMatchObject({ author: { name: `Yan <${colleague}>` }, cc });
  },
  120_000,
);

it.skipIf(why !== null)(
  "writes first, and knows the answer",
  async () => {
    const start = {
      ...{ channelId: ground.channelId, subject: "Your trial", text: "It ends on Friday." },
      to: { address: colleague, name: "Yan" },
    };
    const begun = await ground.call("POST", "/conversations", start);
    expect(begun.status).toBe(201);
    const got = await arrivesAt(colleague, "It ends on Friday.");
    expect(got).toMatch(/^Subject: Your trial\r?$/m);
    expect(got).not.toMatch(/^(?:In-Reply-To|Auto-Submitted):/im);
    const [messageId = ""] = /^Message-ID: .*$/im.exec(got) ?? [];
    const answer = `From: Yan <${colleague}>\nTo: ${ourAddress}\nSubject: Re: Your trial\n${messageId.replace(/^Message-ID/i, "In-Reply-To").trim()}\nMessage-ID: <t2@customers.example>\n\nWe go on.\n`;
    await ground.servers.send(answer, colleague, ourAddress);
    const { id } = begun.body.conversation;
    const one = async () => (await ground.call("GET", `/conversations/${id}`)).body;
    await eventually(async () => (await one()).lastSeq === 2, "the answer came in", patienceMs);
    expect(await one()).toMatchObject({ state: "open", waitingSince: expect.any(String) });
  },
  120_000,
);
