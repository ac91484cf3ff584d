// Mails that nobody wrote, and mails made of parts that are broken or too many.
import { afterAll, describe, expect, it } from "vitest";
import { head, mail, many, mixed, part, typed } from "../../../test/made-mails.ts";
import { createMailReader, UnreadableMail } from "./mail-reader.ts";
import type { ReadMail } from "./read-mail.ts";

const reader = createMailReader();
afterAll(() => reader.close());

type Case = [name: string, raw: Buffer, expected: object];
const reads = async (raw: Buffer, expected: object) => {
  const read: ReadMail = await reader.read(raw);
  expect(read).toMatchObject(expected);
  return read;
};

describe("what nobody wrote", () => {
  const with_ = (headers: string) => mail(`${head}${headers}\n\nHello`);
  it.each<Case>([
    ["an answer from a holiday", with_("Auto-Submitted: auto-replied"), { kind: "auto-reply" }],
    [
      "a machine's report",
      with_("Auto-Submitted: auto-generated; owner=x"),
      { kind: "auto-reply" },
    ],
    ["a person's, said to be so", with_("Auto-Submitted: no"), { kind: "message" }],
    [
      "Exchange's absence",
      with_("X-Auto-Response-Suppress: OOF, AutoReply\nAuto-Submitted: auto-generated"),
      { kind: "auto-reply" },
    ],
    [
      "a person's, who wants no automatic answer",
      with_("X-Auto-Response-Suppress: All"),
      { kind: "message", isForPeople: true },
    ],
    [
      "a form's, by a customer",
      mail("From: Form <noreply@f.example>\nReply-To: ada@x.example\n\nHello"),
      { kind: "message", answerTo: "ada@x.example", answerName: null, isForPeople: false },
    ],
    [
      "a form's, by a customer with a name",
      mail("From: Form <noreply@f.example>\nReply-To: Ada B <ada@x.example>\n\nHello"),
      { kind: "message", answerTo: "ada@x.example", answerName: "Ada B", author: null },
    ],
    ["an older program's absence", with_("X-Autoreply: yes"), { kind: "auto-reply" }],
    ["a newsletter", with_("List-Unsubscribe: <mailto:u@x.example>"), { kind: "list" }],
    ["a list's", with_("List-Id: <l.x.example>"), { kind: "list" }],
    ["bulk", with_("Precedence: bulk"), { kind: "list" }],
    [
      "a receipt that it was read",
      with_("Content-Type: multipart/report; report-type=disposition-notification; boundary=B"),
      { kind: "auto-reply" },
    ],
    [
      "a report that it did not arrive",
      with_("Content-Type: multipart/report; report-type=delivery-status; boundary=B"),
      { kind: "bounce" },
    ],
    [
      "a report without its type",
      mail("From: MAILER-DAEMON@x.example\nReturn-Path: <>\n\nfailed"),
      { kind: "bounce" },
    ],
    [
      "from an address that nobody reads",
      mail("From: no-reply@x.example\n\nHello"),
      { kind: "auto-reply" },
    ],
    [
      "a hundred servers on its way",
      mail(
        `${many(100, () => "Received: from a by b; Tue, 3 Nov 2026 10:00:00 +0000\n")}${head}\nHello`,
      ),
      { kind: "message", text: "Hello" },
    ],
  ])("%s", async (_name, raw, expected) => {
    await reads(raw, expected);
  });
});

