// A mail's bytes into its parts, and what programs get wrong mended: letters in another encoding than the mail says or in
// none that it says, line ends of another age, names that read backwards. What cannot be mended stays as it is.
import { isUtf8 } from "node:buffer";
import PostalMime, { type Address, type Email } from "postal-mime";
import { detectEncoding } from "../../platform/text-encoding.ts";

const options = { rfc822Attachments: true, maxNestingDepth: 50 } as const;

export async function parseMail(raw: Uint8Array): Promise<Email> {
  const bytes = withUsualLines(raw);
  const mail = await PostalMime.parse(asSaid(bytes), options);
  const again = hasLostLetters(mail) ? asGuessed(bytes) : null;
  if (!again) return withCleanNames(mail);
  const { text, html, subject, from, sender, replyTo } = await PostalMime.parse(again, options);
  return withCleanNames({ ...mail, ...present({ text, html, subject, from, sender, replyTo }) });
}

const [lineFeed, carriageReturn] = [10, 13];
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Without a mark before the first header; old programs end lines with a carriage return alone. */
function withUsualLines(raw: Uint8Array): Uint8Array {
  const isMarked = byteOrderMark.every((byte, at) => raw[at] === byte);
  const bytes = isMarked ? raw.subarray(byteOrderMark.length) : raw;
  const isOld = !bytes.includes(lineFeed) && bytes.includes(carriageReturn);
  return isOld ? bytes.map((byte) => (byte === carriageReturn ? lineFeed : byte)) : bytes;
}

const asLatin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

const isPlainAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80);

/** What says that it is ASCII and is not, is UTF-8 where it can be. */
function asSaid(bytes: Uint8Array): Uint8Array {
  if (isPlainAscii(bytes) || !isUtf8(bytes)) return bytes;
  const text = asLatin1(bytes);
  const mended = text.replace(/(charset\s*=\s*"?)us-ascii\b/gi, "$1utf-8");
  return mended === text ? bytes : Buffer.from(mended, "latin1");
}

/** All of it from the encoding that its letters look like to UTF-8; null where that is what it is. */
function asGuessed(bytes: Uint8Array): Uint8Array | null {
  if (isUtf8(bytes)) return null;
  const encoding = detectEncoding(bytes)?.encoding;
  if (encoding === undefined || encoding.startsWith("utf")) return null;
  return Buffer.from(new TextDecoder(encoding).decode(bytes, { stream: true }));
}

const lost = "\ufffd";

const hasLostLetters = ({ text, html, subject, from }: Email): boolean =>
  [text, html, subject, from?.name].some((one) => one?.includes(lost));

function present<T extends object>(values: T): Partial<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

/** Windows writes quotation marks and the euro sign where ISO 8859-1 has controls, and says that it is ISO 8859-1. */
const highControls = /[\u0080-\u009f]/g;
const withWindowsMarks = (text: string): string =>
  text.replace(highControls, (one) =>
    new TextDecoder("windows-1252").decode(Uint8Array.of(one.charCodeAt(0)), { stream: true }),
  );

/** Marks that turn the direction make "exe.jpg" of "gpj.exe"; a name needs none. */
const directionMarks = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are taken out
const controls = /[\u0000-\u001f\u007f]/g;
const cleanName = (name: string): string =>
  withWindowsMarks(name).replace(directionMarks, "").replace(controls, " ").trim();

/**
 * A folder before a file's name is where its sender kept it, or where somebody wants it to go. Elsewhere a slash is a part
 * of the name, as in a date.
 */
const isPlace = /^(?:[a-z]:|~)?[/\\]|[/\\]$|(?:^|[/\\])\.{1,2}(?:[/\\]|$)/i;
function withoutFolders(name: string): string {
  const parts = name.split(/[/\\]/);
  const bare = (isPlace.test(name) ? parts.at(-1) : parts.join("-"))?.trim() ?? "";
  return /^\.*$/.test(bare) ? "" : bare;
}

const cleanAddress = (address: Address): Address => ({ ...address, name: cleanName(address.name) });

function withCleanNames(mail: Email): Email {
  return {
    ...mail,
    ...present({
      text: mail.text === undefined ? undefined : withWindowsMarks(mail.text),
      html: mail.html === undefined ? undefined : withWindowsMarks(mail.html),
      subject: mail.subject === undefined ? undefined : cleanName(mail.subject),
      from: mail.from && cleanAddress(mail.from),
      replyTo: mail.replyTo?.map(cleanAddress),
    }),
    attachments: mail.attachments.map((part) => ({
      ...part,
      filename: part.filename === null ? null : withoutFolders(cleanName(part.filename)),
    })),
  };
}
