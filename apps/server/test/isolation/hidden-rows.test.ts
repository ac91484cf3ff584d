// Rows beyond a role's reach (own, team, region) are as if they were not: in lists, counts, search, exports,
// titles, timelines, links and undo, and by id they answer as an id that never was.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/platform/ids.ts";
import {
  type Case,
  type HomeThings,
  idCases,
  type Operation,
  operationsOf,
  plainCase,
} from "./api-cases.ts";
import { withoutIds } from "./compare-answers.ts";
import { fillConversation } from "./fill-conversations.ts";
import { reportOf } from "./fill-rooms.ts";
import { fillRecords, type Marks } from "./fill-workspace.ts";
import {
  type Answer,
  type Caller,
  everyRole,
  type IsolationGround,
  openIsolationGround,
} from "./ground.ts";

const roles = ["own", "team", "region", "nothing"] as const;
type Role = (typeof roles)[number];

let ground: IsolationGround;
let operations: Operation[];
const callers = new Map<Role, Caller>();
interface RecordSet {
  marks: Marks;
  byObject: Record<string, string>;
  ids: string[];
  seenBy: Role[];
}

/** Records made for each owner and region, with marks of their own, and who may see them. */
const sets: RecordSet[] = [];

beforeAll(async () => {
  ground = await openIsolationGround();
  const { home, make } = ground;
  const team = String((await make(home.admin)("POST", "/teams", { name: "field" })).id);
  for (const role of roles) {
    const [signedIn] = await ground.member(role, everyRole[role] as never, {
      regions: ["qregionq"],
      ...(role === "team" ? { team } : {}),
    });
    if (signedIn) callers.set(role, signedIn);
  }
  const [mate] = await ground.member("mate", everyRole.member as never, { team });
  const idOf = async (role: Role) => ground.memberIdOf(callers.get(role) as Caller);
  const admin = home.marks.memberId;
  await addSet("qaloneq", "5553001", admin, "elsewhere", []);
  await addSet("qownq", "5553002", await idOf("own"), "elsewhere", ["own"]);
  await addSet("qmateq", "5553003", await ground.memberIdOf(mate as Caller), "elsewhere", ["team"]);
  await addSet("qnearq", "5553004", admin, "qregionq", ["region"]);
  const document = await ground.app.http.inject({ method: "GET", url: "/api/openapi.json" });
  operations = operationsOf(document.json());
}, 300_000);

afterAll(() => ground?.close());

let serial = 10;

async function addSet(
  text: string,
  digits: string,
  memberId: string,
  region: string,
  seenBy: Role[],
): Promise<void> {
  const marks: Marks = { text, digits, memberId, region };
  serial += 10;
  const filled = await fillRecords(
    ground.make(ground.home.admin),
    marks,
    ground.home.shape,
    serial,
  );
  filled.records.conversations = await fillConversation(
    ground.app,
    ground.home.id,
    ground.make(ground.home.admin),
    { marks, address: `${text}${serial}@${text}.example` },
  );
  const ids = [...Object.values(filled.records), filled.trashedPerson];
  sets.push({ marks, byObject: filled.records, ids, seenBy });
}

const hiddenFrom = (role: Role) => sets.filter((set) => !set.seenBy.includes(role));

function home(): HomeThings {
  const { customObject } = ground.home.filled;
  return {
    values: () => ({
      ...{ object: customObject, id: newId(), lineId: newId(), actId: newId() },
      ...{ messageId: newId(), mailId: newId(), recordId: newId(), at: "0" },
    }),
    file: "First name\nSomebody\n",
  };
}

const reads = () =>
  operations.filter(({ method, path }) => method === "GET" && !path.startsWith("/auth"));

function shown(answer: Answer, role: Role, asked: string): string[] {
  const text = withoutIds(answer.text.toLowerCase());
  return hiddenFrom(role).flatMap(({ marks }) =>
    [marks.text, marks.digits].filter((mark) => text.includes(mark) && !asked.includes(mark)),
  );
}

/** The ways in which a thing can be asked for that could show more. */
function variants(operation: Operation): string[] {
  const { path } = plainCase(operation, home());
  const bare = path.split("?")[0] ?? "";
  const names = new Set(operation.parameters.map(({ name }) => name));
  const found = [path];
  if (names.has("include")) found.push(`${bare}?include=titles&total=true&limit=200`);
  if (names.has("format")) found.push(`${bare}?format=jsonl`);
  if (names.has("q")) {
    for (const { marks } of sets)
      found.push(`${bare}?q=${marks.text}`, `${bare}?q=${marks.digits}`);
  }
  return found;
}

