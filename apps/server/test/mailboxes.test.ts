// Mail as a channel, against real servers: Postfix takes mails, Dovecot keeps them, conversations come of them, and
// replies arrive at the customer's mailbox.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "./live-ground.ts";
import { type MailGround, openMailGround, ourAddress } from "./mail-ground.ts";
import { serverLogin, whyNoMailServers } from "./mail-servers.ts";

const why = whyNoMailServers();
if (why) process.stdout.write(`Mail servers: skipped, ${why}\n`);

const customer = "zoe@customers.example";
const patienceMs = 45_000;
let ground: MailGround;

const mailOf = (id: string, more = "", body = "Where is my order?") =>
  `From: Zoë <${customer}>\nTo: ${ourAddress}\nSubject: Order 4711\nMessage-ID: <${id}>\n${more}\n${body}\n`;

async function conversations() {
  const { body } = await ground.call("GET", "/conversations?limit=100&state=any");
  return body.data as { id: string; subject: string; channelId: string }[];
}

async function messagesOf(id: string) {
  const { body } = await ground.call("GET", `/conversations/${id}/messages?limit=100`);
  return body.data as { id: string; text: string; author: { kind: string }; delivery: unknown }[];
}

async function conversationWith(text: string) {
  for (const one of await conversations())
    if ((await messagesOf(one.id)).some((message) => message.text.includes(text))) return one;
  return null;
}

const arrives = async (text: string) => {
  await eventually(
    async () => (await conversationWith(text)) !== null,
    `"${text}" came in`,
    patienceMs,
  );
  const found = await conversationWith(text);
  if (!found) throw new Error("It went again");
  return found;
};

const mailbox = async () => (await ground.call("GET", `/mailboxes/${ground.channelId}`)).body;
const mails = async (query = "") =>
  (await ground.call("GET", `/mailboxes/${ground.channelId}/mails?limit=100${query}`)).body.data;
const says = (words: string) =>
  eventually(async () => (await mailbox()).words.includes(words), words, patienceMs);
const look = () => ground.call("POST", `/mailboxes/${ground.channelId}/look`);

