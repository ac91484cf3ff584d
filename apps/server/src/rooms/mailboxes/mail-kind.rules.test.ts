import { expect, it } from "vitest";
import { idsIn, type MailKind, mailKind } from "./mail-kind.rules.ts";

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
  ["Exchange out of office", ["X-Auto-Response-Suppress: All"], "ada@x.example", "auto-reply"],
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
  expect(mailKind(headers(...lines), from)).toBe(kind);
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
