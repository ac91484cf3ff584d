// An undo that ended early is asked for again and goes on where it was; nothing else may be done with the import.
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => ground.close());

const rowCount = 1100;

/** An import of two pages of entries, whose undo ended after the first of them. */
async function halfUndone(name: string) {
  const rows = Array.from({ length: rowCount }, (_, at) => `${name}${at}@half.example`);
  const { body } = await ground.upload("?object=people", `Email\n${rows.join("\n")}\n`);
  await ground.call("POST", `/imports/${body.id}/run`);
  const done = await ground.settled(body.id);
  expect(done).toMatchObject({ status: "done", counts: { created: rowCount } });
  const { records } = ground.app;
  const undo = records.undo;
  let pages = 0;
  vi.spyOn(records, "undo").mockImplementation((...args) => {
    if (++pages > 1) throw new Error("The undo is broken.");
    return undo(...args);
  });
  await ground.call("POST", `/imports/${body.id}/undo`);
  const failed = await ground.settled(body.id);
  vi.restoreAllMocks();
  return failed;
}

async function undoneAgain(id: string) {
  const { status, text } = await ground.call("POST", `/imports/${id}/undo`);
  expect(status, text).toBe(202);
  return ground.settled(id);
}

test("it says so, refuses to run, and goes on without keeping what it undid itself", async () => {
  const failed = await halfUndone("a");
  expect(failed).toMatchObject({
    status: "failed",
    error: { code: "imports.undo_failed" },
    undo: { undone: 1000, kept: 0 },
  });
  expect(failed.error?.message).toContain("undo the import again to go on");
  for (const path of [`/imports/${failed.id}/run`, `/undo/${failed.actId}`]) {
    const { status, body } = await ground.call("POST", path);
    expect([status, body.code]).toEqual([409, "imports.wrong_state"]);
    expect(body.detail).toContain("Part of this import is taken back already.");
  }
  expect(await undoneAgain(failed.id)).toMatchObject({
    status: "undone",
    error: null,
    undo: { undone: rowCount, kept: 0 },
  });
  expect((await ground.call("GET", `/imports/${failed.id}/kept`)).body.data).toEqual([]);
});

test("one that nobody works on any more goes on too", async () => {
  const { id } = await halfUndone("b");
  await ground.database.asOwner("UPDATE imports.imports SET status = 'undoing' WHERE id = $1", [
    id,
  ]);
  expect(await undoneAgain(id)).toMatchObject({
    status: "undone",
    undo: { undone: rowCount, kept: 0 },
  });
});
