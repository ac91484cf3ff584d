import { gzipSync } from "node:zlib";
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
});

describe("formats, references and modes", () => {
  test("gzip, multipart, another delimiter and encoding", async () => {
    const latin = Buffer.from(
      "Vorname;Nachname;E-Mail;Stadt\nJörg;Groß;joerg@fmt.example;Köln\n",
      "latin1",
    );
    const boundary = "xBOUNDx";
    const form = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n`),
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="kunden.csv.gz"\r\n\r\n`,
      ),
      gzipSync(latin),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const done = await runFile(
      "?object=people",
      form,
      {},
      `multipart/form-data; boundary=${boundary}`,
    );
    expect(done).toMatchObject({
      status: "done",
      fileName: "kunden.csv.gz",
      layout: { gzip: true, delimiter: ";", encoding: "windows-1252" },
    });
    expect(await people({ email: "joerg@fmt.example" })).toMatchObject([
      { firstName: "Jörg", lastName: "Groß", city: "Köln" },
    ]);
  });

  test("JSON lines with nested custom fields", async () => {
    const lines =
      '{"email":"jl@fmt.example","firstName":"Jay","custom":{"shoe_size":41}}\n{"email":"bad"}\n';
    const done = await runFile("?object=people", lines, {}, "application/x-ndjson");
    expect(done.counts).toMatchObject({ created: 1, bad: 1 });
    expect(await people({ email: "jl@fmt.example" })).toMatchObject([
      { custom: { shoe_size: 41 } },
    ]);
  });

  test("companies by domain and name; unknown and ambiguous ones refuse their rows", async () => {
    await runFile(
      "?object=companies",
      "Company Name,Domain\nAcme,acme.example\nTwin,twin1.example\nTwin,twin2.example\n",
    );
    const rows =
      "Email,Company\na@ref.example,acme\nb@ref.example,Twin\nc@ref.example,Nobody Ltd\n";
    const done = await runFile("?object=people", rows);
    expect(done.counts).toMatchObject({ created: 1, bad: 2 });
    const { text } = await ground.call("GET", `/imports/${done.id}/errors.csv`);
    expect(text).toContain("3,Company,ambiguous");
    expect(text).toContain("4,Company,not_found");
    const { body } = await ground.call(
      "GET",
      `/companies?filter=${encodeURIComponent('{"domain":"acme.example"}')}`,
    );
    expect(await people({ email: "a@ref.example" })).toMatchObject([
      { companyId: body.data[0].id },
    ]);
  });

  test("deals land in stages by name, amounts in minor units", async () => {
    const rows =
      'Deal Name,Deal Stage,Amount,Close Date\nBig,Proposal,"$1,234.50",31/12/2026\nSmall,Nowhere,5,01/12/2026\n';
    const done = await runFile("?object=deals", rows);
    expect(done.counts).toMatchObject({ created: 1, bad: 1 });
    const { body } = await ground.call(
      "GET",
      `/deals?filter=${encodeURIComponent('{"name":"Big"}')}`,
    );
    expect(body.data[0]).toMatchObject({
      amountMinor: 123_450,
      currency: "USD",
      expectedCloseOn: "2026-12-31",
    });
  });

  test("mode update changes what is there and creates nothing; blanks clear when asked", async () => {
    await runFile("", "Email,City,Phone\nupd@mode.example,Rome,+1 555 0100\n");
    const change = { mode: "update", blankClears: true };
    const done = await runFile(
      "",
      "Email,City,Phone\nupd@mode.example,Paris,\nnew@mode.example,X,\n",
      change,
    );
    expect(done.counts).toEqual({ rows: 2, created: 0, updated: 1, unchanged: 0, bad: 1 });
    expect(await people({ email: "upd@mode.example" })).toMatchObject([
      { city: "Paris", phone: null },
    ]);
  });

  test("very wide rows pass through a small memory", async () => {
    const rows = ["Email,Notes"];
    for (let at = 0; at < 300; at++) rows.push(`w${at}@wide.example,${"x".repeat(400_000)}`);
    const done = await runFile("?object=people", rows.join("\n"));
    expect(done.counts).toMatchObject({ rows: 300, created: 300 });
  });

  test("importing the same file again changes nothing", async () => {
    const file = "Email,City\nsame1@mode.example,Rome\nsame2@mode.example,Oslo\n";
    await runFile("", file);
    const again = await runFile("", file);
    expect(again.counts).toEqual({ rows: 2, created: 0, updated: 0, unchanged: 2, bad: 0 });
  });
});

