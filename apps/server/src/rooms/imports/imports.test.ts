import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
});
afterAll(() => ground.close());

async function people(filter: object = {}) {
  const { body } = await ground.call(
    "GET",
    `/people?limit=200&sort=email&filter=${encodeURIComponent(JSON.stringify(filter))}`,
  );
  return body.data as Record<string, unknown>[];
}

/** Everything an import may touch, exactly as stored. */
async function tables(): Promise<string> {
  const rows = await ground.database.asOwner(
    `SELECT to_jsonb(t)::text AS row FROM records.people t UNION ALL
     SELECT to_jsonb(v)::text FROM records.field_values v ORDER BY 1`,
  );
  return rows.map(({ row }) => row).join("\n");
}

const csv = [
  "First Name,Last Name,Email,Phone Number,City,Shoe size",
  "Anna,Berg,ANNA@example.com,+44 20 7946 0001,Köln,38",
  "Björn,Dahl,bjorn@example.com,,Oslo,43",
  "Carla,Conti,not-an-address,,Rome,37",
  "Dora,Diaz,dora@example.com,,,",
  "Eve,Evans,eve@example.com,1,2",
  "Anna,Berg-Neu,anna@example.com,,Bonn,39",
  "",
].join("\n");

describe("one import from beginning to end", () => {
  let id = "";
  let before = "";

  test("existing people are there first", async () => {
    const made = await ground.call("POST", "/people", {
      firstName: "Björn",
      email: "bjorn@example.com",
      city: "Bergen",
      phone: "+47 1234",
    });
    expect(made.status).toBe(201);
    before = await tables();
  });

  test("an upload is looked at and a mapping suggested", async () => {
    const { status, body } = await ground.upload("?fileName=contacts.csv", csv);
    expect(status).toBe(201);
    id = body.id;
    expect(body).toMatchObject({
      object: "people",
      status: "ready",
      fileName: "contacts.csv",
      mode: "upsert",
      upsertKey: "email",
      layout: { format: "csv", encoding: "utf-8", delimiter: "," },
      warnings: [],
    });
    const shoe = body.columns.find((column: { name: string }) => column.name === "Shoe size");
    expect(shoe.suggestion.target).toMatchObject({ kind: "newField", type: "integer" });
    expect(shoe.samples).toEqual(["38", "43", "37", "39"]);
  });

  test("a dry run counts and shows differences, and writes nothing", async () => {
    expect((await ground.call("POST", `/imports/${id}/dry-run`)).status).toBe(202);
    const done = await ground.settled(id);
    expect(done.status).toBe("ready");
    expect(done.dryRun?.counts).toEqual({ rows: 6, created: 2, updated: 2, unchanged: 0, bad: 2 });
    expect(done.dryRun?.errors.map(({ line, column, code }) => [line, column, code])).toEqual([
      [4, "Email", "not_email"],
      [6, null, "too_few_cells"],
    ]);
    const change = done.dryRun?.sample.find(({ status }) => status === "updated");
    expect(change).toMatchObject({
      line: 3,
      before: { lastName: null, city: "Bergen" },
      after: { lastName: "Dahl", city: "Oslo" },
    });
    expect(await tables()).toBe(before);
  });

  test("a mapping with a new field is run; rows are created, changed and refused", async () => {
    const { body: present } = await ground.call("GET", `/imports/${id}`);
    const mapping = present.mapping.map((entry: { column: string }) =>
      entry.column === "Shoe size"
        ? { column: "Shoe size", target: { kind: "newField", label: "Shoe size", type: "integer" } }
        : entry,
    );
    expect((await ground.call("PATCH", `/imports/${id}`, { mapping })).status).toBe(200);
    const started = await ground.call("POST", `/imports/${id}/run`);
    expect(started.status, started.text).toBe(202);
    expect(started.headers.get("rapport-act")).toBe(started.body.actId);
    const done = await ground.settled(id);
    expect(done).toMatchObject({
      status: "done",
      counts: { rows: 6, created: 2, updated: 2, unchanged: 0, bad: 2 },
    });
    expect(done.progress).toMatchObject({
      rowsDone: 6,
      bytesDone: done.fileBytes,
      secondsLeft: null,
    });
    const found = await people();
    expect(
      found.map(({ email, lastName, city, phone, custom }) => [
        email,
        lastName,
        city,
        phone,
        custom,
      ]),
    ).toEqual([
      ["anna@example.com", "Berg-Neu", "Bonn", "+44 20 7946 0001", { shoe_size: 39 }],
      ["bjorn@example.com", "Dahl", "Oslo", "+47 1234", { shoe_size: 43 }],
      ["dora@example.com", "Diaz", null, null, {}],
    ]);
  });

  test("refused rows can be downloaded with lines and reasons", async () => {
    const { text, headers } = await ground.call("GET", `/imports/${id}/errors.csv`);
    expect(headers.get("content-type")).toContain("text/csv");
    const lines = text.trim().split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('4,Email,not_email,"""not-an-address"" is not an e-mail address');
    expect(lines[2]).toContain("6,,too_few_cells");
  });

  test("each changed record tells the import in its history, under one act", async () => {
    const [anna] = await people({ email: "anna@example.com" });
    const { body } = await ground.call("GET", `/people/${anna?.id}/history`);
    const { body: done } = await ground.call("GET", `/imports/${id}`);
    expect(body.data[0]).toMatchObject({ act: "imports.run", actId: done.actId });
  });

  test("undo restores exactly the former state, versions and times included", async () => {
    expect((await ground.call("POST", `/imports/${id}/undo`)).status).toBe(202);
    const done = await ground.settled(id);
    expect(done).toMatchObject({ status: "undone", undo: { undone: 3, kept: 0 } });
    expect(await tables()).toBe(before);
  });

  test("what was undone cannot be undone or run again", async () => {
    for (const action of ["undo", "run", "dry-run", "cancel"]) {
      const { status, body } = await ground.call("POST", `/imports/${id}/${action}`);
      expect([status, body.code]).toEqual([409, "imports.wrong_state"]);
    }
  });
});

