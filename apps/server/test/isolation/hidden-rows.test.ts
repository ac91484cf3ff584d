// Rows beyond a role's reach (own, team, region) are as if they were not: in lists, counts, search, exports,
// titles, timelines, links and undo, and by id they answer as an id that never was.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/platform/ids.ts";
import { type HomeThings, idCases, type Operation, operationsOf, plainCase } from "./api-cases.ts";
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
/** Records made for each: their ids, the marks in all their fields, and who may see them. */
const sets: { name: string; marks: Marks; ids: string[]; seenBy: Role[]; seenFields: string[] }[] =
  [];

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
}, 120_000);

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
  sets.push({
    name: text,
    marks,
    ids: [...Object.values(filled.records), filled.trashedPerson],
    seenBy,
  });
}

const hiddenFrom = (role: Role) => sets.filter((set) => !set.seenBy.includes(role));

function home(): HomeThings {
  const { customObject } = ground.home.filled;
  return {
    values: () => ({ object: customObject, id: newId(), lineId: newId(), actId: newId() }),
    file: "First name\nSomebody\n",
  };
}

const reads = () =>
  operations.filter(({ method, path }) => method === "GET" && !path.startsWith("/auth"));

function shown(answer: Answer, role: Role, asked: string): string[] {
  const text = answer.text.toLowerCase();
  return hiddenFrom(role).flatMap(({ marks }) =>
    [marks.text, marks.digits].filter((mark) => text.includes(mark) && !asked.includes(mark)),
  );
}

describe.each(roles)("a role that sees %s", (role) => {
  it("is shown nothing of the others' in any list, search or export", async () => {
    const caller = callers.get(role) as Caller;
    const faults: string[] = [];
    for (const operation of reads()) {
      const { path } = plainCase(operation, home());
      const bare = path.split("?")[0] ?? "";
      const names = new Set(operation.parameters.map(({ name }) => name));
      const asked = [
        path,
        ...(names.has("include") ? [`${bare}?include=titles&total=true&limit=200`] : []),
      ];
      if (names.has("format")) asked.push(`${bare}?format=jsonl`);
      if (names.has("q"))
        asked.push(
          ...sets.flatMap(({ marks }) => [`${bare}?q=${marks.text}`, `${bare}?q=${marks.digits}`]),
        );
      for (const one of asked) {
        const found = shown(await ground.call(caller, "GET", one), role, one);
        if (found.length > 0) faults.push(`GET ${one} shows ${found}`);
      }
    }
    expect(faults).toEqual([]);
  }, 60_000);

  it("is answered for their ids as for ones that never were", async () => {
    const caller = callers.get(role) as Caller;
    const faults: string[] = [];
    const about = operations.filter(
      ({ path, method }) =>
        !path.startsWith("/auth") && !path.startsWith("/records/{object}/bulk") && method !== "PUT",
    );
    for (const operation of about) {
      for (const { ids, name } of hiddenFrom(role)) {
        for (const id of ids) {
          const twins = idCases(operation, home(), newId()).filter(
            ({ place }) => place.startsWith("{") || place.startsWith("body."),
          );
          for (const [index, one] of idCases(operation, home(), id)
            .filter(({ place }) => place.startsWith("{") || place.startsWith("body."))
            .entries()) {
            const twin = twins[index] as typeof one;
            const [answer, other] = [
              await ground.call(caller, one.operation.method, one.path, one.body),
              await ground.call(caller, twin.operation.method, twin.path, twin.body),
            ];
            const where = `${operation.method} ${one.path} (${one.place}, ${name}) → ${answer.status}`;
            const found = shown(answer, role, one.path);
            if (found.length > 0) faults.push(`${where} shows ${found}`);
            if (plain(answer) !== plain(other))
              faults.push(`${where}\n  ${plain(answer)}\n  ${plain(other)}`);
          }
        }
      }
    }
    expect(faults.slice(0, 20)).toEqual([]);
  }, 300_000);

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
