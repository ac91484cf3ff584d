// Whose a number is that somebody writes from, over the real database.
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Caller,
  everything,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let home: Workspace;

beforeAll(async () => {
  ground = await openRecordsGround();
  home = await ground.workspace();
}, 60_000);
afterAll(() => ground.close());

const person = async (phone: string, more: object = {}): Promise<string> =>
  (await home.admin.post("/people", { lastName: "Of Number", phone, ...more })).body.id;

const owners = (phone: string, by: Caller = home.admin): Promise<string[]> =>
  ground.test.db.tenant(home.ctx, async (tx) =>
    (await ground.first.duplicates.peopleWithPhone(tx, by.ctx, phone)).map(({ id }) => id),
  );

test("a number is known in any spelling, the oldest first, as soon as it is written the same", async () => {
  const first = await person("+49 (0)151 555-0100");
  const fresh = await person("+491515550177");
  expect(await owners("+491515550177")).toEqual([fresh]);
  await ground.first.duplicates.upkeep.round();
  expect(await owners("+491515550100")).toEqual([first]);
  expect(await owners("0049 151 5550100")).toEqual([first]);
  const second = await person("+49 151 5550100");
  await ground.first.duplicates.upkeep.round();
  expect(await owners("+491515550100")).toEqual([first, second]);
  expect(await owners("+491515550101")).toEqual([]);
  for (const nothing of ["", "12345", "SHOP", "+"]) expect(await owners(nothing)).toEqual([]);
});

test("one without its country counts where only one can be meant", async () => {
  const only = await person("0171 8880200");
  await ground.first.duplicates.upkeep.round();
  expect(await owners("+491718880200")).toEqual([only]);
  await person("0171 8880200");
  await ground.first.duplicates.upkeep.round();
  expect(await owners("+491718880200")).toEqual([]);
});

test("who may not see the number or the person finds nobody", async () => {
  const id = await person("+43 664 7770300");
  await ground.first.duplicates.upkeep.round();
  const blind = home.as({
    permissions: { objects: { "*": everything }, fields: { people: { phone: "none" } } },
  });
  const own = home.as({ permissions: { objects: { "*": { ...everything, read: "own" } } } });
  expect(await owners("+436647770300")).toEqual([id]);
  expect(await owners("+436647770300", blind)).toEqual([]);
  expect(await owners("+436647770300", own)).toEqual([]);
});
