// Which mails with one Message-ID are one, and under which id the others are known.
import { expect, it } from "vitest";
import { isOtherMail, subjectLine, writtenId } from "./same-mail.rules.ts";
import { ownIdOf } from "./same-mail.ts";
import { referencesOf } from "./smtp-adapter.ts";

const at = "2026-11-30T10:00:00.000Z";
const known = { sender: "ada@x.example", subject: "Alarm", sentAt: at as string | null };
const mail = {
  messageId: "1@x",
  from: { address: "ada@x.example", name: null },
  subject: "Alarm" as string | null,
  sentAt: at as string | null,
  ...{ text: "Door 1", above: null, whole: "Door 1", isShortened: false },
};
const says = (text: string, isShortened = false) => ({ text, whole: text, isShortened });
const long = (end: string) => `${"x".repeat(499)}${end}`;

it.each<[string, object, object, string[], boolean]>([
  ["the same", {}, {}, ["Door 1"], false],
  ["another sender's", { sender: "eve@x.example" }, {}, ["Door 1"], true],
  ["of another date", { sentAt: "2026-11-30T10:05:00.000Z" }, {}, ["Door 1"], true],
  ["with a date since", { sentAt: null }, {}, ["Door 1"], false],
  ["another text in the same second", {}, says("Door 2"), ["Door 1"], true],
  ["another text without dates", { sentAt: null }, says("Door 12"), ["Door 1"], true],
  ["another text, of HTML", {}, says("Door 12", true), ["Door 1"], true],
  ["a subject read otherwise", { subject: "Al\ufffd" }, {}, ["Door 1"], false],
  ["another subject and the same text", { subject: "x" }, {}, ["Door 1"], false],
  ["HTML read without its first line", {}, says("Door 1", true), ["html PUBLIC x\nDoor 1"], false],
  ["figures that stand apart", {}, says("Qty 1 | 20", true), ["Qty 120"], false],
  ["letters that were lost", {}, says("Tür 1"), ["T\ufffdr 1"], false],
  ["a quotation that was folded", {}, { ...says("a", true), whole: "a\n> b" }, ["a\n> b"], false],
  ["a removed text", {}, {}, [], false],
  ["a removed text and another subject", { subject: "x" }, {}, [], true],
  ["a long subject", { subject: long("\ufffd") }, { subject: long("😀") }, [], false],
])("%s", (_name, before, now, texts, isOther) => {
  expect(isOtherMail({ ...known, ...before }, { ...mail, ...now }, texts)).toBe(isOther);
});

it("a subject is cut between letters", () => {
  expect(subjectLine({ subject: long("😀") })?.isWellFormed()).toBe(true);
});

it("an id of its own is made of what the mail says, and answers name the one that it has", () => {
  const id = ownIdOf(mail);
  expect(ownIdOf({ ...mail })).toBe(id);
  expect(ownIdOf({ ...mail, whole: "Door 2" })).not.toBe(id);
  expect(writtenId(id)).toBe("1@x");
  const nameless = `sha256:${"0".repeat(64)}`;
  expect(referencesOf({ inReplyTo: ["a@x", nameless, id] })).toEqual(["<a@x>", "<1@x>"]);
});
