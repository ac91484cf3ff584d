// A dry run says what the run would, also of columns that become fields which are not there yet.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
});
afterAll(() => ground.close());

type Target = Record<string, unknown>;

async function uploaded(csv: string, targets: Record<string, Target>): Promise<string> {
  const { body } = await ground.upload("?object=people", csv);
  const mapping = body.mapping.map((entry: { column: string }) => {
    const target = targets[entry.column];
    return target ? { column: entry.column, target } : entry;
  });
  const changed = await ground.call("PATCH", `/imports/${body.id}`, { mapping });
  expect(changed.status, changed.text).toBe(200);
  return body.id;
}

function newField(label: string, type: string, more: object = {}): Target {
  return { kind: "newField", label, type, ...more };
}

async function bothCounts(id: string) {
  await ground.call("POST", `/imports/${id}/dry-run`);
  const { dryRun, error } = await ground.settled(id);
  expect(error).toBeNull();
  await ground.call("POST", `/imports/${id}/run`);
  const { counts } = await ground.settled(id);
  const { body } = await ground.call("GET", `/imports/${id}/errors`);
  return { dryRun, counts, errors: body?.data ?? body };
}

test("values that the new field will not take are bad rows", async () => {
  const id = await uploaded("First name,Shoe\na,abc\nb,x y\nc,41\n", {
    Shoe: newField("Shoe", "integer"),
  });
  const { dryRun, counts } = await bothCounts(id);
  expect(dryRun?.counts).toMatchObject({ created: 1, bad: 2 });
  expect(counts).toEqual(dryRun?.counts);
  expect(dryRun?.errors).toMatchObject([
    { line: 2, column: "Shoe", code: "not_integer" },
    { line: 3, column: "Shoe", code: "not_integer" },
  ]);
});

test("people who only get the new value count as updated, and members are looked up", async () => {
  for (const email of ["a@example.com", "b@example.com"])
    await ground.call("POST", "/people", { email });
  const file = "E-mail,Mentor,Level\na@example.com,Nobody Known,\nb@example.com,,3\n";
  const id = await uploaded(file, {
    Mentor: newField("Mentor", "member"),
    Level: newField("Level", "number"),
  });
  const { dryRun, counts } = await bothCounts(id);
  expect(dryRun?.counts).toMatchObject({ updated: 1, unchanged: 0, bad: 1 });
  expect(counts).toEqual(dryRun?.counts);
});

test("fields that cannot be made refuse the dry run as they refuse the run, and leave nothing", async () => {
  const cases: [Record<string, Target>, number, string][] = [
    [{ X: newField("Twin", "text"), Y: newField("Twin", "text") }, 409, "records.key_in_use"],
    [{ X: newField("Pick", "select") }, 422, "records.options_missing"],
  ];
  for (const [targets, status, code] of cases) {
    const id = await uploaded("First name,X,Y\na,1,2\n", targets);
    for (const verb of ["dry-run", "run"]) {
      const refused = await ground.call("POST", `/imports/${id}/${verb}`);
      expect([verb, refused.status, refused.body.code]).toEqual([verb, status, code]);
    }
  }
  const { text } = await ground.call("GET", "/schema");
  expect(text).not.toContain("Twin");
});

test("a key without the right to make fields is told so by the dry run", async () => {
  const permissions = {
    settings: ["imports.run", "workspace.manage"],
    fields: {},
    objects: { "*": { create: true, read: "all", update: "all", delete: "none" } },
  };
  const role = await ground.call("POST", "/roles", { name: "importer", permissions });
  expect(role.status, role.text).toBe(201);
  const made = await ground.call("POST", "/api-keys", { name: "i", roleId: role.body.id });
  const id = await uploaded("First name,Hat\na,1\n", { Hat: newField("Hat", "text") });
  for (const verb of ["dry-run", "run"]) {
    const { status } = await ground.call(
      "POST",
      `/imports/${id}/${verb}`,
      undefined,
      made.body.secret,
    );
    expect([verb, status]).toEqual([verb, 403]);
  }
});
