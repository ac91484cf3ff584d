// What stands at the head of a file of Markdown: settings between lines of three dashes (front matter), of which the title
// alone is used, and the first heading, which becomes the page's title. A comment in a block of code is no heading.
import { closesFence, headingOf, openedFence } from "@rapport/retrieval";

export interface HeadOfPage {
  /** Null where the file says none. */
  title: string | null;
  body: string;
}

const frontMatter = /^---[ \t]*\n((?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|$)/;
/** Lines of dashes around a paragraph are not settings. */
const isSettings = (text: string): boolean => {
  const [first] = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return first === undefined || /^[\w"'-]+[ \t]*:/.test(first);
};

function titleSet(settings: string): string | null {
  const value = /^title[ \t]*:(.*)$/im.exec(settings)?.[1]?.trim() ?? "";
  const plain = /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
  // A text over several lines begins with one of these marks.
  return plain === "" || /^[|>]/.test(plain) ? null : plain;
}

/** The lines, with those of blocks of code emptied. */
function outsideCode(lines: readonly string[]): string[] {
  let fence: string | null = null;
  return lines.map((line) => {
    const before = fence;
    if (before === null) fence = openedFence(line);
    else if (closesFence(line, before)) fence = null;
    return before === null && fence === null ? line : "";
  });
}

/** Where the first heading of the first depth stands: its line, its title, and how many lines it takes. */
function headingIn(lines: readonly string[]): { at: number; title: string; takes: number } | null {
  const told = outsideCode(lines);
  for (const [at, line] of told.entries()) {
    const heading = headingOf(line);
    if (heading?.depth === 1) return { at, title: heading.title, takes: 1 };
    const isUnderlined = /^ {0,3}=+\s*$/.test(told[at + 1] ?? "");
    const isAlone = line.trim() !== "" && (told[at - 1] ?? "").trim() === "";
    if (isUnderlined && isAlone) return { at, title: line.trim(), takes: 2 };
  }
  return null;
}

/** @param hasSettings whether front matter may stand there */
export function headOfMarkdown(markdown: string, hasSettings: boolean): HeadOfPage {
  const text = markdown.replace(/\r\n?/g, "\n");
  const found = hasSettings ? frontMatter.exec(text) : null;
  const settings = found && isSettings(found[1] ?? "") ? found : null;
  const lines = text.slice(settings?.[0].length ?? 0).split("\n");
  const first = headingIn(lines);
  if (!first) return { title: titleSet(settings?.[1] ?? ""), body: lines.join("\n") };
  const { at, title, takes } = first;
  return { title, body: lines.toSpliced(at, takes).join("\n") };
}
