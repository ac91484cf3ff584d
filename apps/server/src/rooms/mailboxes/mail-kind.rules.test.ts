import { expect, it } from "vitest";
import { idsIn, type MailKind, mailKind, suppressesAnswers } from "./mail-kind.rules.ts";

const headers = (...lines: string[]) =>
  lines.map((line) => {
    const [key = "", ...rest] = line.split(":");
    return { key: key.toLowerCase(), value: rest.join(":").trim() };
  });

const report = 'Content-Type: multipart/report; report-type="delivery-status"; boundary=x';

it.each<[string, string[], string, MailKind]>([
  ["a person", ["Subject: Hi"], "ada@x.example", "message"],
  ["a person who says so", ["Auto-Submitted: no"], "ada@x.example", "message"],
  ["a delivery report", [report], "MAILER-DAEMON@x.example", "bounce"],
  ["a daemon without a return path", ["Return-Path: <>"], "mailer-daemon@x.example", "bounce"],
  ["RFC 3834", ["Auto-Submitted: auto-replied"], "ada@x.example", "auto-reply"],
  ["a program's notice", ["Auto-Submitted: auto-generated; x=y"], "shop@x.example", "auto-reply"],
  [
    "Exchange out of office",
    ["X-Auto-Response-Suppress: All", "Auto-Submitted: auto-generated"],
    "ada@x.example",
    "auto-reply",
  ],
  ["a person who wants no automatic answer", ["X-Auto-Response-Suppress: All"], "a@x", "message"],
  ["an old autoresponder", ["Precedence: auto_reply"], "ada@x.example", "auto-reply"],
  ["an empty sender", ["Return-Path: <>"], "ada@x.example", "auto-reply"],
  ["no reply", [], "No-Reply@x.example", "auto-reply"],
  ["no reply, tagged", [], "noreply+12@x.example", "auto-reply"],
  ["a name that begins alike", [], "noreplyson@x.example", "message"],
  ["a list", ["List-Id: <news.x.example>"], "ada@x.example", "list"],
  ["a newsletter", ["List-Unsubscribe: <mailto:x>"], "ada@x.example", "list"],
  ["bulk", ["Precedence: bulk"], "ada@x.example", "list"],
  [
    "a read receipt",
    [
      "Content-Type: multipart/report; report-type=disposition-notification",
      "Auto-Submitted: auto-replied",
    ],
    "ada@x.example",
    "auto-reply",
  ],
])("knows %s", (_name, lines, from, kind) => {
  expect(mailKind(headers(...lines), { address: from, answerTo: from })).toBe(kind);
});

it.each<[string, string[], string, string, MailKind]>([
  ["a form on a website", [], "noreply@forms.example", "ada@x.example", "message"],
  [
    "a form that says that it is a program",
    ["Auto-Submitted: auto-generated"],
    "noreply@f",
    "a@x",
    "auto-reply",
  ],
  ["a form's newsletter", ["List-Id: <n.x>"], "noreply@f.example", "ada@x.example", "list"],
  ["nobody who names nobody", [], "noreply@f.example", "no-reply@x.example", "auto-reply"],
  ["a daemon that names somebody", [], "mailer-daemon@f.example", "ada@x.example", "auto-reply"],
])("knows %s, by where answers go", (_name, lines, address, answerTo, kind) => {
  expect(mailKind(headers(...lines), { address, answerTo })).toBe(kind);
});

it.each([
  ["All", true],
  ["OOF, AutoReply", true],
  ["DR, RN, NRN, AutoReply", true],
  ["DR, RN, NRN", false],
  ["None", false],
])("knows whether programs may answer: X-Auto-Response-Suppress: %s", (value, is) => {
  expect(suppressesAnswers(headers(`X-Auto-Response-Suppress: ${value}`))).toBe(is);
  expect(suppressesAnswers([])).toBe(false);
});

it("takes ids once each, whatever stands between them, and the newest of many", () => {
  expect(idsIn("<a@x> <b@y>\r\n\t<a@x>, text <c@z>")).toEqual(["a@x", "b@y", "c@z"]);
  expect(idsIn(undefined)).toEqual([]);
  expect(idsIn("no brackets")).toEqual([]);
  expect(idsIn(`<${"a".repeat(600)}@x>`)).toEqual([]);
  const many = Array.from({ length: 80 }, (_, index) => `<${index}@x>`).join(" ");
  expect(idsIn(many)).toHaveLength(50);
  expect(idsIn(many).at(-1)).toBe("79@x");
});
