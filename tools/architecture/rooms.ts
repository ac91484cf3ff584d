/**
 * The table of rooms and the neighbours each may import. `tools/rooms.json` is the only
 * place where it is written; the import rules, the store rule and the diagram in
 * ARCHITECTURE.md are all made from it.
 */
import { readFileSync } from "node:fs";
import type { Violation } from "./violation.ts";

export type Room = { owns: string; mayImport: string[] };
export type Rooms = Record<string, Room>;

export const TABLE_PATH = "tools/rooms.json";

export function readRooms(root: string): Rooms {
  return JSON.parse(readFileSync(`${root}/${TABLE_PATH}`, "utf8")) as Rooms;
}

/** The table itself must make sense: known names only, and no way round in a circle. */
export function checkRoomTable(rooms: Rooms): Violation[] {
  return [...unknownNeighbours(rooms), ...circles(rooms)].map((message) => ({
    rule: "room-table",
    file: TABLE_PATH,
    line: 1,
    message,
  }));
}

function unknownNeighbours(rooms: Rooms): string[] {
  return Object.entries(rooms).flatMap(([name, room]) =>
    room.mayImport
      .filter((neighbour) => !(neighbour in rooms))
      .map((neighbour) => `"${name}" names the neighbour "${neighbour}", which is no room`),
  );
}

function circles(rooms: Rooms): string[] {
  const settled = new Set<string>();
  const found: string[] = [];
  const visit = (name: string, trail: string[]): void => {
    if (trail.includes(name)) {
      found.push(`rooms import each other in a circle: ${[...trail, name].join(" → ")}`);
      return;
    }
    if (settled.has(name)) return;
    for (const neighbour of rooms[name]?.mayImport ?? []) visit(neighbour, [...trail, name]);
    settled.add(name);
  };
  for (const name of Object.keys(rooms)) visit(name, []);
  return found;
}

/** Each folder under rooms/ is in the table and has its door and its page. */
export function checkRoomFolders(rooms: Rooms, paths: readonly string[]): Violation[] {
  const pattern = /^apps\/server\/src\/rooms\/([^/]+)\//;
  const folders = new Set(paths.flatMap((path) => pattern.exec(path)?.[1] ?? []));
  const known = new Set(paths);
  return [...folders].flatMap((name) => {
    const folder = `apps/server/src/rooms/${name}`;
    const missing = ["README.md", "index.ts"].filter((file) => !known.has(`${folder}/${file}`));
    const messages = missing.map((file) => `the room "${name}" has no ${file}`);
    if (!(name in rooms)) messages.push(`the room "${name}" is not in ${TABLE_PATH}`);
    return messages.map((message) => ({ rule: "room-folder", file: folder, line: 1, message }));
  });
}
