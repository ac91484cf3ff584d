// Whether two mails with one Message-ID are one. Some programs give several mails one id, and anybody can take another's;
// and the same mail may read otherwise than before, since this reader learned. Pure.
import type { ReadMail } from "./read-mail.ts";

export interface KnownMail {
  sender: string | null;
  subject: string | null;
  sentAt: string | null;
}

const longestLine = 500;
const lost = "\ufffd";

export const subjectLine = ({ subject }: Pick<ReadMail, "subject">): string | null =>
  subject?.slice(0, longestLine).toWellFormed() ?? null;

const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, "");

/** All letters of the one stand in the other, in their order. */
function standsIn(few: string, many: string): boolean {
  let at = 0;
  for (let from = 0; at < few.length && from < many.length; from += 1)
    if (many[from] === few[at]) at += 1;
  return at === few.length;
}

/** What reading otherwise adds or leaves out is a line or an address, not a digit. */
const leastAdded = 8;

/** A text that was made of HTML or shortened may have more or less in it when it is read again. */
function isSameText(one: string, other: string, isMade: boolean): boolean {
  const [few = "", many = ""] = [one, other].map(lettersOf).sort((a, b) => a.length - b.length);
  if (few === many) return few !== "" || one.trim() === other.trim();
  if ((one + other).includes(lost)) return standsIn(few, many);
  return isMade && few !== "" && many.length - few.length >= leastAdded && standsIn(few, many);
}

export type Compared = Pick<
  ReadMail,
  "from" | "subject" | "sentAt" | "text" | "above" | "whole" | "isShortened"
>;

/** `texts`: what the known one says in its conversation; none where that was removed. */
export function isOtherMail(known: KnownMail, mail: Compared, texts: readonly string[]): boolean {
  if (known.sender !== mail.from.address) return true;
  // Servers write a date into mails that have none.
  const areDated = known.sentAt !== null && mail.sentAt !== null;
  if (areDated && Date.parse(known.sentAt ?? "") !== Date.parse(mail.sentAt ?? "")) return true;
  if (texts.length === 0) return isOtherSubject(known.subject, subjectLine(mail));
  const read = [mail.text, mail.above ?? mail.text, mail.whole];
  return !texts.some((text) => read.some((one) => isSameText(text, one, mail.isShortened)));
}

function isOtherSubject(known: string | null, subject: string | null): boolean {
  if ((known ?? "").includes(lost) || (subject ?? "").includes(lost)) return false;
  return (known?.toWellFormed() ?? null) !== subject;
}

const ownId = /^sha256:[0-9a-f]{64}(?::(.+))?$/s;

/** By which id its conversation knows it. */
export const providerIdOf = (mail: Pick<ReadMail, "ownId" | "messageId" | "digest">): string =>
  mail.ownId ?? mail.messageId ?? `sha256:${mail.digest}`;

/** The id that the mail itself has; null: it has none. */
export function writtenId(providerId: string): string | null {
  const found = ownId.exec(providerId);
  return found === null ? providerId : (found[1] ?? null);
}
