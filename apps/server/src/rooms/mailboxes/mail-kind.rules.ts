// What kind of mail it is, by its headers: a person's, or one that nobody wrote and that must not be answered. Pure.
// Sources of the signs: RFC 3834 (Auto-Submitted), RFC 3464 (delivery reports), RFC 2919 and 2369 (lists), and what
// Exchange and common autoresponders set beside them.

export type MailKind = "message" | "auto-reply" | "bounce" | "list";

export type HeaderList = readonly { key: string; value: string }[];

const first = (headers: HeaderList, key: string): string =>
  headers.find((header) => header.key === key)?.value.trim() ?? "";

const has = (headers: HeaderList, key: string): boolean =>
  headers.some((header) => header.key === key);

const automaticSenders =
  /^(?:mailer-daemon|postmaster|mail-daemon|no-?reply|do-?not-?reply|bounces?)(?:[+\-.].*)?@/i;
const noReplySenders = /^(?:no-?reply|do-?not-?reply)(?:[+\-.].*)?@/i;
const daemonSenders = /^(?:mailer-daemon|postmaster|mail-daemon)@/i;

function isBounce(headers: HeaderList, from: string): boolean {
  const type = first(headers, "content-type").toLowerCase();
  if (type.startsWith("multipart/report") && /report-type="?delivery-status/.test(type))
    return true;
  // A report has the empty sender; only daemons write with none.
  return first(headers, "return-path") === "<>" && daemonSenders.test(from);
}

function isAutomatic(headers: HeaderList): boolean {
  const submitted = first(headers, "auto-submitted").toLowerCase();
  if (submitted !== "" && !submitted.startsWith("no")) return true;
  // That a mail was read or deleted (RFC 8098), or that it was taken for spam (RFC 5965).
  if (first(headers, "content-type").toLowerCase().startsWith("multipart/report")) return true;
  if (has(headers, "x-autoreply") || has(headers, "x-autorespond")) return true;
  return first(headers, "return-path") === "<>";
}

/** The sender wants no program to answer. It says nothing of who wrote the mail: Outlook sets it on people's mails, too. */
export const suppressesAnswers = (headers: HeaderList): boolean =>
  /(?:^|[\s,;])(?:all|oof|autoreply)(?:$|[\s,;])/i.test(first(headers, "x-auto-response-suppress"));

/** Nobody reads at this address, so that who is named for answers wrote: a form on a website sends like that. */
export const isWrittenByAnother = ({ address, answerTo }: MailSender): boolean =>
  noReplySenders.test(address) && answerTo !== address && !automaticSenders.test(answerTo);

export interface MailSender {
  address: string;
  answerTo: string;
}

export function mailKind(headers: HeaderList, sender: MailSender): MailKind {
  const from = sender.address;
  if (isBounce(headers, from)) return "bounce";
  if (isAutomatic(headers)) return "auto-reply";
  const precedence = first(headers, "precedence").toLowerCase();
  if (precedence === "auto_reply") return "auto-reply";
  if (has(headers, "list-id") || has(headers, "list-unsubscribe")) return "list";
  if (precedence === "bulk" || precedence === "list" || precedence === "junk") return "list";
  return automaticSenders.test(from) && !isWrittenByAnother(sender) ? "auto-reply" : "message";
}

const longestId = 500;
const mostIds = 50;

/** The ids in a header such as References, without brackets, in order and once each; the newest where there are many. */
export function idsIn(value: string | undefined): string[] {
  const found = [...(value ?? "").matchAll(/<([^<>\s]{1,998})>/g)].map(([, id = ""]) => id);
  const usable = found.filter((id) => id.length <= longestId);
  return [...new Set(usable)].slice(-mostIds);
}
