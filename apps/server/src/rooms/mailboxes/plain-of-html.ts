// The words of a mail's HTML as plain text, for people: no marks of Markdown, nothing escaped, addresses as they are.
// What stands on a line of its own in the mail does so here; ">" before what it quotes, "-" before points.
import {
  NodeHtmlMarkdown,
  PostProcessResult,
  type TranslatorConfig,
  type TranslatorConfigObject,
} from "node-html-markdown";

const unseen = "script style head title noscript template img svg".split(" ");
const never: readonly [RegExp, string] = [/(?!)/, ""];
/** Said, since what is left unsaid of a translator stays as Markdown has it. */
const untouched: TranslatorConfig = {
  spaceIfRepeatingChar: false,
  postprocess: ({ content }) => content,
};

/** Where it leads, unless that is what it says; only to where a person can go. */
function linkTail(href: string, text: string): string {
  const place = href.trim();
  if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(place) || /\s/.test(place)) return "";
  const shown = place.replace(/^(?:mailto:|tel:)/i, "").replace(/\?.*$/s, "");
  const bare = (one: string) =>
    one
      .trim()
      .replace(/^https?:\/\//i, "")
      .replace(/\/$/, "");
  if (bare(text) === "" || bare(text) === bare(place) || bare(text) === bare(shown)) return "";
  return ` <${place}>`;
}

const words: TranslatorConfigObject = {
  br: { content: "\n", recurse: false },
  // It stands above what a mail quotes, and is no word.
  hr: { content: "\n\n", recurse: false },
  div: { surroundingNewlines: 1 },
  "h1,h2,h3,h4,h5,h6": { surroundingNewlines: 2, prefix: "" },
  "strong,b,em,i,del,s,strike,code": untouched,
  a: ({ node }) => ({
    postprocess: ({ content }) => content + linkTail(node.getAttribute("href") ?? "", content),
  }),
  table: { surroundingNewlines: 1 },
  tr: {
    surroundingNewlines: 1,
    postprocess: ({ content }) => {
      const row = content.trimEnd();
      return row.endsWith(" |") ? row.slice(0, -2) : row;
    },
  },
  // Cells of one line stand beside each other; those that lay out a mail have lines of their own.
  "td,th": {
    surroundingNewlines: false,
    postprocess: ({ content }) => {
      const cell = content.trim();
      if (cell === "") return PostProcessResult.RemoveNode;
      return cell.includes("\n") ? `\n${cell}\n` : `${cell} | `;
    },
  },
};

const translator = new NodeHtmlMarkdown(
  {
    ignore: unseen,
    bulletMarker: "-",
    maxConsecutiveNewlines: 2,
    globalEscape: never,
    lineStartEscape: never,
  },
  words,
);

export const plainOfHtml = (html: string): string =>
  translator
    .translate(html)
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
