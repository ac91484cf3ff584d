// What a page and a list say of themselves agrees: what is due for review, what is counted, and in which language it is.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
} from "../../../test/records-ground.ts";
import { createPassages } from "../passages/index.ts";
import { createKnowledge } from "./index.ts";

let ground: RecordsGround;
let editor: Caller;
let writer: Caller;

const rights = { create: false, read: "all", update: "none", delete: "none" } as const;

beforeAll(async () => {
  ground = await openRecordsGround(
    (parts) => createKnowledge({ ...parts, passages: createPassages(parts) }).routes,
  );
  const workspace = await ground.workspace();
  const settings = ["knowledge.manage" as const];
  editor = workspace.as({ permissions: { settings, objects: { "*": rights } } });
  writer = workspace.as({
    permissions: { settings, objects: { "*": { ...rights, read: "none" } } },
  });
});
afterAll(() => ground?.close());

async function page(body: object) {
  const made = await editor.post("/knowledge/pages", body);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
}

it("asks for a review of published pages only, in the page, the list and the count", async () => {
  const due = { body: "Words.", reviewOn: "2020-01-01" };
  for (const state of ["draft", "archived"] as const)
    expect(await page({ ...due, title: state, state })).toMatchObject({ isStale: false });
  expect(await page({ ...due, title: "Shown", state: "published" })).toMatchObject({
    isStale: true,
  });
  const { data } = (await editor.get("/knowledge/pages?stale=true")).body;
  expect(data.map(({ title }: { title: string }) => title)).toEqual(["Shown"]);
  expect((await editor.get("/knowledge")).body.pages).toMatchObject({ stale: 1 });
});

it("counts no question that it does not show", async () => {
  for (const audience of ["public", "me"])
    await editor.post("/knowledge/answer", { question: "Who built the lighthouse?", audience });
  for (const [who, seen] of [
    [editor, 2],
    [writer, 1],
  ] as const) {
    expect((await who.get("/knowledge/gaps")).body.data).toHaveLength(seen);
    expect((await who.get("/knowledge")).body.openGaps).toBe(seen);
  }
});

it("follows the language of its text, unless somebody said another one", async () => {
  const german =
    "Sie können die Ware innerhalb von dreißig Tagen zurückgeben, wenn die Verpackung nicht beschädigt ist.";
  const english = "You may send the goods back within thirty days if the box is not damaged.";
  const told = await page({ title: "Returns", body: english });
  expect(told.language).toBe("en");
  const changed = await editor.patch(`/knowledge/pages/${told.id}`, { body: german });
  expect(changed.body.language).toBe("de");
  const said = await page({ title: "Returns", body: english, language: "fr" });
  const kept = await editor.patch(`/knowledge/pages/${said.id}`, { body: german });
  expect(kept.body.language).toBe("fr");
});
