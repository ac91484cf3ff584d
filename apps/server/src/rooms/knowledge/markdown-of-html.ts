// A page of HTML as Markdown. What stands on lines of its own in the page does not run together in the text: of a cell of a
// table, which is one line in Markdown, its lines and paragraphs are parted by spaces, and so are the lines of a heading.
import { withoutHidden } from "./without-hidden.ts";

/** Not what a page says, but what is around it, or works in it. */
const notText = "script style noscript template head nav footer img iframe object svg".split(" ");
/** Beside those that the translator knows. */
const ownLines = "DETAILS SUMMARY LEGEND".split(" ");
const inCell = "p,div,li,dt,dd,h1,h2,h3,h4,h5,h6,pre,blockquote,section,summary,td,th,caption";
const isHeading = /^H[1-6]$/;

export async function markdownOfHtml(html: string): Promise<string> {
  const { NodeHtmlMarkdown } = await import("node-html-markdown");
  const translator = new NodeHtmlMarkdown(
    { ignore: notText, blockElements: ownLines },
    {
      br: ({ parent }) => ({
        content: isHeading.test(parent?.tagName ?? "") ? " " : "  \n",
        recurse: false,
      }),
    },
  );
  translator.tableCellTranslators.set("br", { content: " ", recurse: false });
  translator.tableCellTranslators.set(inCell, { postfix: " " });
  return translator.translate(await withoutHidden(html));
}
