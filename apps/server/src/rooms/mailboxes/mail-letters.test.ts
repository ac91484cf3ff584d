// Mails in any letters, from any sender and date, as broken programs and hostile people make them.
import { afterAll, describe, expect, it } from "vitest";
import { head, mail, many, plainIn, typed } from "../../../test/made-mails.ts";
import { createMailReader } from "./mail-reader.ts";
import type { ReadMail } from "./read-mail.ts";

const reader = createMailReader();
afterAll(() => reader.close());

type Case = [name: string, raw: Buffer, expected: object];
const reads = async (raw: Buffer, expected: object) => {
  const read: ReadMail = await reader.read(raw);
  expect(read).toMatchObject(expected);
  return read;
};

describe("letters", () => {
  it.each<Case>([
    ["GB 2312", plainIn("gb2312", [0xc4, 0xe3, 0xba, 0xc3]), { text: "你好" }],
    ["Big5", plainIn("big5", [0xa7, 0x41, 0xa6, 0x6e]), { text: "你好" }],
    ["Shift JIS", plainIn("Shift_JIS", [0x82, 0xb1, 0x82, 0xf1]), { text: "こん" }],
    ["EUC-KR", plainIn("euc-kr", [0xbe, 0xc8, 0xb3, 0xe7]), { text: "안녕" }],
    ["KOI8-R", plainIn("koi8-r", [0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4]), { text: "Привет" }],
    ["Windows-1251", plainIn("windows-1251", [0xcf, 0xf0, 0xe8]), { text: "При" }],
    ["ISO 8859-15", plainIn("iso-8859-15", [0x35, 0x20, 0xa4]), { text: "5 €" }],
    ["Windows' marks as ISO 8859-1", plainIn("iso-8859-1", [0x93, 0x48, 0x94]), { text: "“H”" }],
    ["Latin 1 that is not said", mail(`${head}\n`, [0x47, 0x72, 0xfc, 0x6e]), { text: "Grün" }],
    ["Latin 1 that is said to be UTF-8", plainIn("utf-8", [0x47, 0xfc, 0x74]), { text: "Güt" }],
    [
      "UTF-8 that is said to be ASCII",
      mail(typed("text/plain; charset=us-ascii"), "Grün"),
      { text: "Grün" },
    ],
    ["UTF-8 that is not said", mail(`${head}\nGrün`), { text: "Grün" }],
    [
      "UTF-7, which is no longer read",
      mail(`${typed("text/plain; charset=utf-7")}Gr+APw-n`),
      { text: "Gr+APw-n" },
    ],
    [
      "a mark before the first header",
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), mail(`${head}\nHello`)]),
      { from: { address: "ada@x.example" }, text: "Hello" },
    ],
    [
      "line ends by carriage return alone",
      Buffer.from(`${head}\nHello`.replaceAll("\n", "\r")),
      { from: { address: "ada@x.example" }, text: "Hello" },
    ],
    [
      "letters in headers that are not said",
      mail(
        "From: J",
        [0xf6, 0x72, 0x67],
        " <j@x.example>\r\nSubject: Gr",
        [0xfc, 0xdf, 0x65],
        "\r\n\r\nHello",
      ),
      { from: { name: "Jörg" }, subject: "Grüße" },
    ],
    [
      "a word broken in the middle of a letter",
      mail("From: a@x.example\nSubject: =?utf-8?B?R3LD?=\n =?utf-8?B?vMOfZQ==?=\n\nHello"),
      { subject: "Grüße" },
    ],
    [
      "an encoded word that is none",
      mail("From: a@x.example\nSubject: =?utf-8?q?never ends\n\nHello"),
      { subject: "=?utf-8?q?never ends" },
    ],
    [
      "quoted-printable with wrong digits",
      mail(`${head}Content-Transfer-Encoding: quoted-printable\n\nA=ZZ`),
      { text: "A=ZZ" },
    ],
    [
      "a transfer encoding that there is not",
      mail(`${head}Content-Transfer-Encoding: rot13\n\nHello`),
      { text: "Hello" },
    ],
  ])("%s", async (_name, raw, expected) => {
    await reads(raw, expected);
  });
});

