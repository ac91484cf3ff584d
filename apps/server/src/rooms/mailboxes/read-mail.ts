// A mail's bytes become what the rest of the room knows of it. It runs in a thread of its own (mail-thread.ts): mails
// come from anybody, and a hostile one may take long or never end. Nothing in it is believed, and HTML is only read.
import { createHash } from "node:crypto";
import type { MessagePicture } from "@rapport/contracts";
import type { Address, Attachment, Email } from "postal-mime";
import type { DeliveryReport } from "../channels/index.ts";
import { deliveryReport } from "./delivery-report.rules.ts";
import { foldMail } from "./fold.rules.ts";
import {
  idsIn,
  isWrittenByAnother,
  type MailKind,
  mailKind,
  suppressesAnswers,
} from "./mail-kind.rules.ts";
import { parseMail } from "./parse-mail.ts";
import {
  type Placed,
  placePictures,
  withoutDataImages,
  withPictureTokens,
} from "./pictures.rules.ts";
import { plainOfHtml } from "./plain-of-html.ts";

export interface MailFile {
  name: string;
  mediaType: string;
  content: Uint8Array;
  /** How it stands in the text; null: a file like any other. */
  picture: MessagePicture | null;
}

export interface MailPerson {
  address: string;
  name: string | null;
}

export interface ReadMail {
  /** Of the bytes: the same mail has the same. */
  digest: string;
  /** Without brackets; null: the mail has none that can be used. */
  messageId: string | null;
  /** In place of that, where another mail has it. */
  ownId?: string;
  from: { address: string | null; name: string | null };
  /** Where an answer goes. */
  answerTo: string | null;
  /** Of whom that is. */
  answerName: string | null;
  /** Who says to have written it, where answers go elsewhere. */
  author: MailPerson | null;
  /** All to whom it says that it goes, once each. */
  recipients: MailPerson[];
  /** Addresses by which it came, whatever header says so. */
  reached: string[];
  /** What servers on its way say of its sender; the topmost first. */
  authResults: string[];
  subject: string | null;
  /** ISO 8601; null: it says none that can be read. */
  sentAt: string | null;
  /** What is new in it. */
  text: string;
  /** The text without a quotation of which no line says whose it is; null: there is none. */
  above: string | null;
  /** With what it quotes and its signature. */
  whole: string;
  /** More than that is in the mail: a quotation, a signature, a layout. */
  isShortened: boolean;
  inReplyTo: string[];
  kind: MailKind;
  /** Its sender wants no program to answer it. */
  isForPeople: boolean;
  /** Of a bounce: which of our mails it says did not arrive. */
  report: DeliveryReport | null;
  files: MailFile[];
}

const mostFiles = 50;
const longestText = 200_000;
const longestHtml = 2_000_000;

export async function readMail(raw: Uint8Array): Promise<ReadMail> {
  const mail = await parseMail(raw);
  const sender = firstMailbox(mail.from) ?? firstMailbox(mail.sender);
  const address = addressOf(sender?.address);
  const name = sender?.name.trim() || null;
  const answer = answerOf(mail, { address, name });
  const { whole, pictures } = textOf(mail);
  const folded = foldMail(whole, "attributed");
  const above = foldMail(whole).text;
  const kind = mailKind(mail.headers, { address: address ?? "", answerTo: answer.answerTo ?? "" });
  return {
    digest: createHash("sha256").update(raw).digest("hex"),
    messageId: idsIn(mail.messageId)[0] ?? null,
    from: { address, name },
    ...answer,
    ...placesOf(mail),
    subject: mail.subject?.trim() || null,
    sentAt: isoOf(mail.date),
    text: folded.text,
    above: above === folded.text ? null : above,
    whole,
    isShortened: folded.isFolded || folded.text === "" || (mail.html ?? "") !== "",
    inReplyTo: [...new Set([...idsIn(mail.inReplyTo), ...idsIn(mail.references).reverse()])],
    kind,
    isForPeople: suppressesAnswers(mail.headers),
    report: kind === "bounce" ? reportIn(mail) : null,
    files: mail.attachments
      .slice(0, mostFiles)
      .map((part, at) => ({ ...fileOf(part, at), picture: pictures[at] ?? null })),
  };
}

/** A form's name is not that of whoever filled it in. */
function answerOf(
  { replyTo }: Email,
  { address, name }: ReadMail["from"],
): Pick<ReadMail, "answerTo" | "answerName" | "author"> {
  const answer = replyTo?.map(firstMailbox).find((one) => one !== null);
  const answerTo = addressOf(answer?.address) ?? address;
  if (answerTo === null || answerTo === address)
    return { answerTo, answerName: name, author: null };
  const isAnother = isWrittenByAnother({ address: address ?? "", answerTo });
  return {
    answerTo,
    answerName: answer?.name.trim() || (isAnother ? null : name),
    author: isAnother || address === null ? null : { address, name },
  };
}