describe("refusals", () => {
  test.each([
    ["", "", "imports.empty_file"],
    ["?object=people", "PK\u0003\u0004rest", "imports.unknown_compression"],
    ["?object=spaceships", "a,b\n1,2\n", "imports.unknown_object"],
    ["?encoding=klingon", "a,b\n1,2\n", "imports.unsupported_encoding"],
    ["", 'a,b\n1,"open\n', "imports.quote_never_closed"],
  ])("upload %j %j", async (query, content, code) => {
    const { status, body } = await ground.upload(query, content);
    expect([status, body.code]).toEqual([422, code]);
  });

  test("a mapping that cannot be is refused in words", async () => {
    const { body } = await ground.upload("", "Email,City\na@b.co,Rome\n");
    const to = (column: string, field: string) => ({ column, target: { kind: "field", field } });
    for (const mapping of [
      [to("Nope", "email")],
      [to("Email", "shoes")],
      [to("Email", "email"), to("Email", "city")],
    ]) {
      const { status, body: problem } = await ground.call("PATCH", `/imports/${body.id}`, {
        mapping,
      });
      expect([status, problem.code]).toEqual([422, "imports.bad_mapping"]);
    }
    await ground.call("PATCH", `/imports/${body.id}`, { mapping: [to("City", "city")] });
    const run = await ground.call("POST", `/imports/${body.id}/run`);
    expect([run.status, run.body.code]).toEqual([422, "imports.bad_mapping"]);
  });

  test("imports of others and imports that are not look alike", async () => {
    const scopes = { objects: {}, fields: {}, settings: ["imports.run" as const] };
    const key = await ground.app.access.createApiKey(ground.workspaceId, { name: "other", scopes });
    const { body } = await ground.upload("", "Email\na@b.co\n");
    for (const id of [body.id, "0192f0c0-0000-7000-8000-000000000001"]) {
      const { status, body: problem } = await ground.call(
        "GET",
        `/imports/${id}`,
        undefined,
        key.secret,
      );
      expect([status, problem.code]).toEqual([404, "platform.not_found"]);
    }
  });

  test("a deleted import is gone, its records stay", async () => {
    const done = await runFile("", "Email\nstays@del.example\n");
    expect((await ground.call("DELETE", `/imports/${done.id}`)).status).toBe(204);
    expect((await ground.call("GET", `/imports/${done.id}`)).status).toBe(404);
    expect(await people({ email: "stays@del.example" })).toHaveLength(1);
  });
});

describe("exports", () => {
  test("a filtered list leaves as CSV without formulas and imports to equal values", async () => {
    await ground.call("POST", "/people", {
      email: "evil@exp.example",
      firstName: "=1+1",
      phone: "+49-30-1234",
      city: "-5",
    });
    await ground.call("POST", "/people", {
      email: "multi@exp.example",
      firstName: 'Q"uote',
      jobTitle: "a, b; c",
    });
    const filter = encodeURIComponent('{"email":{"contains":"exp.example"}}');
    const { status, text } = await ground.call(
      "GET",
      `/people/export?filter=${filter}&fields=email,firstName,phone,city,jobTitle&sort=email`,
    );
    expect(status).toBe(200);
    expect(text).toBe(
      "email,firstName,phone,city,jobTitle\r\n" +
        "evil@exp.example,'=1+1,'+49-30-1234,-5,\r\n" +
        'multi@exp.example,"Q""uote",,,"a, b; c"\r\n',
    );
    const done = await runFile("", text);
    expect(done.counts).toMatchObject({ unchanged: 2, updated: 0, created: 0, bad: 0 });
  });

  test("JSON lines hold whole records; unknown fields and bad filters are refused before the file begins", async () => {
    const filter = encodeURIComponent('{"email":"evil@exp.example"}');
    const { text } = await ground.call("GET", `/people/export?format=jsonl&filter=${filter}`);
    expect(JSON.parse(text)).toMatchObject({ object: "people", firstName: "=1+1", custom: {} });
    expect((await ground.call("GET", "/people/export?fields=nope")).status).toBe(422);
    expect((await ground.call("GET", "/people/export?filter={bad")).status).toBe(422);
  });
});
