// Fields that a role may not read appear nowhere: not in a list, an answer to a write, the history, the
// timeline, titles, search, exports, the audit log, the schema, or an error, and nothing can be asked of
// them: filter, sort and writes answer as for a field that does not exist.
import type { Permissions } from "@rapport/contracts";
import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Operation, operationsOf, plainCase } from "./api-cases.ts";
import type { Json } from "./fill-workspace.ts";
import { type Caller, type IsolationGround, openIsolationGround } from "./ground.ts";
import { reportsAbout, sharedReportFaults } from "./report-questions.ts";

const custom = "custom.secret_qhomeq";

/** An admin in everything but these. */
const permissions: Permissions = {
  ...builtInRoles.admin,
  fields: {
    people: { phone: "none", email: "read", lastName: "none", [custom]: "none" },
    companies: { annualRevenueMinor: "none", [custom]: "none" },
    deals: { amountMinor: "none", lostReason: "none", [custom]: "none" },
    tickets: { subject: "none" },
    notes: { body: "none" },
  },
};

const hiddenFields: Record<string, string[]> = {
  people: ["phone", "lastName", custom],
  companies: ["annualRevenueMinor", custom],
  deals: ["amountMinor", "lostReason", custom],
  tickets: ["subject"],
  notes: ["body"],
};

let ground: IsolationGround;
let callers: Caller[];
let operations: Operation[];
/** What the hidden fields hold, each found nowhere else; some of it in more than one spelling. */
const secrets: string[] = [];

beforeAll(async () => {
  ground = await openIsolationGround();
  callers = await ground.member("restricted", permissions);
  const document = await ground.app.http.inject({ method: "GET", url: "/api/openapi.json" });
  operations = operationsOf(document.json());
  await hide();
}, 300_000);

afterAll(() => ground?.close());

let serial = 8_100_000;

function secretFor(key: string): unknown {
  serial += 1;
  const isNumber = key.endsWith("Minor");
  const text = isNumber || key === "phone" ? String(serial) : `zsecret${serial}`;
  secrets.push(text);
  if (key === "phone") return `+49 30 ${text}`;
  return isNumber ? serial : text;
}

function secretBody(keys: readonly string[]): Json {
  const body: Json = {};
  for (const key of keys) {
    if (key.startsWith("custom.")) body.custom = { [key.slice(7)]: secretFor(key) };
    else body[key] = secretFor(key);
  }
  return body;
}

/** Puts a value of its own into every hidden field, twice, so that the history has both. */
async function hide(): Promise<void> {
  const make = ground.make(ground.home.admin);
  const { records } = ground.home.filled;
  await make("DELETE", `/deals/${records.deals}/line-items/${await lineOf(records.deals ?? "")}`);
  for (const [object, keys] of Object.entries(hiddenFields)) {
    await make("PATCH", `/${object}/${records[object]}`, secretBody(keys));
    await make("PATCH", `/${object}/${records[object]}`, secretBody(keys));
  }
  await make("POST", `/deals/${records.deals}/line-items`, {
    name: "zsecretline",
    quantity: 1,
    unitPriceMinor: 8_200_001,
  });
  secrets.push("8200001");
}

async function lineOf(dealId: string): Promise<string> {
  const lines = await ground.call(ground.home.admin, "GET", `/deals/${dealId}/line-items`);
  return lines.json.data[0].id;
}

const shownIn = (text: string) =>
  secrets.filter((secret) => text.replaceAll(" ", "").includes(secret));

it("is a real secret: the admin sees each of them", async () => {
  const seen = new Set<string>();
  for (const object of Object.keys(hiddenFields)) {
    const id = ground.home.filled.records[object];
    for (const path of [`/${object}/${id}`, `/${object}/${id}/history`]) {
      const answer = await ground.call(ground.home.admin, "GET", path);
      for (const secret of shownIn(answer.text)) seen.add(secret);
    }
  }
  const lines = await ground.call(
    ground.home.admin,
    "GET",
    `/deals/${ground.home.filled.records.deals}/line-items`,
  );
  for (const secret of shownIn(lines.text)) seen.add(secret);
  expect(secrets.filter((secret) => !seen.has(secret))).toEqual([]);
});