describe.skipIf(why !== null)("a mailbox", () => {
  beforeAll(async () => {
    ground = await openMailGround();
  }, 120_000);
  afterAll(() => ground?.close());

  it("takes a mail, is answered, and knows the answer's answer", async () => {
    await ground.servers.send(mailOf("first@customers.example"), customer, ourAddress);
    const { id } = await arrives("Where is my order?");
    const reply = await ground.call("POST", `/conversations/${id}/replies`, {
      text: "On its way.",
    });
    expect(reply.status).toBe(201);
    const received = () =>
      ground.servers.as(customer, async (client) => {
        await client.mailboxOpen("INBOX");
        if (!client.mailbox || client.mailbox.exists === 0) return [];
        return client.fetchAll("1:*", { envelope: true, source: true });
      });
    await eventually(async () => (await received()).length === 1, "the reply arrived", patienceMs);
    const [mail] = await received();
    expect(mail?.envelope).toMatchObject({
      subject: "Re: Order 4711",
      inReplyTo: "<first@customers.example>",
      from: [{ name: "Support", address: ourAddress }],
    });
    const answered = mail?.envelope?.messageId ?? "";
    const text =
      "Thank you!\n\nOn Sat, 28 Nov 2026 at 10:00, Support <help@ours.example> wrote:\n> On its way.\n";
    const raw = mailOf(
      "second@customers.example",
      `Subject: something else\nIn-Reply-To: ${answered}\n`,
      text,
    ).replace("Subject: Order 4711\n", "");
    await ground.servers.send(raw, customer, ourAddress);
    await eventually(
      async () => (await messagesOf(id)).length === 3,
      "it is in the thread",
      patienceMs,
    );
    expect((await messagesOf(id)).map((message) => message.text)).toEqual([
      "Where is my order?",
      "On its way.",
      "Thank you!",
    ]);
  }, 120_000);

  it("says of every mail what became of it, and that none is missing", async () => {
    const list =
      "From: News <news@shop.example>\nSubject: Sale\nMessage-ID: <list@x>\nList-Id: <news.shop.example>\n\nBuy\n";
    const away = mailOf("away@customers.example", "Auto-Submitted: auto-replied\n", "I am away.");
    const nobody = "Subject: From nobody\nMessage-ID: <nobody@x>\n\nBoo\n";
    const own = `From: ${ourAddress}\nTo: x@y.example\nSubject: Ours\nMessage-ID: <own@ours.example>\n\nHi\n`;
    const deep = `From: ${customer}\nSubject: Deep\nMessage-ID: <deep@x>\n${Array.from({ length: 300 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`).join("")}`;
    for (const raw of [list, away, nobody, own, deep, mailOf("first@customers.example")])
      await ground.servers.append(ourAddress, raw);
    await look();
    await eventually(async () => (await mails()).length === 8, "all have a verdict", patienceMs);
    await eventually(
      async () => (await mailbox()).folders[0]?.serverCount === 8,
      "counted",
      patienceMs,
    );
    const verdicts = (await mails()).map((mail: { verdict: string }) => mail.verdict).reverse();
    expect(verdicts).toEqual([
      "taken",
      "taken",
      "skipped",
      "taken",
      "skipped",
      "own",
      "stuck",
      "copy",
    ]);
    expect(await mailbox()).toMatchObject({
      state: "stuck",
      folders: [{ path: "INBOX", serverCount: 8, knownCount: 8, verdicts: { stuck: 1 } }],
    });
    const [stuck] = await mails("&verdict=stuck");
    expect(stuck).toMatchObject({ reason: expect.stringContaining("cannot be read") });
    const again = await ground.call(
      "POST",
      `/mailboxes/${ground.channelId}/mails/${stuck.id}/retry`,
    );
    expect(again).toMatchObject({ status: 202, body: { retried: 1 } });
    await eventually(
      async () => (await mails("&verdict=stuck"))[0].attempts > stuck.attempts,
      "tried again",
      patienceMs,
    );
    const path = `/mailboxes/${ground.channelId}/mails`;
    const out = await ground.call("POST", `${path}/${stuck.id}/leave-out`);
    expect(out.body).toMatchObject({ verdict: "skipped", nextTryAt: null });
    expect(out.body.reason).toContain("left it out");
    expect((await ground.call("POST", `${path}/${stuck.id}/leave-out`)).body).toEqual(out.body);
    await eventually(async () => (await mailbox()).state === "complete", "at rest", patienceMs);
    const [taken] = await mails("&verdict=taken");
    const refused = await ground.call("POST", `${path}/${taken.id}/leave-out`);
    expect(refused).toMatchObject({ status: 409, body: { code: "mailboxes.not_stuck" } });
    expect((await ground.call("POST", `${path}/${stuck.id}/retry`)).body).toEqual({ retried: 1 });
    await eventually(
      async () => (await mails("&verdict=stuck"))[0]?.attempts > stuck.attempts + 1,
      "taken up again",
      patienceMs,
    );
  }, 120_000);

  it("neither loses nor doubles a mail while servers die and numbers begin anew", async () => {
    const ids = Array.from({ length: 60 }, (_, at) => `many-${at}@customers.example`);
    for (const [at, id] of ids.entries()) {
      await ground.servers.append(ourAddress, mailOf(id, "", `Number ${at}.`));
      if (at === 20) await ground.restart();
      if (at === 40) {
        await ground.servers.killDovecot();
        await ground.servers.startDovecot();
      }
    }
    const countOf = async () =>
      Number(
        (
          await ground.sql(
            "SELECT count(*) FROM conversations.messages WHERE author_kind = 'customer'",
          )
        )[0]?.count,
      );
    await look();
    await eventually(async () => (await countOf()) === 63, "all came in", patienceMs);
    // A restored backup gives the same mails new numbers.
    await ground.servers.as(ourAddress, async (client) => {
      await client.mailboxCreate("Moved");
      await client.mailboxOpen("INBOX");
      await client.messageCopy("1:*", "Moved");
      await client.messageDelete("1:*");
      await client.mailboxOpen("Moved");
      await client.messageMove("1:*", "INBOX");
    });
    await look();
    await eventually(
      async () => (await mailbox()).folders[0]?.knownCount === 68,
      "all are known anew",
      patienceMs,
    );
    expect(await countOf()).toBe(63);
    expect(await mailbox()).toMatchObject({ folders: [{ serverCount: 68, knownCount: 68 }] });
  }, 180_000);

  it("says what is wrong, and comes back by itself", async () => {
    await ground.servers.killDovecot();
    await look();
    // Killed in the middle of a look it says first that the server broke off; the next look finds nobody there.
    await says("could not be reached");
    expect(await mailbox()).toMatchObject({ state: "failing" });
    await ground.servers.startDovecot();
    await look();
    await eventually(async () => (await mailbox()).state !== "failing", "it works", patienceMs);
    const { body } = await ground.call("GET", `/channels/${ground.channelId}`);
    expect(JSON.stringify(body)).not.toContain("a_mail_password");
    const wrong = { providerToken: "wrong" };
    await ground.call("PATCH", `/channels/${ground.channelId}`, wrong);
    await says("password");
    const right = { providerToken: serverLogin.password };
    await ground.call("PATCH", `/channels/${ground.channelId}`, right);
    await eventually(async () => (await mailbox()).state !== "failing", "taken", patienceMs);
  }, 180_000);

  it("puts an answer and what it answers together, whichever comes first", async () => {
    const answer = mailOf(
      "late-2@customers.example",
      "In-Reply-To: <late-1@customers.example>\n",
      "The answer.",
    );
    await ground.servers.append(ourAddress, answer.replace("Order 4711", "Something else"));
    const { id } = await arrives("The answer.");
    await ground.servers.append(
      ourAddress,
      mailOf("late-1@customers.example", "", "The question.").replace("Order 4711", "A question"),
    );
    await arrives("The question.");
    expect(await conversationWith("The question.")).toMatchObject({ id });
  }, 120_000);

  it("ties a delivery report to the reply that it names, and leaves one alone that names nothing", async () => {
    const { id } = await arrives("Thank you!");
    const people = async () => (await ground.sql("SELECT count(*) FROM records.people"))[0]?.count;
    const before = await people();
    const reply = async () =>
      (await messagesOf(id)).find((one) => one.author.kind === "member") as {
        id: string;
        delivery: object;
      };
    const report = (messageId: string, of: string) =>
      `From: Mail Delivery System <mailer-daemon@customers.example>\nTo: ${ourAddress}\nSubject: Undelivered Mail Returned to Sender\nMessage-ID: <${messageId}>\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\n\n--B\nContent-Type: text/plain\n\nIt came back: ${messageId}\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; customers.example\n\nFinal-Recipient: rfc822; ${customer}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: <${of}>\n--B--\n`;
    await ground.servers.append(ourAddress, report("bounce-1@x", "nothing@ours.example"));
    await look();
    await arrives("It came back: bounce-1@x");
    expect((await reply()).delivery).toMatchObject({ state: "delivered" });
    await ground.servers.append(
      ourAddress,
      report("bounce-2@x", `${(await reply()).id}@ours.example`),
    );
    await look();
    expect(await arrives("It came back: bounce-2@x")).toMatchObject({ id });
    expect((await reply()).delivery).toMatchObject({
      state: "refused",
      reason: "There is no such address: 550 5.1.1 user unknown",
    });
    expect(await people()).toBe(before);
  }, 120_000);

  it("takes two mails for one only where they are", async () => {
    const dated = (at: string, text: string, from = customer) =>
      mailOf("reused@customers.example", `Date: Mon, 30 Nov 2026 ${at} +0000\n`, text).replace(
        customer,
        from,
      );
    const verdictOf = async (raw: string) => {
      const [before] = await mails();
      await ground.servers.append(ourAddress, raw);
      await look();
      await eventually(
        async () => (await mails())[0]?.id !== before?.id,
        "it is known",
        patienceMs,
      );
      return (await mails())[0].verdict;
    };
    for (const verdict of ["taken", "copy"])
      expect(await verdictOf(dated("10:00:00", "One of two"))).toBe(verdict);
    // As a kill leaves it, before its row is written:
    await ground.sql("UPDATE mailboxes.mails SET verdict = 'copy' WHERE message_id ~ '^reused'");
    expect(await verdictOf(dated("10:05:00", "Two of two"))).toBe("taken");
    expect(await verdictOf(dated("10:00:00", "Same second"))).toBe("taken");
    expect(await verdictOf(`X-Way: b\r\n${dated("10:05:00", "Two of two")}`)).toBe("copy");
    const others = dated("10:00:00", "Of somebody else", "eve@elsewhere.example");
    expect(await verdictOf(others)).toBe("taken");
    for (const text of ["One of two", "Two of two", "Same second", "Of somebody else"])
      expect(await conversationWith(text), text).not.toBeNull();
  }, 120_000);

  it("forgets all of a mailbox when its channel is deleted", async () => {
    await ground.call("DELETE", `/channels/${ground.channelId}`);
    await ground.restart();
    const left = () =>
      ground.sql("SELECT 1 FROM mailboxes.mails UNION ALL SELECT 1 FROM mailboxes.states");
    await eventually(async () => (await left()).length === 0, "it is forgotten", patienceMs);
    expect((await ground.call("GET", "/mailboxes")).body.data).toEqual([]);
  }, 120_000);
});