describe("who writes", () => {
  it.each<Case>([
    ["nobody", mail("Subject: Hi\n\nHello"), { from: { address: null } }],
    [
      "an address in another script",
      mail("From: <ü@müller.example>\n\nHello"),
      { from: { address: "ü@müller.example" } },
    ],
    [
      "an address of any length",
      mail(`From: ${"a".repeat(300)}@x.example\n\nHello`),
      { from: { address: null } },
    ],
    [
      "a name that reads backwards",
      mail("From: \u202eelpmaxe <a@x.example>\n\nHello"),
      { from: { name: "elpmaxe" } },
    ],
    [
      "a header in a name",
      mail("From: =?utf-8?q?A=0D=0ABcc=3A_v@x?= <a@x.example>\n\nHello"),
      { from: { name: "A  Bcc: v@x" } },
    ],
    [
      "a header in a subject",
      mail("From: a@x.example\nSubject: =?utf-8?q?a=0D=0ABcc:_v@x?=\n\nHello"),
      { subject: "a  Bcc: v@x" },
    ],
    [
      "a zero in a subject",
      mail("From: a@x.example\nSubject: a=?utf-8?q?=00b?=\n\nHello"),
      { subject: expect.not.stringContaining("\0") },
    ],
    [
      "a line of a mailbox file first",
      mail("From a@x.example Tue Nov 3 10:00:00 2026\nFrom: a@x.example\n\nHello"),
      { from: { address: "a@x.example" } },
    ],
    [
      "an answer to somebody else",
      mail("From: a@x.example\nReply-To: b@y.example\n\nHello"),
      { answerTo: "b@y.example", author: { address: "a@x.example", name: null } },
    ],
    [
      "an answer to what is no address",
      mail("From: a@x.example\nReply-To: undisclosed\n\nHello"),
      { answerTo: "a@x.example" },
    ],
  ])("%s", async (_name, raw, expected) => {
    await reads(raw, expected);
  });
});

describe("when, and under which id", () => {
  const dated = (date: string) => mail(`${head}Date: ${date}\n\nHello`);
  it.each<Case>([
    ["yesterday, in words", dated("yesterday"), { sentAt: null }],
    ["a year that no calendar has", dated("Fri, 31 Dec 275760 23:59:59 +0000"), { sentAt: null }],
    ["no date", mail(`${head}\nHello`), { sentAt: null }],
    [
      "a zone in words",
      dated("Tue, 3 Nov 2026 10:00:00 EST"),
      { sentAt: "2026-11-03T15:00:00.000Z" },
    ],
    [
      "an id without brackets",
      mail("From: a@x.example\nMessage-ID: id\n\nHello"),
      { messageId: null },
    ],
    [
      "an id with spaces",
      mail("From: a@x.example\nMessage-ID: < a@x >\n\nHello"),
      { messageId: null },
    ],
    [
      "an id of any length",
      mail(`From: a@x.example\nMessage-ID: <${"a".repeat(900)}@x>\n\nHello`),
      { messageId: null },
    ],
    ["two ids", mail("From: a@x.example\nMessage-ID: <1@x> <2@x>\n\nHello"), { messageId: "1@x" }],
    ["references that are none", mail(`${head}References: a b c\n\nHello`), { inReplyTo: [] }],
  ])("%s", async (_name, raw, expected) => {
    await reads(raw, expected);
  });

  it("of ten thousand references the newest fifty count", async () => {
    const read = await reader.read(
      mail(`${head}References: ${many(10_000, (at) => `<${at}@x>`, "\n ")}\n\nHello`),
    );
    expect(read.inReplyTo).toHaveLength(50);
    expect(read.inReplyTo[0]).toBe("9999@x");
  });
});
