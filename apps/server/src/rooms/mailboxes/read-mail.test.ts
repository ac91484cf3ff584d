// Mails of every kind, from plain to hostile. What they are made of follows RFC 5322, 2045 to 2047, 2231 and 6532.
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createMailReader, UnreadableMail } from "./mail-reader.ts";
import { readMail } from "./read-mail.ts";

const crlf = (text: string) => text.replaceAll(/\r?\n/g, "\r\n");
const bytes = (text: string, encoding: BufferEncoding = "utf8") =>
  Buffer.from(crlf(text), encoding);

const head =
  "From: Ada <ada@x.example>\nTo: help@ours.example\nSubject: Hi\nMessage-ID: <1@x.example>\n";
const plain = (body: string, more = "") => bytes(`${head}${more}\n${body}`);

it("reads who, what, when and which it answers", async () => {
  const mail = await readMail(
    bytes(
      `${head}Date: Tue, 3 Nov 2026 10:00:00 +0100\nReply-To: Desk <desk@x.example>\nIn-Reply-To: <b@y>\nReferences: <a@y>\n <b@y>\nCc: c@z.example\n\nHello`,
    ),
  );
  expect(mail).toMatchObject({
    messageId: "1@x.example",
    from: { address: "ada@x.example", name: "Ada" },
    answerTo: "desk@x.example",
    recipients: [
      { address: "help@ours.example", name: null },
      { address: "c@z.example", name: null },
    ],
    subject: "Hi",
    sentAt: "2026-11-03T09:00:00.000Z",
    text: "Hello",
    isShortened: false,
    inReplyTo: ["b@y", "a@y"],
    kind: "message",
    files: [],
  });
});

const multipart = (type: string, ...parts: string[]) =>
  `Content-Type: multipart/${type}; boundary=B\n\n${parts.map((part) => `--B\n${part}\n`).join("")}--B--\n`;
const text = "Content-Type: text/plain; charset=utf-8\n\nPlain";
const html = "Content-Type: text/html; charset=utf-8\n\n<p>Rich</p>";

it.each<[string, Buffer, string]>([
  [
    "quoted-printable",
    plain(
      "Gr=C3=BC=C3=9Fe =\naus",
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n",
    ),
    "Grüße aus",
  ],
  [
    "base64",
    plain(
      Buffer.from("Grüße").toString("base64"),
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n",
    ),
    "Grüße",
  ],
  [
    "latin 1",
    bytes(`${head}Content-Type: text/plain; charset=iso-8859-1\n\nGr\u00fc\u00dfe`, "latin1"),
    "Grüße",
  ],
  [
    "Japanese",
    Buffer.concat([
      bytes(`${head}Content-Type: text/plain; charset=iso-2022-jp\n\n`),
      Buffer.from("\u001b$B$3$s$K$A$O\u001b(B", "latin1"),
    ]),
    "こんにちは",
  ],
  [
    "a charset that there is not",
    plain("Hello", "Content-Type: text/plain; charset=klingon-7\n"),
    "Hello",
  ],
  [
    "a wrong length of base64",
    plain("SGVsbG8=\n=\n!!", "Content-Transfer-Encoding: base64\n"),
    "Hello",
  ],
  ["no headers that say what it is", plain("Hello"), "Hello"],
  ["alternatives", bytes(head + multipart("alternative", text, html)), "Plain"],
  ["HTML alone", bytes(head + multipart("alternative", html)), "Rich"],
  [
    "an empty plain part beside HTML",
    bytes(head + multipart("alternative", "Content-Type: text/plain\n\n ", html)),
    "Rich",
  ],
  [
    "a boundary that never ends",
    bytes(`${head}Content-Type: multipart/mixed; boundary=B\n\n--B\n${text}`),
    "Plain",
  ],
  [
    "parts within parts",
    bytes(head + multipart("mixed", multipart("alternative", text, html).replaceAll("B", "C"))),
    "Plain",
  ],
  ["line ends of one kind only", Buffer.from(`${head}\nHello`), "Hello"],
  [
    "HTML with a script, a style and a picture",
    plain(
      '<style>p{}</style><script>alert(1)</script><p onclick="x()">Hello</p><img src="https://evil.example/pixel.gif">',
      "Content-Type: text/html\n",
    ),
    "Hello",
  ],
  [
    "HTML that quotes",
    plain(
      '<div>Yes</div><div class="gmail_quote"><div>On Tue, 3 Nov 2026 at 10:00, Ada &lt;ada@x.example&gt; wrote:<br></div><blockquote>Well?</blockquote></div>',
      "Content-Type: text/html\n",
    ),
    "Yes",
  ],
])("reads %s", async (_name, raw, expected) => {
  expect((await readMail(raw)).text).toBe(expected);
});

