// A list that was exported, changed in a spreadsheet and brought back, by the ids of its records; and what a file
// alone does not explain: dates and numbers that can be read two ways, stages, names that nobody knows.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";
import { newId } from "../../platform/ids.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
});
afterAll(() => ground.close());

const field = (column: string, key = column) => ({
  column,
  target: { kind: "field", field: key },
});

async function deal(name: string): Promise<string> {
  const { body } = await ground.call("POST", "/deals", { name, amountMinor: 100, currency: "EUR" });
  return body.id;
}

async function imported(object: string, file: string, change: object) {
  const { body: upload } = await ground.upload(`?object=${object}`, file);
  const { status, text } = await ground.call("PATCH", `/imports/${upload.id}`, change);
  expect(status, text).toBe(200);
  const started = await ground.call("POST", `/imports/${upload.id}/run`);
  if (started.status !== 202) return started.body;
  return ground.settled(upload.id);
}

const byId = { mode: "update", upsertKey: "id", mapping: [field("id"), field("name")] };

test("records are updated by the ids that an export gave; no id makes a record, and undo goes back", async () => {
  const first = await deal("First");
  const second = await deal("Second");
  const exported = await ground.call("GET", "/deals/export?fields=id,name");
  const changed = exported.text.replace("First", "First, renamed");
  const rows = `${changed}${newId()},Nobody\n,Without\nno-id,Odd\n`;
  const done = await imported("deals", rows.replace("First, renamed", "Renamed"), byId);
  expect(done.counts).toEqual({ rows: 5, created: 0, updated: 1, unchanged: 1, bad: 3 });
  const names = async () =>
    Promise.all(
      [first, second].map(async (id) => (await ground.call("GET", `/deals/${id}`)).body.name),
    );
  expect(await names()).toEqual(["Renamed", "Second"]);
  const errors = await ground.call("GET", `/imports/${done.id}/errors.csv`);
  expect(errors.text).toContain("This deal does not exist, or you may not see it.");
  expect(errors.text).toContain("It has no id.");
  expect(errors.text).toContain("is not a Rapport id.");
  await ground.call("POST", `/imports/${done.id}/undo`);
  await ground.settled(done.id);
  expect(await names()).toEqual(["First", "Second"]);
});

test("ids only find records: other modes and keys are refused", async () => {
  const id = await deal("Third");
  const file = `id,name\n${id},Other\n`;
  for (const wrong of [{ mode: "create" }, { mode: "upsert" }, { upsertKey: "name" }]) {
    const refused = await imported("deals", file, { ...byId, ...wrong });
    expect([refused.status, refused.code]).toEqual([422, "imports.bad_mapping"]);
    expect(refused.detail).toContain("A column of ids finds records that are there");
  }
});

test("an id is offered, and becomes nothing unasked", async () => {
  const { body } = await ground.upload("?object=deals", `id,name\n${newId()},Some\n`);
  expect(body.columns[0].suggestion.target).toEqual({ kind: "ignore" });
  expect(body.mapping[0].target).toEqual({ kind: "ignore" });
});

test("dates that can be read two ways are read as somebody says", async () => {
  const file = "name,Close date\nSome,01/02/2026\nMore,03/04/2026\n";
  const { body: upload } = await ground.upload("?object=deals", file);
  const column = (body: typeof upload) => body.columns[1].reading;
  expect(column(upload)).toEqual({ dateOrder: "dmy", decimal: ".", isSure: false });
  expect(upload.warnings.join()).toContain("could be read two ways");
  const said = { readings: [{ column: "Close date", dateOrder: "mdy" }] };
  const { body: told } = await ground.call("PATCH", `/imports/${upload.id}`, said);
  expect(column(told)).toEqual({ dateOrder: "mdy", decimal: ".", isSure: true });
  expect(told.warnings).toEqual([]);
  await ground.call("POST", `/imports/${upload.id}/dry-run`);
  const { dryRun } = await ground.settled(upload.id);
  expect(dryRun?.sample[0]?.after).toMatchObject({ name: "Some", expectedCloseOn: "2026-01-02" });
  expect(dryRun?.sample[0]?.after).not.toHaveProperty("id");
  await ground.call("POST", `/imports/${upload.id}/run`);
  await ground.settled(upload.id);
  const days = await ground.call("GET", "/deals/export?fields=name,expectedCloseOn&sort=name");
  expect(days.text).toContain("Some,2026-01-02");
  expect(days.text).toContain("More,2026-03-04");
});

