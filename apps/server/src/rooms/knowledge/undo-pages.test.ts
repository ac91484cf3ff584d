// Changes of pages, and questions that were dealt with, are taken back; what was deleted stays deleted.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
} from "../../../test/records-ground.ts";
import { createPassages } from "../passages/index.ts";
import { createKnowledge } from "./index.ts";

let ground: RecordsGround;
let editor: Caller;
let reader: Caller;

beforeAll(async () => {
  ground = await openRecordsGround((parts) => {
    const knowledge = createKnowledge({ ...parts, passages: createPassages(parts) });
    for (const [object, part] of Object.entries(knowledge.undoable))
      parts.records.addUndoable(object, part);
    return knowledge.routes;
  });
  const workspace = await ground.workspace();
  editor = workspace.as({ permissions: { settings: ["knowledge.manage"] } });
  reader = workspace.as({});
});
afterAll(() => ground?.close());

async function page(body: object) {
  const shown = { state: "published", readers: ["public"] };
  const made = await editor.post("/knowledge/pages", { ...shown, ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
}
const search = async (by: Caller, query: string): Promise<{ documentId: string }[]> =>
  (await by.post("/knowledge/search", { query })).body.data;

describe("undone", () => {
  const undo = async (act: string) => expect((await editor.post(`/undo/${act}`)).status).toBe(200);

  it("gives a page its earlier text back, and search with it", async () => {
    const made = await page({ title: "Moorings", body: "The zmooring holds the ship." });
    const path = `/knowledge/pages/${made.id}`;
    const changed = await editor.patch(path, { body: "The zrope holds the ship.", title: "Ropes" });
    expect(changed.body.version).toBe(2);
    await undo(changed.act);
    expect((await editor.get(path)).body).toMatchObject({
      ...{ title: "Moorings", body: "The zmooring holds the ship.", version: 3 },
    });
    expect(await search(reader, "zrope")).toEqual([]);
    expect((await search(reader, "zmooring")).map(({ documentId }) => documentId)).toEqual([
      made.id,
    ]);
    // Whoever still holds the version that was undone does not overwrite what came after it.
    const late = await editor.patch(path, { body: "Late." }, { "if-match": '"2"' });
    expect(late.status).toBe(412);
    const again = await editor.patch(path, { body: "The zchain holds the ship." });
    expect(again.body.version).toBe(4);
    await undo(again.act);
    const { data } = (await editor.get(`${path}/versions`)).body;
    expect(
      data.map(({ version, body }: { version: number; body: string }) => [version, body]),
    ).toEqual([
      [5, "The zmooring holds the ship."],
      [4, "The zchain holds the ship."],
      [3, "The zmooring holds the ship."],
      [2, "The zrope holds the ship."],
      [1, "The zmooring holds the ship."],
    ]);
  });

  it("takes a page that was made, and leaves one that was deleted", async () => {
    const made = await editor.post("/knowledge/pages", { title: "Keels", body: "A zkeel." });
    await undo(made.act);
    expect((await editor.get(`/knowledge/pages/${made.body.id}`)).status).toBe(404);
    const gone = await page({ title: "Rudders", body: "A zrudder." });
    const removed = await editor.remove(`/knowledge/pages/${gone.id}`);
    const undone = await editor.post(`/undo/${removed.act}`);
    expect(undone.body.kept).toMatchObject([{ id: gone.id }]);
    expect((await editor.get(`/knowledge/pages/${gone.id}`)).status).toBe(404);
  });

  it("shows a question again that was dealt with", async () => {
    const question = "Who may steer the zbarge on Sundays?";
    for (let at = 0; at < 2; at += 1) await reader.post("/knowledge/answer", { question });
    const gaps = async () =>
      (await editor.get("/knowledge/gaps")).body.data.filter(
        (gap: { question: string }) => gap.question === question,
      );
    const [gap] = await gaps();
    expect(gap.times).toBe(2);
    const settled = await editor.post(`/knowledge/gaps/${gap.id}/settle`);
    expect(await gaps()).toEqual([]);
    await undo(settled.act);
    expect(await gaps()).toMatchObject([{ times: 2 }]);
  });
});
