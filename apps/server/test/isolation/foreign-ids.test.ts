// Every operation of the API, asked for by everybody, with every id and key of another workspace in every
// place where one can stand: nothing of that workspace may show, nothing of it may change, and the answer
// is the one that an id gets which never existed.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemUserId } from "../../src/platform/context.ts";
import { newId } from "../../src/platform/ids.ts";
import {
  type Case,
  type HomeThings,
  idCases,
  keyCases,
  type Operation,
  operationsOf,
  plainCase,
} from "./api-cases.ts";
import {
  type Answer,
  type Caller,
  everyRole,
  type IsolationGround,
  openIsolationGround,
} from "./ground.ts";

// The whole product of operations, places, callers and ids takes minutes: RAPPORT_TEST_ISOLATION=every. Else
// each caller tries a part of the ids in each place, in turns, so that together they try all.
const every = process.env.RAPPORT_TEST_ISOLATION === "every";
const idsInTurn = 3;

let ground: IsolationGround;
let operations: Operation[];
let callers: Caller[];
/** Ids of the foreign workspace: the values of each uuid column of each table, by table and column. */
let foreignIds: Map<string, string[]>;

beforeAll(async () => {
  ground = await openIsolationGround();
  callers = [{ ...ground.home.admin, name: "admin, signed in" }];
  const region = { regions: [ground.home.marks.region] };
  for (const [name, permissions] of Object.entries(everyRole)) {
    const both = await ground.member(name, permissions, region);
    // Signed in and by key in turns: the rights behind both are the same.
    callers.push(...(every ? both : both.slice(callers.length % 2).slice(0, 1)));
  }
  const document = await ground.app.http.inject({ method: "GET", url: "/api/openapi.json" });
  operations = operationsOf(document.json());
  foreignIds = await idsOf(ground.foreign.id);
}, 120_000);

afterAll(() => ground?.close());

interface UuidColumn {
  schema: string;
  table: string;
  column: string;
}

async function tenantColumns(): Promise<UuidColumn[]> {
  return (await ground.database.asOwner(`
    SELECT c.table_schema AS schema, c.table_name AS "table", c.column_name AS "column"
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE t.table_type = 'BASE TABLE' AND c.data_type = 'uuid' AND EXISTS (
      SELECT 1 FROM information_schema.columns w
      WHERE w.table_schema = c.table_schema AND w.table_name = c.table_name AND w.column_name = 'workspace_id')
    ORDER BY 1, 2, 3`)) as unknown as UuidColumn[];
}

async function idsOf(workspaceId: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const { schema, table, column } of await tenantColumns()) {
    const rows = await ground.database.asOwner(
      `SELECT DISTINCT ${column}::text AS id FROM ${schema}.${table} WHERE workspace_id = $1 AND ${column} IS NOT NULL`,
      [workspaceId],
    );
    const ids = rows.map((row) => String(row.id)).filter((id) => id !== systemUserId);
    if (ids.length > 0) found.set(`${schema}.${table}.${column}`, ids);
  }
  return found;
}

/** What the workspace holds, as one hash a table; without what moves by itself. */
async function contents(workspaceId: string): Promise<Record<string, unknown>> {
  const tables = new Set((await tenantColumns()).map(({ schema, table }) => `${schema}.${table}`));
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    if (!/^(access|records|imports|platform)\./.test(table)) continue;
    const [row] = await ground.database.asOwner(
      `SELECT count(*)::int AS rows, md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS hash FROM ${table} t WHERE workspace_id = $1`,
      [workspaceId],
    );
    found[table] = row;
  }
  return found;
}

function homeThings(): HomeThings {
  const { records, customObject, pipelineId } = ground.home.filled;
  return {
    values: ({ path }) => {
      const object = path.split("/")[1] ?? "";
      const id =
        object === "records"
          ? records[customObject]
          : (records[object] ?? (object === "pipelines" ? pipelineId : newId()));
      return { object: customObject, id: id ?? newId(), lineId: newId(), actId: newId() };
    },
    file: "First name,E-mail\nSomebody,somebody@somewhere.example\n",
  };
}

const ask = (caller: Caller, { operation, path, body }: Case): Promise<Answer> =>
  ground.call(caller, operation.method, path, body);

