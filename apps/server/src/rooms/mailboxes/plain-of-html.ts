// The words of a mail's HTML as plain text, for people: no marks of Markdown, nothing escaped, addresses as they are.
// What stands on a line of its own in the mail does so here; ">" before what it quotes, "-" before points, "|" between
// cells of one line. Each piece of the mail is looked at once, however long or deep it is.
import { type HTMLElement, NodeType, parse } from "node-html-parser";
import { createPlainPage, type PlainPage } from "./plain-page.ts";
import { lineEnd, tidied } from "./tidy-html.rules.ts";

const never = new Set("SCRIPT STYLE HEAD TITLE NOSCRIPT TEMPLATE IMG SVG OBJECT IFRAME".split(" "));
const paragraphs = new Set(
  "P H1 H2 H3 H4 H5 H6 PRE HR DL FIGURE FIELDSET ADDRESS BLOCKQUOTE".split(" "),
);
const lines = new Set(
  "DIV TR TABLE TBODY LI DT DD SECTION ARTICLE HEADER FOOTER MAIN NAV ASIDE CENTER FORM CAPTION".split(
    " ",
  ),
);

const settings = {
  comment: false,
  fixNestedATags: true,
  blockTextElements: { script: false, noscript: false, style: false },
};

/** Where it leads, unless that is what it says; only to where a person can go. */
function linkTail(href: string, text: string): string {
  const place = href
    .replace(/[\t\r\n]/g, "")
    .trim()
    .replace(/\s/g, encodeURIComponent);
  if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(place)) return "";
  const shown = place.replace(/^mailto:([^?]*).*$/i, "$1").replace(/^tel:/i, "");
  const bare = (one: string) =>
    one
      .trim()
      .replace(/^https?:\/\//i, "")
      .replace(/\/$/, "");
  if (bare(text) === "" || bare(text) === bare(place) || bare(text) === bare(shown)) return "";
  return ` <${place}>`;
}

const asIs = () => undefined;

/** Elements that are more than a line or a paragraph; each answers what happens where it ends. */
const special: Partial<Record<string, (page: PlainPage, element: HTMLElement) => () => void>> = {
  A: (page, element) => {
    page.beginLink();
    return () => {
      const text = page.endLink();
      page.append(linkTail(element.getAttribute("href") ?? "", text));
    };
  },
  PRE: (page) => page.typed(),
  BLOCKQUOTE: (page) => page.quoted(),
  UL: (page) => page.list(null),
  OL: (page, element) => page.list(Number.parseInt(element.getAttribute("start") ?? "1", 10) || 1),
  LI: (page) => page.point(),
  TR: (page) => page.row(),
  TD: (page) => page.cell(),
  TH: (page) => page.cell(),
};

function entered(page: PlainPage, element: HTMLElement): () => void {
  const name = element.tagName ?? "";
  const apart = paragraphs.has(name) ? 2 : Number(lines.has(name));
  page.want(apart);
  const leave = special[name]?.(page, element) ?? asIs;
  return () => {
    leave();
    page.want(apart);
  };
}

function write(page: PlainPage, text: string): void {
  for (const [at, piece] of text.split(lineEnd).entries()) {
    if (at > 0) page.breakLine();
    page.write(piece);
  }
}

type Waiting = HTMLElement["childNodes"][number] | (() => void);

function read(page: PlainPage, next: Waiting, waiting: Waiting[]): void {
  if (typeof next === "function") return next();
  if (next.nodeType === NodeType.TEXT_NODE) return write(page, next.text);
  const element = next as HTMLElement;
  if (next.nodeType !== NodeType.ELEMENT_NODE || never.has(element.tagName ?? "")) return;
  waiting.push(entered(page, element));
  for (const child of element.childNodes.toReversed()) waiting.push(child);
}

export function plainOfHtml(html: string): string {
  const page = createPlainPage();
  const waiting: Waiting[] = [parse(tidied(html), settings)];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    read(page, next, waiting);
  return page.read();
}
