import { expect, test } from "vitest";
import { drawRooms, withDiagram } from "./diagram.ts";
import { checkRoomFolders, checkRoomTable, readRooms } from "./rooms.ts";

const root = new URL("../..", import.meta.url).pathname;
const room = (...mayImport: string[]) => ({ owns: "things", mayImport });

test("the table of this repository is sound", () => {
  expect(checkRoomTable(readRooms(root))).toEqual([]);
});

test("a neighbour that is no room, and rooms in a circle, are found", () => {
  expect(checkRoomTable({ a: room("b") })[0]?.message).toContain('"b", which is no room');
  const circle = checkRoomTable({ a: room("b"), b: room("c"), c: room("a") });
  expect(circle[0]?.message).toContain("a → b → c → a");
});

test("a folder needs its row in the table, its door and its page", () => {
  const folder = "apps/server/src/rooms";
  const messages = checkRoomFolders({ a: room() }, [
    `${folder}/a/index.ts`,
    `${folder}/a/README.md`,
    `${folder}/b/index.ts`,
  ]).map(({ message }) => message);
  expect(messages).toEqual([
    'the room "b" has no README.md',
    'the room "b" is not in tools/rooms.json',
  ]);
});

test("the diagram changes with the table, and a page that lost its markers is refused", () => {
  const page =
    "# A\n<!-- rooms: made by tools/check-architecture.ts --write from tools/rooms.json -->\nold\n<!-- /rooms -->\nrest\n";
  const drawn = withDiagram(page, { a: room("b"), b: room() });
  expect(drawn).toContain("  a --> b\n");
  expect(drawn).not.toContain("old");
  expect(withDiagram(drawn, { a: room("b"), b: room() })).toBe(drawn);
  expect(withDiagram(drawn, { a: room(), b: room() })).not.toBe(drawn);
  expect(() => withDiagram("# A\n", {})).toThrow("lost its markers");
  expect(drawRooms({ a: room() })).toContain("| a | things | – |");
});