it("shows in no answer to any question", async () => {
  const { records, customObject, pipelineId } = ground.home.filled;
  const home = {
    values: ({ path }: Operation) => ({
      object: path.startsWith("/scores") ? "people" : customObject,
      key: "lead-score",
      role: "canary",
      id:
        (path.startsWith("/scores") ? records.people : undefined) ??
        records[path.split("/")[1] ?? ""] ??
        (path.startsWith("/records") ? records[customObject] : pipelineId) ??
        "",
      lineId: "01900000-0000-7000-8000-000000000001",
      actId: "01900000-0000-7000-8000-000000000001",
    }),
    file: "First name\nSomebody\n",
  };
  const faults: string[] = [];
  const reads = operations.filter(
    ({ method, path }) => method === "GET" && !path.startsWith("/auth"),
  );
  const questions = reads.flatMap((read) => variants(read, plainCase(read, home).path));
  for (const caller of callers) {
    for (const asked of questions) {
      const shown = shownIn((await ground.call(caller, "GET", asked)).text);
      if (shown.length > 0) faults.push(`${caller.name}: GET ${asked} shows ${shown}`);
    }
  }
  expect(faults).toEqual([]);
}, 300_000);

function variants(operation: Operation, path: string): string[] {
  const names = new Set(operation.parameters.map(({ name }) => name));
  const bare = path.split("?")[0] ?? "";
  const found = [path];
  if (names.has("include")) found.push(`${bare}?include=titles`);
  if (names.has("total")) found.push(`${bare}?total=true`);
  if (names.has("format")) found.push(`${bare}?format=jsonl`);
  if (names.has("q")) found.push(...secrets.map((secret) => `${bare}?q=${secret}`));
  if (operation.path === "/relations")
    found.push(`${bare}?object=people&id=${ground.home.filled.records.people}`);
  return found;
}

it("is found by no search", async () => {
  const hits: string[] = [];
  for (const secret of secrets) {
    const answer = await ground.call(callers[0] ?? null, "GET", `/search?q=${secret}`);
    if (answer.json.data.length > 0) hits.push(`${secret}: ${answer.body}`);
  }
  expect(hits).toEqual([]);
});

it("shows in no answer to a write, nor in a conflict", async () => {
  const { records } = ground.home.filled;
  const faults: string[] = [];
  const writes: [string, string, unknown, Record<string, string>?][] = [
    ["PATCH", `/people/${records.people}`, { city: "Bonn" }],
    ["PATCH", `/people/${records.people}`, { city: "Köln" }, { "if-match": '"1-abc"' }],
    ["PATCH", `/deals/${records.deals}`, { source: "fair" }],
    ["PATCH", `/companies/${records.companies}`, { city: "Bonn" }],
    [
      "POST",
      "/people/bulk",
      { operations: [{ op: "update", id: records.people, data: { city: "Ulm" } }] },
    ],
    ["DELETE", `/people/${records.people}`, undefined],
    ["POST", `/people/${records.people}/restore`, undefined],
    [
      "POST",
      `/deals/${records.deals}/line-items`,
      { name: "more", quantity: 1, unitPriceMinor: 5 },
    ],
  ];
  for (const [method, path, body, headers] of writes) {
    const answer = await ground.call(callers[0] ?? null, method, path, body, headers);
    const shown = shownIn(answer.text);
    if (shown.length > 0) faults.push(`${method} ${path} shows ${shown}`);
  }
  expect(faults).toEqual([]);
});

interface Question {
  method: string;
  path: string;
  body?: unknown;
}