/** What of the foreign workspace is in an answer, beside what the request itself said. */
function foreignBytes(answer: Answer, sent: string, allIds: ReadonlySet<string>): string[] {
  const { text, digits } = ground.foreign.marks;
  const said = sent.toLowerCase();
  const bytes = answer.text.toLowerCase();
  const marks = [text, digits].filter((mark) => bytes.includes(mark) && !said.includes(mark));
  const ids = [...bytes.matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)].map(([id]) => id);
  return [...marks, ...ids.filter((id) => allIds.has(id) && !said.includes(id))];
}

const volatile =
  /"(x-request-id|requestId|date|ratelimit-[a-z]+|set-cookie|rapport-act|etag)":("[^"]*"|\d+),?/g;

/** What two answers to the same question may differ in: the request's id, the time, and what was asked for. */
function comparable(answer: Answer, asked: string): string {
  const text = answer.text.replace(volatile, "").replaceAll(asked, "ASKED");
  if (answer.status === 404) return `404\n${text}`;
  // Whatever was made along the way has an id and times of its own.
  const settled = text
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
  return `${answer.status}\n${settled.replace(/"(version|position)":\d+/g, "NUMBER")}`;
}

/** From where on the two differ. */
function difference(twin: string, own: string): string {
  let at = 0;
  while (at < twin.length && twin[at] === own[at]) at += 1;
  const from = Math.max(0, at - 60);
  return `  never was: …${twin.slice(from, at + 120)}\n  foreign:   …${own.slice(from, at + 120)}`;
}

interface Question {
  caller: Caller;
  cases: (stand: string) => Case[];
}

/** Asks for each foreign thing and once for one that never was; answers what was told apart, or shown. */
async function compare(
  { caller, cases }: Question,
  foreign: readonly string[],
  nobody: string,
  known: ReadonlySet<string>,
) {
  const faults: string[] = [];
  let asked = 0;
  const twins = new Map<string, string>();
  for (const twin of cases(nobody))
    twins.set(twin.place, comparable(await ask(caller, twin), nobody));
  for (const thing of foreign) {
    for (const one of cases(thing)) {
      asked += 1;
      const answer = await ask(caller, one);
      const where = `${caller.name}: ${one.operation.method} ${one.path} (${one.place}) → ${answer.status}`;
      const shown = foreignBytes(answer, `${one.path}${JSON.stringify(one.body ?? "")}`, known);
      if (shown.length > 0) faults.push(`${where} shows ${shown.join(", ")}`);
      const twin = twins.get(one.place);
      if (comparable(answer, thing) !== twin)
        faults.push(`${where} differs:\n${difference(twin ?? "", comparable(answer, thing))}`);
    }
  }
  return { faults, asked };
}

/** The ids that the operation is about: of the table that its address is named after. */
function ownIds({ path }: Operation): string[] {
  const name = (path.split("/")[1] ?? "").replaceAll("-", "_");
  return [
    foreignIds.get(`records.${name}.id`),
    foreignIds.get(`access.${name}.id`),
    foreignIds.get(`imports.${name}.id`),
  ].flatMap((ids) => ids?.slice(0, 1) ?? []);
}

/** An id of each column, and of another kind than those before where it has one. */
function oneOfEach(kinds: ReadonlyMap<string, string[]>): string[] {
  const chosen = new Set<string>();
  for (const ids of kinds.values()) {
    const fresh = ids.find((id) => !chosen.has(id));
    if (fresh !== undefined) chosen.add(fresh);
  }
  return [...chosen];
}

function inTurn(ids: readonly string[], turn: number): string[] {
  return Array.from(
    { length: idsInTurn },
    (_none, step) => ids[(turn * idsInTurn + step) % ids.length] ?? "",
  );
}

/** All places but filters, of which there are many alike: of those a few. */
function thinned(cases: Case[], turn: number): Case[] {
  return every
    ? cases
    : cases.filter(({ place }, index) => !place.startsWith("filter.") || (index + turn) % 4 === 0);
}

const isPublic = ({ path }: Operation) => path.startsWith("/auth/");

