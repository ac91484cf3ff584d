// JSON lines may hold what no database keeps (half a character, a zero byte) and objects where other rows
// have values: each is an error of its row, and the rest of the file comes in.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";
import { quoted } from "./coercion.rules.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
});
afterAll(() => ground.close());

async function uploaded(lines: string[], targets: Record<string, object> = {}) {
  const { status, body, text } = await ground.upload(
    "?object=people&fileName=p.jsonl",
    `${lines.join("\n")}\n`,
  );
  expect(status, text).toBe(201);
  const mapping = body.mapping.map((entry: { column: string }) => ({
    ...entry,
    target: targets[entry.column] ?? { kind: "ignore" },
  }));
  const changed = await ground.call("PATCH", `/imports/${body.id}`, { mapping, mode: "create" });
  expect(changed.status, changed.text).toBe(200);
  return body;
}

function field(key: string): object {
  return { kind: "field", field: key };
}

async function settled(id: string, verb: string) {
  const { status, text } = await ground.call("POST", `/imports/${id}/${verb}`);
  expect(status, text).toBe(202);
  const done = await ground.settled(id);
  expect(done.error).toBeNull();
  return done;
}

test("half a character is an error of its line, in a dry run and in a run", async () => {
  const lines = [
    '{"firstName":"Ada","lastName":"Love","city":"Rome","mail":"x","site":"https://a.example/b"}',
    '{"firstName":"B\\ud800b","lastName":"Half","city":"Oslo","mail":"x"}',
    '{"firstName":"Cy","lastName":"Dee","city":"\\udfff","mail":"\\ud83d"}',
    '{"firstName":"Di","lastName":"Null","city":"a\\u0000b","site":"https://a.example/\\ud83d"}',
    '{"firstName":"Ed","lastName":"Key","k\\ud800":"v"}',
  ];
  const { id, columns } = await uploaded(lines, {
    firstName: field("firstName"),
    lastName: field("lastName"),
    city: field("city"),
    mail: { kind: "newField", label: "Other mail", type: "text" },
    site: { kind: "newField", label: "Site", type: "url" },
    "k\ufffd": { kind: "newField", label: "K", type: "text" },
  });
  expect(JSON.stringify(columns)).toContain("B\ufffdb");
  const { dryRun } = await settled(id, "dry-run");
  expect(dryRun?.counts).toMatchObject({ rows: 5, created: 2, bad: 3 });
  expect(dryRun?.errors.map(({ line, column, code }) => [line, column, code])).toEqual([
    [2, "firstName", "undecodable"],
    [3, "city", "undecodable"],
    [3, "mail", "undecodable"],
    [4, "site", "not_url"],
  ]);
  const { counts } = await settled(id, "run");
  expect(counts).toEqual(dryRun?.counts);
  const { body } = await ground.call("GET", `/people?filter={"lastName":"Key"}`);
  expect(body.data[0].custom).toEqual({ k: "v" });
});

test("half a character in a whole name is not written as a question mark", async () => {
  const { id } = await uploaded(['{"n":"Ann \\ud800Lee"}', '{"n":"Bo Ray"}'], {
    n: { kind: "fullName" },
  });
  const { counts } = await settled(id, "run");
  expect(counts).toMatchObject({ created: 1, bad: 1 });
});

test("an object in the place of a value refuses the row, where the column is used", async () => {
  const lines = ['{"a":"Rome","b":1}', '{"a":{"x":"Oslo"},"b":{"y":2}}', '{"a":"Bern","b":{}}'];
  const { id } = await uploaded(lines, { a: field("city") });
  const { dryRun } = await settled(id, "dry-run");
  expect(dryRun?.errors).toMatchObject([{ line: 2, column: "a", code: "unexpected_object" }]);
  const { counts } = await settled(id, "run");
  expect(counts).toMatchObject({ created: 2, bad: 1 });
});

test("a message is never cut within a character", () => {
  expect(quoted(`${"x".repeat(79)}😀y`)).toBe(`"${"x".repeat(79)}…"`);
  expect(quoted("a\ud800b").isWellFormed()).toBe(true);
});

test("a name that comes only after the part that was looked at refuses its row, unless it is empty", async () => {
  const filler = Array.from({ length: 1100 }, (_, at) =>
    JSON.stringify({ lastName: `L${at}`, note: "x".repeat(1000) }),
  );
  const late = [
    { lastName: "Late", nick: "Lu", address: { street: "Way" } },
    { lastName: "Empty", nick: null, tags: [], address: {}, other: " " },
  ];
  const { id, columns } = await uploaded([...filler, ...late.map((row) => JSON.stringify(row))], {
    lastName: field("lastName"),
  });
  expect(columns.map(({ name }: { name: string }) => name)).toEqual(["lastName", "note"]);
  const { dryRun } = await settled(id, "dry-run");
  expect(dryRun?.errors.map(({ line, column, code }) => [line, column, code])).toEqual([
    [1101, "nick", "unknown_field"],
    [1101, "address.street", "unknown_field"],
  ]);
  expect(dryRun?.errors[0]?.message).toContain('"nick" comes for the first time');
  expect(dryRun?.counts).toMatchObject({ rows: 1102, created: 1101, bad: 1 });
});
