// Imports are listed whatever became of the kind of record that they were for, and however many there are.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
});
afterAll(() => ground.close());

test("imports into a kind of record that is gone are listed and read, run or not", async () => {
  const { body: type } = await ground.call("POST", "/object-types", {
    label: "Boat",
    labelPlural: "Boats",
  });
  const { body: ran } = await ground.upload(`?object=${type.key}`, "name\nAda\n");
  await ground.call("POST", `/imports/${ran.id}/run`);
  expect(await ground.settled(ran.id)).toMatchObject({ status: "done" });
  const { body: open } = await ground.upload(`?object=${type.key}`, "name\nBo\n");
  await ground.call("POST", `/imports/${ran.id}/undo`);
  await ground.settled(ran.id);
  expect((await ground.call("DELETE", `/object-types/${type.id}`)).status).toBe(204);
  const { status, body } = await ground.call("GET", "/imports");
  expect(status).toBe(200);
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual([open.id, ran.id]);
  expect((await ground.call("GET", `/imports/${ran.id}`)).body.status).toBe("undone");
  const read = await ground.call("GET", `/imports/${open.id}`);
  expect(read.body.warnings).toEqual(['There is no field "name" that you may write.']);
});

test("a longer list takes no more transactions", async () => {
  await ground.upload("?object=people", "email\na@list.example\n");
  const count = async (limit: number) => {
    const spy = vi.spyOn(ground.database.db, "tenant");
    const { body } = await ground.call("GET", `/imports?limit=${limit}`);
    expect(body.data).toHaveLength(limit);
    const calls = spy.mock.calls.length;
    spy.mockRestore();
    return calls;
  };
  expect(await count(3)).toBe(await count(1));
});
