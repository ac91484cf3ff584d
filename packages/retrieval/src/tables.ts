// Tables of Markdown in one form. GitHub takes them without bars at the ends of their lines, too; here each line gets both,
// so that such a table stays whole and is told row by row like any other. What stands in a block of code is left alone.
import { closesFence, openedFence } from "./fences.ts";

export const isTableLine = (line: string): boolean => /^\s*\|.*\|\s*$/.test(line);

/** Between its head and its rows: dashes in two cells or more. Cell by cell, since a line may be very long. */
function isRule(line: string): boolean {
  const cells = line.trim().replace(/^\|/, "").replace(/\|$/, "").split("|");
  return cells.length > 1 && cells.every((cell) => /^:?-+:?$/.test(cell.trim()));
}

const withBars = (line: string): string =>
  `| ${line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "")
    .trim()} |`;

/** Whether the next line is in a block of code: the marks that opened it. */
const fenceAfter = (line: string, fence: string | null): string | null => {
  if (fence === null) return openedFence(line);
  return closesFence(line, fence) ? null : fence;
};

export function inOneForm(lines: readonly string[]): string[] {
  let fence: string | null = null;
  let isTable = false;
  return lines.map((line, at) => {
    fence = fenceAfter(line, fence);
    const hasBar = fence === null && line.includes("|");
    isTable = hasBar && (isTable || isRule(lines[at + 1] ?? ""));
    return isTable && !isTableLine(line) ? withBars(line) : line;
  });
}