/** Every way to ask about a field, or to write it. */
function questionsAbout(object: string, key: string): Question[] {
  const id = ground.home.filled.records[object];
  const data = key.startsWith("custom.") ? { custom: { [key.slice(7)]: "x" } } : { [key]: "x" };
  const filter = (value: unknown) => encodeURIComponent(JSON.stringify(value));
  return [
    { method: "GET", path: `/${object}?sort=${key}` },
    { method: "GET", path: `/${object}?sort=-${key}` },
    { method: "GET", path: `/${object}/trash?sort=${key}` },
    { method: "GET", path: `/${object}?filter=${filter({ [key]: "x" })}` },
    {
      method: "GET",
      path: `/${object}?filter=${filter({ or: [{ [key]: { contains: "x" } }, { id: null }] })}`,
    },
    { method: "GET", path: `/${object}?filter=${filter({ [key]: { empty: true } })}` },
    { method: "GET", path: `/${object}/export?fields=${key}` },
    { method: "GET", path: `/${object}/export?sort=${key}` },
    { method: "GET", path: `/${object}/export?filter=${filter({ [key]: { gt: "x" } })}` },
    { method: "PATCH", path: `/${object}/${id}`, body: data },
    { method: "POST", path: `/${object}`, body: data },
    { method: "POST", path: `/${object}/bulk`, body: { operations: [{ op: "update", id, data }] } },
    {
      method: "POST",
      path: `/${object}/bulk`,
      body: { operations: [{ op: "upsert", key, data }] },
    },
    ...reportsAbout(object, key).flatMap((definition) => [
      { method: "POST", path: "/reports/run", body: { definition } },
      { method: "POST", path: "/reports/run", body: { definition, format: "csv" } },
      { method: "POST", path: "/reports", body: { name: "asked", definition } },
    ]),
  ];
}

it("shows in no report that others share", async () => {
  const asker = callers[0] ?? null;
  expect(await sharedReportFaults(ground, asker, hiddenFields)).toEqual([]);
}, 120_000);

/** As long as the real one, so that the two answers can be compared byte by byte. */
function neverWas(key: string): string {
  return key.startsWith("custom.")
    ? `custom.${"q".repeat(key.length - 7)}`
    : `q${"w".repeat(key.length - 1)}`;
}

async function toldApart(object: string, key: string): Promise<string[]> {
  const nowhere = neverWas(key);
  const imagined = questionsAbout(object, nowhere);
  const faults: string[] = [];
  for (const [index, question] of questionsAbout(object, key).entries()) {
    const one = await told(question, key);
    const other = await told(imagined[index] as Question, nowhere);
    if (one !== other) faults.push(`${question.method} ${question.path}\n  ${one}\n  ${other}`);
  }
  return faults;
}

it("answers to every question about it as for a field that does not exist", async () => {
  const faults: string[] = [];
  for (const [object, keys] of Object.entries(hiddenFields)) {
    for (const key of keys) faults.push(...(await toldApart(object, key)));
  }
  expect(faults).toEqual([]);
}, 300_000);

async function told({ method, path, body }: Question, key: string): Promise<string> {
  const answer = await ground.call(callers[0] ?? null, method, path, body);
  const text = answer.body.replaceAll(key, "FIELD").replaceAll(key.replace("custom.", ""), "FIELD");
  return `${answer.status} ${text.replace(/"requestId":"[^"]*"/g, "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")}`;
}

it("may be read where the role says so, and not changed", async () => {
  const { records } = ground.home.filled;
  const read = await ground.call(callers[0] ?? null, "GET", `/people/${records.people}`);
  expect(read.json.email).toContain("qhomeq1@");
  const written = await ground.call(callers[0] ?? null, "PATCH", `/people/${records.people}`, {
    email: "new@else.example",
  });
  expect(written.status).toBe(422);
  expect(written.json.errors[0]).toMatchObject({ path: "email", code: "records.read_only_field" });
});

it("is not named in the schema", async () => {
  const schema = await ground.call(callers[0] ?? null, "GET", "/schema");
  const named: string[] = [];
  for (const [object, keys] of Object.entries(hiddenFields)) {
    const described = schema.json.objects.find((one: { key: string }) => one.key === object);
    const known = new Set(
      described.fields.map((field: { key: string; custom: boolean }) =>
        field.custom ? `custom.${field.key.replace("custom.", "")}` : field.key,
      ),
    );
    named.push(...keys.filter((key) => known.has(key)).map((key) => `${object}.${key}`));
  }
  expect(named).toEqual([]);
});
