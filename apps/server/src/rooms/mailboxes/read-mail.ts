// A mail's bytes become what the rest of the room knows of it. It runs in a thread of its own (mail-thread.ts): mails
// come from anybody, and a hostile one may take long or never end. Nothing in it is believed, and HTML is only read.
import { createHash } from "node:crypto";
import { NodeHtmlMarkdown } from "node-html-markdown";
import type { Address, Attachment, Email } from "postal-mime";
import { foldMail } from "./fold.rules.ts";
import { idsIn, type MailKind, mailKind } from "./mail-kind.rules.ts";
import { parseMail } from "./parse-mail.ts";

export interface MailFile {
  name: string;
  mediaType: string;
  content: Uint8Array;
}

export interface ReadMail {
  /** Of the bytes: the same mail has the same. */
  digest: string;
  /** Without brackets; null: the mail has none that can be used. */
  messageId: string | null;
  from: { address: string | null; name: string | null };
  /** Where an answer goes. */
  answerTo: string | null;
  /** All to whom it says that it goes. */
  to: string[];
  subject: string | null;
  /** ISO 8601; null: it says none that can be read. */
  sentAt: string | null;
  /** What is new in it. */
  text: string;
  /** More than that is in the mail: a quotation, a signature, a layout. */
  isShortened: boolean;
  inReplyTo: string[];
  kind: MailKind;
  files: MailFile[];
}

const mostFiles = 50;
const longestText = 200_000;
const longestHtml = 2_000_000;

const htmlToText = new NodeHtmlMarkdown({
  ignore: ["script", "style", "head", "title", "noscript", "template", "img", "svg"],
  keepDataImages: false,
  maxConsecutiveNewlines: 2,
  bulletMarker: "-",
  emDelimiter: "",
  strongDelimiter: "",
  useLinkReferenceDefinitions: false,
});

export async function readMail(raw: Uint8Array): Promise<ReadMail> {
  const mail = await parseMail(raw);
  const sender = firstMailbox(mail.from) ?? firstMailbox(mail.sender);
  const answer = mail.replyTo?.map(firstMailbox).find((one) => one !== null);
  const address = addressOf(sender?.address);
  const whole = textOf(mail).slice(0, longestText);
  const folded = foldMail(whole);
  return {
    digest: createHash("sha256").update(raw).digest("hex"),
    messageId: idsIn(mail.messageId)[0] ?? null,
    from: { address, name: sender?.name.trim() || null },
    answerTo: addressOf(answer?.address) ?? address,
    to: [...(mail.to ?? []), ...(mail.cc ?? [])]
      .flatMap(mailboxes)
      .flatMap(({ address: one }) => addressOf(one) ?? []),
    subject: mail.subject?.trim() || null,
    sentAt: isoOf(mail.date),
    text: folded.text,
    isShortened: folded.isFolded || folded.text === "" || (mail.html ?? "") !== "",
    inReplyTo: [...new Set([...idsIn(mail.inReplyTo), ...idsIn(mail.references).reverse()])],
    kind: mailKind(mail.headers, address ?? ""),
    files: mail.attachments.slice(0, mostFiles).map(fileOf),
  };
}

/** Plain text where there is some; else that of the HTML. */
function textOf({ text, html }: Email): string {
  if (text !== undefined && text.trim() !== "") return text;
  if (html === undefined) return "";
  return htmlToText.translate(html.slice(0, longestHtml)).trim();
}

const mailboxes = (one: Address) =>
  "group" in one && one.group ? one.group : [one as { name: string; address: string }];

function firstMailbox(one: Address | undefined): { name: string; address: string } | null {
  return one === undefined ? null : (mailboxes(one)[0] ?? null);
}

const addressShape = /^[^\s<>@,;:"\\]{1,64}@[^\s<>@,;:"\\]{1,253}$/u;

function addressOf(text: string | undefined): string | null {
  const address = text?.trim().toLowerCase() ?? "";
  return addressShape.test(address) ? address : null;
}

function isoOf(text: string | undefined): string | null {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function fileOf(part: Attachment, index: number): MailFile {
  const content =
    typeof part.content === "string" ? Buffer.from(part.content) : new Uint8Array(part.content);
  return {
    name: part.filename?.trim() || nameless(part.mimeType, index),
    mediaType: part.mimeType || "application/octet-stream",
    content,
  };
}

const nameless = (mediaType: string, index: number): string => {
  if (mediaType === "message/rfc822") return `message-${index + 1}.eml`;
  const [, kind = "bin"] = mediaType.split("/");
  return `file-${index + 1}.${kind.replaceAll(/[^a-z0-9]/g, "").slice(0, 10) || "bin"}`;
};
