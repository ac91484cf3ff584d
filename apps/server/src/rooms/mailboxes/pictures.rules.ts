// Pictures within the text of a mail. Where the mail shows a part of its own (cid:), the text gets "[image 1]", which
// screens draw and everybody else reads as words. Nothing is ever taken from elsewhere: a picture at an address is left
// out, one that the mail lacks is said to be missing. Pure.
import type { MessagePicture } from "@rapport/contracts";
import { foldMail } from "./fold.rules.ts";
import { isTooLarge, pictureSize } from "./picture-type.rules.ts";

export interface MailPart {
  filename: string | null;
  mimeType: string;
  disposition: string | null;
  contentId?: string | undefined;
  content: Uint8Array;
}

/** Of a tag, how much is looked at for where its picture is. */
const longestTag = 4000;
const [open, close] = ["\ue000", "\ue001"];
const ours = /[\ue000\ue001]/g;
const token = /\ue000([^\ue000\ue001]{1,998})\ue001/g;

const keyOf = (id: string): string => id.trim().replace(/^<|>$/g, "").toLowerCase();

function decoded(id: string): string {
  try {
    return decodeURIComponent(id.replaceAll("&amp;", "&"));
  } catch {
    return id;
  }
}

const source =
  /\ssrc\s*=\s*(?:"\s*cid:([^"]{1,998})"|'\s*cid:([^']{1,998})'|cid:([^\s>"']{1,998}))/i;

const tag = /<img[\s/]/gi;
/** Where an address begins; in the middle of a sentence it is the sentence's. */
const dataImage =
  /((?:["'(=]|&quot;|&#3[49];)\s{0,20}data:)(?:image\/|font\/|application\/(?:x-)?font)[a-z0-9.+/;=-]{1,80};base64,[a-z0-9+/=\r\n]*/gi;

/** Pictures and letters written into an address are never shown, and may be longer than all of the text. */
export const withoutDataImages = (html: string): string => html.replace(dataImage, "$1");

/** Each picture of the mail's own as a token in the text; those at an address are left out with all that they say. */
export function withPictureTokens(html: string): string {
  const parts: string[] = [];
  const plain = html.replace(ours, "");
  let from = 0;
  tag.lastIndex = 0;
  for (let found = tag.exec(plain); found !== null; found = tag.exec(plain)) {
    const start = found.index;
    const end = plain.indexOf(">", start);
    if (end < 0) break;
    const stop = end + 1;
    const seen = plain.slice(start, Math.min(stop, start + longestTag));
    const [, double, single, bare] = source.exec(seen) ?? [];
    const id = double ?? single ?? bare;
    parts.push(plain.slice(from, start), id === undefined ? "" : `${open}${decoded(id)}${close}`);
    from = stop;
    tag.lastIndex = stop;
  }
  return [...parts, plain.slice(from)].join("");
}

/** What programs write into plain text where a picture stands: Outlook its id, Gmail its name. */
function withPlainTokens(text: string, parts: readonly MailPart[]): string {
  const idByName = new Map<string, string | null>();
  for (const { filename, contentId } of parts) {
    if (filename === null || contentId === undefined) continue;
    idByName.set(filename, idByName.has(filename) ? null : contentId);
  }
  return text
    .replace(ours, "")
    .replace(/\[cid:([^\]\s]{1,998})\]/gi, (_whole, id: string) => `${open}${id}${close}`)
    .replace(/\[image: ([^\]\n]{1,300})\]/g, (whole, name: string) => {
      const id = idByName.get(name);
      return id ? `${open}${id}${close}` : whole;
    });
}

export const marksIn = (text: string): Set<number> =>
  new Set([...text.matchAll(/\[image (\d{1,3})\]/g)].map(([, mark]) => Number(mark)));

export interface Texts {
  /** As the mail has it. */
  plain: string;
  /** Made of the HTML, with its tokens; empty: nothing in it is asked for. */
  rich: string;
}

/** Marks in the order in which the texts show parts; a part that is not there has none. */
function numbered(texts: readonly string[], byId: ReadonlyMap<string, number>) {
  const marks = new Map<number, number>();
  const read = texts.map((text) =>
    text.replace(token, (_whole, id: string) => {
      const at = byId.get(keyOf(id));
      if (at === undefined) return "[image missing]";
      if (!marks.has(at)) marks.set(at, marks.size + 1);
      return `[image ${marks.get(at)}]`;
    }),
  );
  return { marks, read };
}

function judged(part: MailPart): Pick<MessagePicture, "state" | "type" | "width" | "height"> {
  const size = pictureSize(part.content);
  if (size === null) return { state: "not-a-picture", type: null, width: null, height: null };
  return { state: isTooLarge(size, part.content.byteLength) ? "too-large" : "shown", ...size };
}

export interface Placed {
  /** The whole text, with marks. */
  whole: string;
  /** One for each part; null: a file like any other. */
  pictures: (MessagePicture | null)[];
}

/** What is quoted, or stands in a signature, is not shown: it is a file like any other. */
export function placePictures(given: Texts, parts: readonly MailPart[]): Placed {
  const byId = new Map<string, number>();
  const again = new Set<number>();
  for (const [at, { contentId }] of parts.entries()) {
    const key = contentId === undefined ? "" : keyOf(contentId);
    if (key === "") continue;
    if (byId.has(key)) again.add(at);
    else byId.set(key, at);
  }
  const isPlain = given.plain.trim() !== "";
  const plainText = isPlain ? withPlainTokens(given.plain, parts) : "";
  const { marks, read } = numbered([plainText, given.rich], byId);
  const [plain = "", rich = ""] = read;
  const whole = isPlain ? plain : rich;
  const inText = marksIn(foldMail(whole, "attributed").text);
  const everywhere = marksIn(whole);
  const below = isPlain ? marksIn(foldMail(rich, "attributed").text) : new Set<number>();
  const pictures = parts.map((part, at): MessagePicture | null => {
    const mark = marks.get(at);
    if (again.has(at)) return { ...judged(part), state: "same-id", mark: null };
    if (mark === undefined) return unmarked(part);
    if (inText.has(mark)) return { ...judged(part), mark };
    const isBelow = below.has(mark) && !everywhere.has(mark);
    return isBelow ? { ...judged(part), mark: null } : null;
  });
  return { whole, pictures };
}

/** Some programs put pictures between pieces of text and point at none. */
function unmarked(part: MailPart): MessagePicture | null {
  if (part.disposition !== "inline") return null;
  const found = judged(part);
  return found.type === null ? null : { ...found, mark: null };
}
