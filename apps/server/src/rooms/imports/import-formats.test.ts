import { gzipSync } from "node:zlib";
import type { Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
  const field = { object: "people", label: "Shoe size", type: "integer" };
  expect((await ground.call("POST", "/fields", field)).status).toBe(201);
});
afterAll(() => ground.close());

async function people(filter: object = {}) {
  const { body } = await ground.call(
    "GET",
    `/people?limit=200&sort=email&filter=${encodeURIComponent(JSON.stringify(filter))}`,
  );
  return body.data as Record<string, unknown>[];
}

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

  test("two columns for one field are refused, as one column mapped twice is", async () => {
    const { body } = await ground.upload("?object=people", "First,Mail,Other\na,a@x.io,b@x.io\n");
    const to = (column: string, field: string) => ({ column, target: { kind: "field", field } });
    for (const second of [to("Other", "email"), to("Mail", "email")]) {
      const mapping = [to("Mail", "email"), second];
      const { status, body: refused } = await ground.call("PATCH", `/imports/${body.id}`, {
        mapping,
      });
      expect([status, refused.code]).toEqual([422, "imports.bad_mapping"]);
    }
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

  test("who manages the workspace sees imports of others only where every row and field is theirs to read", async () => {
    const { body } = await ground.upload("", "Email\na@b.co\n");
    const all = { create: true, read: "all", update: "all", delete: "all" } as const;
    const own = { ...all, read: "own" } as const;
    const settings = ["imports.run" as const, "workspace.manage" as const];
    const seen = async (scopes: Pick<Permissions, "objects" | "fields">) => {
      const given = { name: "manager", scopes: { ...scopes, settings } };
      const { secret } = await ground.app.access.createApiKey(ground.workspaceId, given);
      const one = await ground.call("GET", `/imports/${body.id}`, undefined, secret);
      const list = await ground.call("GET", "/imports", undefined, secret);
      return [one.status, list.body.data.some(({ id }: { id: string }) => id === body.id)];
    };
    expect(await seen({ objects: { "*": all }, fields: {} })).toEqual([200, true]);
    const hidden = { people: { email: "none" } } as const;
    expect(await seen({ objects: { "*": all }, fields: hidden })).toEqual([404, false]);
    expect(await seen({ objects: { "*": all, people: own }, fields: {} })).toEqual([404, false]);
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