const mostRecipients = 200;
const arrivals = new Set([
  "delivered-to",
  "x-original-to",
  "envelope-to",
  "x-envelope-to",
  "x-delivered-to",
  "x-forwarded-to",
]);
const mostResults = 20;

/** To whom it goes, and by which addresses it came here: a blind copy stands in what servers write alone. */
function placesOf(mail: Email): Pick<ReadMail, "recipients" | "reached" | "authResults"> {
  const named = new Map<string, MailPerson>();
  for (const { address, name } of [...(mail.to ?? []), ...(mail.cc ?? [])].flatMap(mailboxes)) {
    const one = addressOf(address);
    if (one !== null && named.size < mostRecipients && !named.has(one))
      named.set(one, { address: one, name: name.trim() || null });
  }
  const written = mail.headers.flatMap(({ key, value }) => {
    if (arrivals.has(key)) return [value];
    const [, by] = key === "received" ? (/\sfor <([^<>\s]{1,320})>/i.exec(value) ?? []) : [];
    return by === undefined ? [] : [by];
  });
  const blind = (mail.bcc ?? []).flatMap(mailboxes).map(({ address }) => address);
  const reached = [...written.map((one) => one.replace(/^<|>$/g, "")), ...named.keys(), ...blind];
  return {
    recipients: [...named.values()],
    reached: [...new Set(reached.flatMap((one) => addressOf(one) ?? []))],
    authResults: mail.headers
      .filter(({ key }) => key === "authentication-results")
      .slice(0, mostResults)
      .map(({ value }) => value.slice(0, 4000)),
  };
}

const pointsAtPart = /cid:/i;

/** Plain text where there is some; else that of the HTML. Where the HTML shows parts of the mail, it says which. */
function textOf({ text = "", html = "", attachments }: Email): Placed {
  const isPlain = text.trim() !== "";
  const isAsked = !isPlain || pointsAtPart.test(html);
  const rich = isAsked
    ? plainOfHtml(withPictureTokens(withoutDataImages(html).slice(0, longestHtml)))
    : "";
  const parts = attachments
    .slice(0, mostFiles)
    .map((part) => ({ ...part, content: bytesOf(part) }));
  return placePictures(
    { plain: text.slice(0, longestText), rich: rich.slice(0, longestText) },
    parts,
  );
}

const bytesOf = ({ content }: Attachment): Uint8Array =>
  typeof content === "string" ? Buffer.from(content) : new Uint8Array(content);

const longestReport = 100_000;

function reportIn({ attachments }: Email): DeliveryReport {
  const parts = attachments.slice(0, mostFiles).map((part) => ({
    mediaType: part.mimeType.toLowerCase(),
    text: Buffer.from(bytesOf(part).subarray(0, longestReport)).toString("utf8"),
  }));
  return deliveryReport(parts);
}

const mailboxes = (one: Address) =>
  "group" in one && one.group ? one.group : [one as { name: string; address: string }];

function firstMailbox(one: Address | undefined): { name: string; address: string } | null {
  return one === undefined ? null : (mailboxes(one)[0] ?? null);
}

/** Programs that take answers put more before the @ than the 64 letters that the standard allows. */
const addressShape = /^[^\s<>@,;:"\\]{1,250}@[^\s<>@,;:"\\]{1,253}$/u;
const longestAddress = 320;

function addressOf(text: string | undefined): string | null {
  const address = text?.trim().toLowerCase() ?? "";
  return address.length <= longestAddress && addressShape.test(address) ? address : null;
}

function isoOf(text: string | undefined): string | null {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function fileOf(part: Attachment, index: number): Omit<MailFile, "picture"> {
  return {
    name: part.filename?.trim() || nameless(part.mimeType, index),
    mediaType: part.mimeType || "application/octet-stream",
    content: bytesOf(part),
  };
}

/** Where programs know a kind by another name than its own. */
const endings: ReadonlyMap<string, string> = new Map([
  ["calendar", "ics"],
  ["plain", "txt"],
  ["jpeg", "jpg"],
  ["octet-stream", "bin"],
]);

const nameless = (mediaType: string, index: number): string => {
  if (mediaType === "message/rfc822") return `message-${index + 1}.eml`;
  const [, kind = ""] = mediaType.split("/");
  const ending = endings.get(kind) ?? kind.replaceAll(/[^a-z0-9]/g, "").slice(0, 10);
  return `file-${index + 1}.${ending || "bin"}`;
};