describe("another workspace", () => {
  it("is known by ids of every table that holds something of it", () => {
    expect([...foreignIds.keys()]).toEqual(
      expect.arrayContaining([
        "access.api_keys.id",
        "access.invitations.id",
        "access.members.id",
        "access.roles.id",
        "access.teams.id",
        "governance.audit_entries.act_id",
        "imports.imports.id",
        "records.people.id",
        "records.companies.id",
        "records.deals.id",
        "records.custom_records.id",
        "records.fields.id",
        "records.object_types.id",
        "records.line_items.id",
        "records.pipelines.id",
        "records.stages.id",
        "records.relations.id",
      ]),
    );
  });

  it("would be found if it showed: its own admin sees it everywhere", async () => {
    const { admin, filled } = ground.foreign;
    const known = new Set([...foreignIds.values()].flat());
    const blind: string[] = [];
    for (const path of [
      "/people",
      "/people/trash",
      "/schema",
      "/members",
      "/roles",
      "/teams",
      "/pipelines",
      "/audit",
      "/imports",
      "/me",
      "/api-keys",
      "/invitations",
      "/object-types",
      "/fields",
      "/workspace",
      `/records/${filled.customObject}`,
      `/people/${filled.records.people}/history`,
      "/deals/export",
      "/search?q=qforeignq",
    ]) {
      const answer = await ground.call(admin, "GET", path);
      if (answer.status !== 200 || foreignBytes(answer, "", known).length === 0)
        blind.push(`${path}: ${answer.status}`);
    }
    expect(blind).toEqual([]);
  });

  it("has a stand-in for every part of an address", () => {
    const values = homeThings().values(operations[0] as Operation);
    const without = operations.flatMap(({ path }) =>
      [...path.matchAll(/\{(\w+)\}/g)]
        .map(([, name]) => name ?? "")
        .filter((name) => values[name] === undefined),
    );
    expect(without).toEqual([]);
  });

  it("shows nowhere, whatever is asked for, by whomever", async () => {
    const known = new Set([...foreignIds.values()].flat());
    const faults: string[] = [];
    const untouched = await contents(ground.foreign.id);
    const home = homeThings();
    for (const operation of operations.filter(({ method }) => method !== "DELETE")) {
      for (const caller of isPublic(operation) ? [null] : [null, ...callers]) {
        const one = plainCase(operation, home);
        const answer = await ground.call(caller, one.operation.method, one.path, one.body);
        const shown = foreignBytes(answer, one.path, known);
        if (shown.length > 0)
          faults.push(`${caller?.name}: ${one.operation.method} ${one.path} shows ${shown}`);
        if (answer.status >= 500)
          faults.push(`${caller?.name}: ${one.operation.method} ${one.path} → ${answer.body}`);
      }
    }
    expect(faults).toEqual([]);
    expect(await contents(ground.foreign.id)).toEqual(untouched);
  });

  it("answers for each of its ids, in every place, as for one that never was", async () => {
    const known = new Set([...foreignIds.values()].flat());
    // One of each kind; the same id often stands in several tables.
    const ids = oneOfEach(foreignIds);
    const untouched = await contents(ground.foreign.id);
    const home = homeThings();
    const faults: string[] = [];
    const tried = new Set<string>();
    let asked = 0;
    for (const operation of operations.filter((each) => !isPublic(each))) {
      for (const [turn, caller] of callers.entries()) {
        const some = [...ownIds(operation), ...inTurn(ids, turn)];
        const cases = (id: string) => thinned(idCases(operation, home, id), turn);
        const outcome = await compare({ caller, cases }, every ? ids : some, newId(), known);
        faults.push(...outcome.faults);
        asked += outcome.asked;
        if (outcome.asked > 0) tried.add(operation.operationId);
      }
    }
    console.log(
      `${asked} requests for ${ids.length} foreign ids by ${callers.length} callers in ${tried.size} operations`,
    );
    expect(faults.slice(0, 20)).toEqual([]);
    expect(await contents(ground.foreign.id)).toEqual(untouched);
    const addressed = operations
      .filter(({ path }) => /\{(?!object\})/.test(path))
      .map(({ operationId }) => operationId);
    expect(addressed.filter((operationId) => !tried.has(operationId))).toEqual([]);
  }, 600_000);

  it("answers for its object types and fields as for ones that never were", async () => {
    const known = new Set([...foreignIds.values()].flat());
    const home = homeThings();
    const faults: string[] = [];
    for (const operation of operations.filter((each) => !isPublic(each))) {
      for (const caller of callers) {
        const cases = (word: string) =>
          keyCases(operation, home, `gadget_${word}`, `secret_${word}`);
        const outcome = await compare(
          { caller, cases },
          [ground.foreign.marks.text],
          "qnowhereq",
          known,
        );
        faults.push(...outcome.faults);
      }
    }
    expect(faults.slice(0, 20)).toEqual([]);
  }, 120_000);
});
