// HTML before it is read: what the parser takes for words, closes wrongly or is slow at is mended in the letters, each
// looked at once. Pure.

/** A line's end as a letter: as elements, thousands of them take the parser minutes. */
export const lineEnd = "\ue002";

/** They begin a line by themselves, so that white space before them says nothing. */
const blocks =
  "address|article|aside|blockquote|body|caption|center|col|colgroup|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|header|hr|html|li|link|main|meta|nav|ol|p|section|style|table|tbody|td|tfoot|th|thead|title|tr|ul";
const beforeBlock = new RegExp(`>\\s+(?=</?(?:${blocks})[\\s/>])`, "g");

/** The kind of page, and what only some programs are told; a comment's own end is not one of them. */
const declaration = /<!doctype\b[^<>]*>|<!\[[^<>\]]*\]>/gi;

/** Where one never ends, only its beginning is left out: better too many words than none. */
function withoutComments(html: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = html.indexOf("<!--"); at >= 0; at = html.indexOf("<!--", from)) {
    kept.push(html.slice(from, at));
    const end = html.indexOf("-->", at + 4);
    if (end < 0) return [...kept, html.slice(at).replaceAll("<!--", "")].join("");
    from = end + 3;
  }
  return [...kept, html.slice(from)].join("");
}

/** The parser closes an element only where its end is written with the same letters, and no blank. */
const withPlainTags = (html: string): string =>
  html
    .replace(/<\/?[a-z][-.:\w]*/gi, (one) => one.toLowerCase())
    .replace(/<\/([a-z][-.:\w]*)\s[^<>]*>/g, "</$1>");

export const tidied = (html: string): string =>
  withPlainTags(withoutComments(html.replaceAll(lineEnd, "")).replace(declaration, ""))
    .replace(beforeBlock, ">")
    .replace(/<br(?:\s[^<>]*)?\/?>/g, lineEnd);
