// Rows that name a person whose last name many share: the one who is meant is found behind any number of others, and a
// name that several bear refuses its row wherever they stand among them.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
  const names = Array.from({ length: 460 }, (_, at) => nameAt(at));
  for (let from = 0; from < names.length; from += 230) {
    const operations = names.slice(from, from + 230).map((data) => ({ op: "create", data }));
    const { status, text } = await ground.call("POST", "/people/bulk", { operations });
    expect(status, text).toBe(200);
  }
});
afterAll(() => ground.close());

function nameAt(at: number): object {
  if (at === 50 || at === 440) return { firstName: "John", lastName: "Smith" };
  if (at === 450) return { firstName: "Zoé", lastName: "Smith" };
  if (at === 451) return { lastName: "Smith" };
  if (at > 420 && at < 450) return { firstName: "Mary", lastName: "Smith" };
  return { firstName: `Other ${at}`, lastName: "Smith" };
}

test("people are found by both of their names, and never guessed", async () => {
  const file = [
    "Title,Contact",
    "one,Zoe Smith",
    'two,"Smith, Zoé"',
    "three,John Smith",
    "four,Mary Smith",
    "five,Smith",
    "six,Nobody Smith",
  ];
  const { body } = await ground.upload("?object=tasks&fileName=t.csv", `${file.join("\n")}\n`);
  const mapping = [
    { column: "Title", target: { kind: "field", field: "title" } },
    { column: "Contact", target: { kind: "field", field: "personId", via: "name" } },
  ];
  const change = { mapping, mode: "create" };
  const { status, text } = await ground.call("PATCH", `/imports/${body.id}`, change);
  expect(status, text).toBe(200);
  await ground.call("POST", `/imports/${body.id}/dry-run`);
  const { dryRun, error } = await ground.settled(body.id);
  expect(error).toBeNull();
  expect(dryRun?.errors.map(({ line, code, message }) => [line, code, message])).toEqual([
    [4, "ambiguous", '"John Smith" names 2 of the people. Use another column.'],
    [5, "ambiguous", '"Mary Smith" names 20 of the people, or more. Use another column.'],
    [7, "not_found", expect.stringContaining('"Nobody Smith" names none of the people')],
  ]);
  expect(dryRun?.counts).toMatchObject({ created: 3, bad: 3 });
});