it.each<[string, string, Partial<Awaited<ReturnType<typeof readMail>>["from"]>]>([
  [
    "an encoded name",
    "From: =?utf-8?B?w4VrZQ==?= <a@x.example>",
    { name: "Åke", address: "a@x.example" },
  ],
  [
    "a name that poses as an address",
    'From: "boss@ours.example" <evil@x.example>',
    { address: "evil@x.example" },
  ],
  ["no address", "From: nobody", { address: null }],
  ["two senders", "From: a@x.example, b@x.example", { address: "a@x.example" }],
  ["a group", "From: Us: a@x.example, b@x.example;", { address: "a@x.example" }],
  [
    "line breaks in a name",
    "From: =?utf-8?Q?A=0D=0ABcc:_x?= <a@x.example>",
    { address: "a@x.example" },
  ],
  ["capitals", "From: ADA@X.EXAMPLE", { address: "ada@x.example" }],
])("knows the sender: %s", async (_name, line, from) => {
  const mail = await readMail(bytes(`${line}\nSubject: Hi\n\nHello`));
  expect(mail.from).toMatchObject(from);
  expect(mail.messageId).toBeNull();
});

it("keeps files with their names, whatever they are, and no more than fifty", async () => {
  const file = (name: string) =>
    `Content-Type: application/pdf\nContent-Disposition: attachment; ${name}\nContent-Transfer-Encoding: base64\n\nJVBERg==`;
  const many = Array.from({ length: 80 }, (_, at) => file(`filename=f${at}.pdf`));
  const mail = await readMail(
    bytes(
      head +
        multipart(
          "mixed",
          text,
          file("filename*=utf-8''%C3%A4.pdf"),
          file('filename="../../etc/passwd"'),
          file(""),
          "Content-Type: message/rfc822\n\nFrom: z@z.example\nSubject: Inner\n\nInner",
          ...many,
        ),
    ),
  );
  expect(mail.files).toHaveLength(50);
  expect(mail.files.slice(0, 3).map(({ name }) => name)).toEqual(["ä.pdf", "passwd", "file-3.pdf"]);
  expect(Buffer.from(mail.files[0]?.content ?? []).toString()).toBe("%PDF");
  expect(mail.text).not.toContain("Inner");
});

it("reads which of our mails a delivery report speaks of, and of none else", async () => {
  const parts = [
    text,
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; ada@x.example\nAction: failed\nStatus: 5.1.1",
    "Content-Type: message/rfc822\n\nMessage-ID: <ours@ours.example>\nSubject: Hi\n\nHello",
  ];
  const report = `multipart/report; report-type=delivery-status; boundary=B`;
  const typed = (type: string) =>
    bytes(head + multipart("x", ...parts).replace("multipart/x; boundary=B", type));
  expect(await readMail(typed(report))).toMatchObject({
    kind: "bounce",
    report: {
      of: ["ours@ours.example"],
      outcomes: [{ addresses: ["ada@x.example"], failed: "There is no such address: 5.1.1" }],
    },
  });
  expect((await readMail(typed("multipart/mixed; boundary=B"))).report).toBeNull();
});

it("says the same of the same bytes, and something else of others", async () => {
  const digests = await Promise.all(
    ["a", "a", "b"].map(async (body) => (await readMail(plain(body))).digest),
  );
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});

it("never fails on what is no mail at all", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (raw) => {
      const mail = await readMail(raw);
      expect(typeof mail.text).toBe("string");
    }),
    { numRuns: 200 },
  );
});

it("ends a mail that takes too long or too much, and goes on with the next", async () => {
  const reader = createMailReader(3000);
  const deep = `${"<div>".repeat(300_000)}x`;
  const nested = Array.from(
    { length: 400 },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`,
  ).join("");
  const zipped = gzipSync(Buffer.alloc(5_000_000)).toString("base64");
  for (const hostile of [
    plain(deep, "Content-Type: text/html\n"),
    bytes(head + nested),
    plain(zipped),
  ])
    await reader
      .read(hostile)
      .catch((error: unknown) => expect(error).toBeInstanceOf(UnreadableMail));
  expect((await reader.read(plain("Hello"))).text).toBe("Hello");
  await reader.close();
}, 40_000);

it("a mail whose parts lie too deep cannot be read, and says so", async () => {
  const reader = createMailReader();
  const nested = Array.from(
    { length: 400 },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`,
  ).join("");
  await expect(reader.read(bytes(head + nested))).rejects.toThrow(UnreadableMail);
  await reader.close();
});