async function runFile(
  query: string,
  content: string | Buffer,
  change: object = {},
  contentType = "text/csv",
) {
  const { status, body } = await ground.upload(query, content, contentType);
  expect(status, JSON.stringify(body)).toBe(201);
  if (Object.keys(change).length > 0) {
    const changed = await ground.call("PATCH", `/imports/${body.id}`, change);
    expect(changed.status, changed.text).toBe(200);
  }
  const started = await ground.call("POST", `/imports/${body.id}/run`);
  expect(started.status, started.text).toBe(202);
  const done = await ground.settled(body.id);
  expect(done.error).toBeNull();
  return done;
}

describe("undo keeps what somebody changed since", () => {
  test("it is listed, the rest is undone", async () => {
    const done = await runFile("", "Email,City\nkeep@undo.example,Rome\ngo@undo.example,Oslo\n");
    const [keep] = await people({ email: "keep@undo.example" });
    await ground.call("PATCH", `/people/${keep?.id}`, { city: "Milan" });
    await ground.call("POST", `/imports/${done.id}/undo`);
    expect(await ground.settled(done.id)).toMatchObject({
      status: "undone",
      undo: { undone: 1, kept: 1 },
    });
    const { body } = await ground.call("GET", `/imports/${done.id}/kept`);
    expect(body.data).toEqual([{ object: "people", id: keep?.id, reason: "changed-since" }]);
    expect(await people({ email: { startsWith: "go@undo" } })).toEqual([]);
    expect(await people({ email: "keep@undo.example" })).toMatchObject([{ city: "Milan" }]);
  });

  test("of a record that was changed since, what the import alone changed goes back", async () => {
    const known = { email: "part@undo.example", city: "Bonn", jobTitle: "Baker" };
    const { body: made } = await ground.call("POST", "/people", known);
    const done = await runFile("", "Email,City,Job title\npart@undo.example,Rome,Cook\n");
    await ground.call("PATCH", `/people/${made.id}`, { jobTitle: "Chef", lastName: "Since" });
    await ground.call("POST", `/imports/${done.id}/undo`);
    expect(await ground.settled(done.id)).toMatchObject({ undo: { undone: 1, kept: 1 } });
    const { body } = await ground.call("GET", `/imports/${done.id}/kept`);
    expect(body.data).toEqual([
      { object: "people", id: made.id, reason: "changed-since", fields: ["jobTitle"] },
    ]);
    const now = { city: "Bonn", jobTitle: "Chef", lastName: "Since" };
    expect(await people({ email: known.email })).toMatchObject([now]);
  });
});

test("an import whose act is undone by its id is undone, and done again when that is undone", async () => {
  const done = await runFile("", "Email,City\nact@undo.example,Rome\n");
  const undone = await ground.call("POST", `/undo/${done.actId}`);
  expect(undone.body).toEqual({ undone: 1, kept: [] });
  const read = async () => (await ground.call("GET", `/imports/${done.id}`)).body;
  expect(await read()).toMatchObject({ status: "undone", undo: { undone: 1, kept: 0 } });
  expect((await ground.call("POST", `/imports/${done.id}/undo`)).status).toBe(409);
  await ground.call("POST", `/undo/${undone.headers.get("rapport-act")}`);
  expect(await read()).toMatchObject({ status: "done", undo: null });
  expect(await people({ email: "act@undo.example" })).toHaveLength(1);
  await ground.call("POST", `/imports/${done.id}/undo`);
  expect(await ground.settled(done.id)).toMatchObject({ status: "undone", undo: { undone: 1 } });
});
