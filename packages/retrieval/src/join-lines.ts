// Lines that end where the paper or the editor's window did, not where the sentence does: files of Markdown wrapped at 80
// columns, and every PDF. They become one line again, so that a sentence is found and cited whole. Lines of a list, of an
// address or of opening hours stay lines of their own.

const sentenceEnd = /[.!?:;…؟。！？]["'”’»)\]」』）]*$/u;
/** Two spaces or a backslash at the end are a break that somebody wanted. */
const wantedBreak = /(?: {2}|\\)$/;
const beginsItem = /^\s*(?:[-*+•▪·–>|]|\d{1,3}[.)]\s)/u;
const unspaced = /^[\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]$/u;
/** A line that is shorter was not ended by a margin. */
const leastWrapped = 50;
const nearLongest = 0.75;

function isGoingOn(line: string, next: string, longest: number): boolean {
  if (wantedBreak.test(line) || beginsItem.test(next)) return false;
  if (/^\s*\p{Ll}/u.test(next)) return true;
  const reachesMargin = line.length >= Math.max(leastWrapped, nearLongest * longest);
  return reachesMargin && !sentenceEnd.test(line.trimEnd());
}

/** The end of a line without what parted it from the next one, and what stands between the two. */
function seam(before: string, after: string): { end: string; between: string } {
  const isParted = /\p{Ll}-$/u.test(before.slice(-3)) && /^\p{Ll}/u.test(after);
  if (isParted) return { end: before.slice(0, -1), between: "" };
  const isUnspaced = unspaced.test(before.at(-1) ?? "") && unspaced.test(after.at(0) ?? "");
  return { end: before, between: isUnspaced ? "" : " " };
}

/** The lines of one paragraph or list. */
export function joinLines(lines: readonly string[]): string[] {
  const longest = lines.reduce((most, { length }) => Math.max(most, length), 0);
  const out: string[][] = [];
  for (const [at, line] of lines.entries()) {
    const pieces = out.at(-1);
    const before = lines[at - 1];
    if (!pieces || before === undefined || !isGoingOn(before, line, longest)) {
      out.push([line]);
      continue;
    }
    const after = line.trimStart();
    const { end, between } = seam((pieces.pop() ?? "").trimEnd(), after);
    pieces.push(end, between, after);
  }
  return out.map((pieces) => pieces.join(""));
}
