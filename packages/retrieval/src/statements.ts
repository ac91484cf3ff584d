// What of a passage can stand as an answer: its sentences, and of a table each row, told with the names of its columns.
// A head row alone says nothing.
import { sentencesOf } from "./chunk.ts";

const isRow = (line: string): boolean => /^\s*\|.*\|\s*$/.test(line);
const isRule = (line: string): boolean => isRow(line) && /^[\s|:-]+$/.test(line);

const cellsOf = (row: string): string[] =>
  row
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll("\\|", "|").trim());

function rowWith(names: readonly string[], row: string): string {
  const told = cellsOf(row).map((cell, at) => {
    const name = names[at] ?? "";
    return cell === "" || name === "" ? cell : `${name}: ${cell}`;
  });
  return told.filter((cell) => cell !== "").join("; ");
}

/** A table's rows; the head is what stands over a rule. */
function rowsOf(lines: readonly string[]): string[] {
  if (!isRule(lines[1] ?? "")) return lines.map((line) => line.trim());
  const names = cellsOf(lines[0] ?? "");
  return lines
    .slice(2)
    .map((line) => rowWith(names, line))
    .filter((row) => row !== "");
}

export function statementsOf(text: string): string[] {
  const blocks: { isTable: boolean; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const isTable = isRow(line);
    const last = blocks.at(-1);
    if (last?.isTable === isTable) last.lines.push(line);
    else blocks.push({ isTable, lines: [line] });
  }
  return blocks.flatMap(({ isTable, lines }) =>
    isTable ? rowsOf(lines) : sentencesOf(lines.join("\n")),
  );
}
