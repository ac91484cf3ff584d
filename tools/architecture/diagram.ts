/**
 * The room diagram of ARCHITECTURE.md, made from the table of rooms between two markers.
 * `node tools/check-architecture.ts --write` renews it; the check fails when it is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type Rooms, readRooms } from "./rooms.ts";
import type { Violation } from "./violation.ts";

const PAGE = "ARCHITECTURE.md";
const START = "<!-- rooms: made by tools/check-architecture.ts --write from tools/rooms.json -->";
const END = "<!-- /rooms -->";

export function drawRooms(rooms: Rooms): string {
  const rows = Object.entries(rooms).map(
    ([name, { owns, mayImport }]) => `| ${name} | ${owns} | ${mayImport.join(", ") || "–"} |`,
  );
  const arrows = Object.entries(rooms).flatMap(([name, { mayImport }]) =>
    mayImport.length > 0 ? [`  ${name} --> ${mayImport.join(" & ")}`] : [`  ${name}`],
  );
  return [
    "| room | owns | may import |",
    "|---|---|---|",
    ...rows,
    "",
    "```mermaid",
    "flowchart TD",
    ...arrows,
    "```",
  ].join("\n");
}

/** The page with a fresh diagram; throws when its markers are gone. */
export function withDiagram(page: string, rooms: Rooms): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`${PAGE} has lost its markers ${START} … ${END}`);
  return `${page.slice(0, start + START.length)}\n${drawRooms(rooms)}\n${page.slice(end)}`;
}

export function checkDiagram(root: string): Violation[] {
  const page = readFileSync(`${root}/${PAGE}`, "utf8");
  if (withDiagram(page, readRooms(root)) === page) return [];
  const message = "the room diagram is stale: run node tools/check-architecture.ts --write";
  return [{ rule: "diagram-fresh", file: PAGE, line: 1, message }];
}

export function writeDiagram(root: string): void {
  const page = readFileSync(`${root}/${PAGE}`, "utf8");
  writeFileSync(`${root}/${PAGE}`, withDiagram(page, readRooms(root)));
}