test("a stage is one of the pipeline that its row names", async () => {
  const stages = [
    { name: "Begun", kind: "open", probability: 0.1 },
    { name: "Signed", kind: "won", probability: 1 },
  ];
  const made = async (name: string) =>
    (await ground.call("POST", "/pipelines", { name, stages })).body;
  const [first, second] = [await made("Partners"), await made("Renewal")];
  const named = (column: string, key: string) => ({
    column,
    target: { kind: "field", field: key, via: "name" },
  });
  const mapping = [field("name"), named("Stage", "stageId"), named("Pipeline", "pipelineId")];
  const file = "name,Stage,Pipeline\nOne,Signed,Renewal\nTwo,signed,partners\nThree,Signed,\n";
  const done = await imported("deals", file, { mapping, mode: "create" });
  expect(done.counts).toMatchObject({ created: 3, bad: 0 });
  const stageOf = async (name: string) => {
    const filter = encodeURIComponent(JSON.stringify({ name }));
    return (await ground.call("GET", `/deals?filter=${filter}`)).body.data[0].stageId;
  };
  const [signed, other] = [second.stages[1].id, first.stages[1].id];
  expect([await stageOf("One"), await stageOf("Two"), await stageOf("Three")]).toEqual([
    signed,
    other,
    other,
  ]);
  // A known deal stays in its pipeline where that has the stage, and is not moved to one of several others unasked.
  await deal("Elsewhere");
  const unclear = { mapping: mapping.slice(0, 2), mode: "update", upsertKey: "name" };
  const moved = await imported(
    "deals",
    "name,Stage\nOne,Begun\nOne,Signed\nElsewhere,Signed\n",
    unclear,
  );
  expect(moved.counts).toMatchObject({ updated: 2, bad: 1 });
  expect(await stageOf("One")).toBe(signed);
  const errors = await ground.call("GET", `/imports/${moved.id}/errors.csv`);
  expect(errors.text).toContain("4,Stage,ambiguous");
  // What an upsert makes goes to the first, and what it finds stays.
  const upsert = { ...unclear, mode: "upsert" };
  const both = await imported("deals", "name,Stage\nFour,Signed\nOne,Begun\n", upsert);
  expect(both.counts).toMatchObject({ created: 1, updated: 1, bad: 0 });
  expect([await stageOf("Four"), await stageOf("One")]).toEqual([other, second.stages[0].id]);
});

test("without the pipeline that its row names, a stage is left out too; of one name, the first pipeline is taken", async () => {
  const stages = [
    { name: "Drafted", kind: "open", probability: 0.1 },
    { name: "Sealed", kind: "won", probability: 1 },
  ];
  const made = async (name: string) =>
    (await ground.call("POST", "/pipelines", { name, stages })).body;
  const [first, second] = [await made("Twin"), await made("Twin")];
  const named = (column: string, key: string, via: string) => ({
    column,
    target: { kind: "field", field: key, via, unknown: "empty" },
  });
  const mappingBy = (via: string) => [
    field("name"),
    named("Stage", "stageId", "name"),
    named("Pipeline", "pipelineId", via),
  ];
  const dealOf = async (name: string) => {
    const filter = encodeURIComponent(JSON.stringify({ name }));
    return (await ground.call("GET", `/deals?filter=${filter}`)).body.data[0];
  };
  const file = "name,Stage,Pipeline\nLost one,Sealed,Nowhere\nTwin one,Sealed,Twin\n";
  const done = await imported("deals", file, { mapping: mappingBy("name"), mode: "create" });
  expect(done.counts).toMatchObject({ created: 2, bad: 0 });
  expect([first.id, second.id]).not.toContain((await dealOf("Lost one")).pipelineId);
  expect((await dealOf("Twin one")).stageId).toBe(first.stages[1].id);
  for (const [at, lost] of ["old-7", newId()].entries()) {
    const name = `Lost by id ${at}`;
    const rows = `name,Stage,Pipeline\n${name},Sealed,${lost}\n`;
    const by = await imported("deals", rows, { mapping: mappingBy("id"), mode: "create" });
    expect(by.counts).toMatchObject({ created: 1, bad: 0 });
    expect([first.id, second.id]).not.toContain((await dealOf(name)).pipelineId);
  }
  await ground.call("PATCH", `/deals/${(await dealOf("Twin one")).id}`, {
    pipelineId: second.id,
    stageId: second.stages[0].id,
  });
  const change = { mapping: mappingBy("name"), mode: "update", upsertKey: "name" };
  const moved = await imported("deals", "name,Stage,Pipeline\nTwin one,Sealed,Twin\n", change);
  expect(moved.counts).toMatchObject({ updated: 1, bad: 0 });
  expect((await dealOf("Twin one")).stageId).toBe(second.stages[1].id);
});