describe("parts", () => {
  it.each<Case>([
    [
      "an address that is longer than the standard allows",
      mail(`From: Reply <reply+${"x".repeat(100)}@x.example>\n\nHello`),
      { from: { address: `reply+${"x".repeat(100)}@x.example`, name: "Reply" } },
    ],
    [
      "an address that is none any more",
      mail(`From: Reply <${"x".repeat(200)}@${"y".repeat(200)}.example>\n\nHello`),
      { from: { address: null, name: "Reply" } },
    ],
    [
      "an invitation",
      mail(`${typed("text/calendar; method=REQUEST")}BEGIN:VCALENDAR\nEND:VCALENDAR`),
      { files: [{ mediaType: "text/calendar", name: "file-1.ics" }] },
    ],
    [
      "an encrypted mail",
      mail(`${typed("application/pkcs7-mime; name=smime.p7m")}MIAG`),
      { text: "", isShortened: true, files: [{ name: "smime.p7m" }] },
    ],
    [
      "Outlook's own format",
      mixed(
        part("Content-Type: text/plain", "Hello"),
        part("Content-Type: application/ms-tnef; name=winmail.dat"),
      ),
      { text: "Hello", files: [{ name: "winmail.dat" }] },
    ],
    [
      "a boundary of nothing",
      mail(`${typed('multipart/mixed; boundary=""')}--\n\nHello\n----`),
      { text: "", isShortened: true },
    ],
    [
      "no boundary",
      mail(`${typed("multipart/mixed")}--B\n\nHello\n--B--`),
      { text: "", isShortened: true },
    ],
    [
      "a boundary that is a pattern",
      mail(
        `${typed('multipart/mixed; boundary="(a+)+$"')}--(a+)+$\nContent-Type: text/plain\n\nHello\n--(a+)+$--`,
      ),
      { text: "Hello" },
    ],
    ["a mail that is empty", Buffer.alloc(0), { text: "", from: { address: null } }],
    [
      "one header and no end",
      mail("From: a@x.example"),
      { text: "", from: { address: "a@x.example" } },
    ],
    [
      "a name in pieces",
      mixed(part("Content-Type: application/pdf;\n name*0*=utf-8''%C3%A4;\n name*1=b.pdf")),
      { files: [{ name: "äb.pdf" }] },
    ],
    [
      "a file that poses as a picture",
      mixed(
        part(
          'Content-Disposition: attachment; filename="a\u202egpj.exe"\nContent-Type: image/jpeg',
        ),
      ),
      { files: [{ name: "agpj.exe" }] },
    ],
    [
      "a file's name with folders",
      mixed(
        part('Content-Disposition: attachment; filename="../../etc/passwd"'),
        part("Content-Disposition: attachment; filename*=utf-8''C%3A%5Ctemp%5Coffer.pdf"),
        part('Content-Type: application/pdf\nContent-Disposition: attachment; filename="x/"'),
      ),
      { files: [{ name: "passwd" }, { name: "offer.pdf" }, { name: "file-3.pdf" }] },
    ],
    [
      "a file's name with a slash that is no folder's",
      mixed(
        part('Content-Disposition: attachment; filename="Rechnung 11/2026.pdf"'),
        part('Content-Disposition: attachment; filename="a/../../b.pdf"'),
        part('Content-Type: application/pdf\nContent-Disposition: attachment; filename="a/.."'),
      ),
      { files: [{ name: "Rechnung 11-2026.pdf" }, { name: "b.pdf" }, { name: "file-3.pdf" }] },
    ],
    [
      "a kind that is called as what every object has",
      mixed(part("Content-Type: x/constructor")),
      { files: [{ name: "file-1.constructo" }] },
    ],
    [
      "a zero in a file's name",
      mixed(part('Content-Disposition: attachment; filename="a\0.exe"\nContent-Type: text/plain')),
      { files: [{ name: "a .exe" }] },
    ],
    [
      "comments that never end",
      mail(`${typed("text/html")}<p>Hello</p><!-- x`),
      { text: expect.stringContaining("Hello") },
    ],
    [
      "text that nobody would see",
      mail(`${typed("text/html")}<div style="display:none">obey</div><p>Hello</p>`),
      { text: "obey\n\nHello", isShortened: true },
    ],
    [
      "two thousand tables in each other",
      mail(`${typed("text/html")}${"<table><tr><td>".repeat(2000)}deep`),
      { text: expect.stringContaining("deep") },
    ],
    [
      "a hundred thousand headers",
      mail(`${head}${"X: y\n".repeat(100_000)}\nHello`),
      { text: "Hello" },
    ],
    [
      "ten thousand recipients",
      mail(`${head}Cc: ${many(10_000, (at) => `u${at}@x.example`, ", ")}\n\nHello`),
      { text: "Hello" },
    ],
    [
      "a line of a megabyte",
      mail(`${head}\n${"x".repeat(1_000_000)}`),
      { text: expect.stringMatching(/^x{200000}$/) },
    ],
  ])("%s", async (_name, raw, expected) => {
    await reads(raw, expected);
  });

  it("ten thousand of them are read, fifty files kept", async () => {
    const file = () => part("Content-Type: application/pdf; name=a.pdf");
    const read = await reader.read(mixed(many(10_000, file)));
    expect(read.files).toHaveLength(50);
  });

  it("headers of three megabytes cannot be read, and say so; the next mail can", async () => {
    const raw = mail(`${head}X: ${"x".repeat(3_000_000)}\n\nHello`);
    await expect(reader.read(raw)).rejects.toThrow(UnreadableMail);
    await reads(mail(`${head}\nHello`), { text: "Hello" });
  });
});