/** Of each hidden set the record that the operation is about, and another one in turns. */
function hiddenIds(role: Role, { path }: Operation, turn: number): string[] {
  const object = path.split("/")[1] ?? "";
  return hiddenFrom(role).flatMap(({ ids, byObject }) => {
    const own = byObject[object === "records" ? ground.home.filled.customObject : object];
    return [...(own === undefined ? [] : [own]), ids[turn % ids.length] ?? ""];
  });
}

const addressed = ({ place }: Case) => place.startsWith("{") || place.startsWith("body.");

async function toldApart(role: Role, operation: Operation, id: string): Promise<string[]> {
  const caller = callers.get(role) as Caller;
  const ask = (one: Case) => ground.call(caller, one.operation.method, one.path, one.body);
  const twins = idCases(operation, home(), newId()).filter(addressed);
  const faults: string[] = [];
  for (const [index, one] of idCases(operation, home(), id).filter(addressed).entries()) {
    const [answer, other] = [await ask(one), await ask(twins[index] as Case)];
    const where = `${operation.method} ${one.path} (${one.place}) → ${answer.status}`;
    const found = shown(answer, role, one.path);
    if (found.length > 0) faults.push(`${where} shows ${found}`);
    if (plain(answer) !== plain(other))
      faults.push(`${where}\n  ${plain(answer)}\n  ${plain(other)}`);
  }
  return faults;
}

/** Of each object a field whose values carry the marks. */
const reportedLabels: Record<string, string> = {
  people: "lastName",
  companies: "name",
  deals: "lostReason",
  tickets: "subject",
  tasks: "title",
  activities: "subject",
};

async function reportFaults(role: Role, object: string, label: string): Promise<string[]> {
  const caller = callers.get(role) as Caller;
  const definition = reportOf({ object, groupBy: [{ field: label }] });
  const ask = (format: string) =>
    ground.call(caller, "POST", "/reports/run", { definition, format });
  const [answer, file] = [await ask("json"), await ask("csv")];
  const faults = [answer, file].flatMap((one) => shown(one, role, ""));
  if (answer.status !== 200) return faults;
  const list = await ground.call(caller, "GET", `/${object}?total=true&limit=1`);
  const [counted, there] = [answer.json.totals[0].count, list.json.total.count];
  return counted === there ? faults : [...faults, `${counted} ${object} are counted of ${there}`];
}

describe.each(roles)("a role that sees %s", (role) => {
  it("is shown nothing of the others' in any list, search or export", async () => {
    const caller = callers.get(role) as Caller;
    const faults: string[] = [];
    for (const asked of reads().flatMap(variants)) {
      const found = shown(await ground.call(caller, "GET", asked), role, asked);
      if (found.length > 0) faults.push(`GET ${asked} shows ${found}`);
    }
    expect(faults).toEqual([]);
  }, 600_000);

  it("is answered for their ids as for ones that never were", async () => {
    const faults: string[] = [];
    for (const [turn, operation] of operations.entries()) {
      if (operation.path.startsWith("/auth")) continue;
      for (const id of hiddenIds(role, operation, turn))
        faults.push(...(await toldApart(role, operation, id)));
    }
    expect(faults.slice(0, 20)).toEqual([]);
  }, 300_000);

  it("is counted none of the others' in any report", async () => {
    const caller = callers.get(role) as Caller;
    const faults: string[] = [];
    for (const [object, label] of Object.entries(reportedLabels))
      faults.push(...(await reportFaults(role, object, label)));
    expect(faults).toEqual([]);
    const { pipelineId } = ground.home.filled;
    const definition = { kind: "funnel", pipelineId, filter: null, span: null };
    const answer = await ground.call(caller, "POST", "/reports/run", { definition });
    const own = sets.filter((set) => set.seenBy.includes(role)).length;
    if (role === "nothing") expect(answer.status).toBe(403);
    else expect(answer.json.steps[0].reached).toBe(own);
  });

  it("sees what is its own", async () => {
    const caller = callers.get(role) as Caller;
    const own = sets.filter((set) => set.seenBy.includes(role));
    const list = await ground.call(caller, "GET", "/people?limit=200");
    if (role === "nothing") expect(list.status).toBe(403);
    else for (const { marks } of own) expect(list.text).toContain(marks.text);
  });
});

function plain(answer: Answer): string {
  return `${answer.status} ${answer.body}`
    .replace(/"requestId":"[^"]*"/g, "")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replace(/"(version|position)":\d+/g, "NUMBER");
}