test("ids that name nothing, texts that are no domain and choices of several are left out alike", async () => {
  const known = await ground.call("POST", "/companies", {
    name: "Domained",
    domain: "dom.example",
  });
  const { body: choices } = await ground.call("POST", "/fields", {
    object: "people",
    label: "Letters",
    type: "multiSelect",
    options: ["A", "B"].map((label) => ({ key: label.toLowerCase(), label })),
  });
  const mappingOf = (via: string, unknown?: string) => [
    field("firstName"),
    field("email"),
    { column: "Company", target: { kind: "field", field: "companyId", via, unknown } },
    { column: "Letters", target: { kind: "field", field: `custom.${choices.key}`, unknown } },
  ];
  const head = "firstName,email,Company,Letters\n";
  const byId = `${head}Cy,cy@x.example,${newId()},A; B; Zzz\nDi,di@x.example,${known.body.id},Zzz\n`;
  const refused = await imported("people", byId, { mapping: mappingOf("id") });
  expect(refused.counts).toMatchObject({ created: 0, bad: 2 });
  const taken = await imported("people", byId, { mapping: mappingOf("id", "empty") });
  expect(taken.counts).toMatchObject({ created: 2, bad: 0 });
  const byDomain = `${head}Ed,ed@x.example,n/a,\nFi,fi@x.example,dom.example,\n`;
  const domains = await imported("people", byDomain, { mapping: mappingOf("domain", "empty") });
  expect(domains.counts).toMatchObject({ created: 2, bad: 0 });
  const { body } = await ground.call("GET", "/people?sort=email&limit=20");
  const personOf = (name: string) =>
    body.data.find((one: { firstName: string }) => one.firstName === name);
  const [letters, id] = [choices.key, known.body.id];
  expect(personOf("Cy")).toMatchObject({ companyId: null, custom: { [letters]: ["a", "b"] } });
  expect(personOf("Di")).toMatchObject({ companyId: id });
  expect(personOf("Di").custom[letters] ?? null).toBeNull();
  expect([personOf("Ed").companyId, personOf("Fi").companyId]).toEqual([null, id]);
});

test("what a file names and nobody knows refuses its row, or is left out where somebody says so", async () => {
  const known = await ground.call("POST", "/companies", { name: "Known" });
  const file =
    "firstName,email,Company,Owner,Stage\nAnn,ann@x.example,Nowhere,gone@x.example,marketing-qualified\nBob,bob@x.example,Known,,Customer\n";
  const mappingOf = (unknown?: string) => [
    field("firstName"),
    field("email"),
    { column: "Company", target: { kind: "field", field: "companyId", via: "name", unknown } },
    { column: "Owner", target: { kind: "field", field: "ownerId", via: "email", unknown } },
    { column: "Stage", target: { kind: "field", field: "lifecycle", unknown } },
  ];
  const refused = await imported("people", file, { mapping: mappingOf() });
  expect(refused.counts).toMatchObject({ created: 1, bad: 1 });
  const taken = await imported("people", file, { mapping: mappingOf("empty") });
  expect(taken.counts).toMatchObject({ created: 1, unchanged: 1, bad: 0 });
  const people = await ground.call("GET", "/people?sort=email&limit=2");
  expect(people.body.data).toMatchObject([
    { firstName: "Ann", companyId: null, lifecycle: null },
    { firstName: "Bob", companyId: known.body.id, lifecycle: "customer" },
  ]);
});

test("who says the order of day and month has said nothing of the decimal sign", async () => {
  const file = "name,Amount\nLarge,2.000\nLarger,12.500\n";
  const { body: upload } = await ground.upload("?object=deals", file);
  const reading = async (said: object) => {
    const change = { readings: [{ column: "Amount", ...said }] };
    const { body } = await ground.call("PATCH", `/imports/${upload.id}`, change);
    return [body.columns[1].reading.isSure, body.warnings.length];
  };
  expect(await reading({ dateOrder: "mdy" })).toEqual([false, 1]);
  expect(await reading({ decimal: "," })).toEqual([true, 0]);
});

test("numbers too; a column that the file does not have is refused", async () => {
  const file = "name,Amount\nLarge,2.000\nLarger,12.500\n";
  const done = await imported("deals", file, {
    readings: [{ column: "Amount", decimal: "," }],
    defaultCurrency: "EUR",
  });
  expect(done.counts).toMatchObject({ created: 2, bad: 0 });
  const { text } = await ground.call("GET", "/deals/export?fields=name,amountMinor&sort=name");
  expect(text).toContain("Large,2000.00");
  expect(text).toContain("Larger,12500.00");
  const { body: upload } = await ground.upload("?object=deals", file);
  for (const column of ["Sum", "__proto__"]) {
    const wrong = { readings: [{ column, decimal: "," }] };
    const refused = await ground.call("PATCH", `/imports/${upload.id}`, wrong);
    expect([refused.status, refused.body.code]).toEqual([422, "imports.bad_mapping"]);
  }
});
