// Chunks are written several at a time, and imports may run beside each other: each key still becomes
// one record, and later lines win over earlier ones.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
});
afterAll(() => ground.close());

async function started(lines: readonly string[]): Promise<string> {
  const file = ["First Name,Email,City", ...lines].join("\n");
  const { body } = await ground.upload("?object=people&fileName=people.csv", file);
  expect((await ground.call("POST", `/imports/${body.id}/run`)).status).toBe(202);
  return body.id;
}

function people(domain: string): Promise<Record<string, unknown>[]> {
  return ground.database.asOwner(
    `SELECT email, city, version FROM records.people
     WHERE workspace_id = $1 AND email LIKE '%@' || $2 ORDER BY email`,
    [ground.workspaceId, domain],
  );
}

const line = (at: number, domain: string, city: string) =>
  `Person ${at},p${String(at).padStart(4, "0")}@${domain},${city}`;

test("a key that comes again in a later chunk changes the record that the earlier one made", async () => {
  // Every key three times, a chunk apart, so that two chunks which hold it are under way together.
  const rounds = ["Rome", "Oslo", "Bern"].flatMap((city) =>
    Array.from({ length: 600 }, (_, at) => line(at, "again.example", city)),
  );
  const done = await ground.settled(await started(rounds));
  expect(done).toMatchObject({
    status: "done",
    counts: { rows: 1800, created: 600, updated: 1200, unchanged: 0, bad: 0 },
  });
  const rows = await people("again.example");
  expect(rows).toHaveLength(600);
  expect(new Set(rows.map(({ city, version }) => `${city} ${version}`))).toEqual(
    new Set(["Bern 3"]),
  );
});

test("two imports of the same people at the same time make each of them once", async () => {
  const lines = (city: string) =>
    Array.from({ length: 3000 }, (_, at) => line(at, "twice.example", city));
  const ids = await Promise.all([started(lines("Rome")), started(lines("Oslo").reverse())]);
  for (const id of ids) expect(await ground.settled(id)).toMatchObject({ status: "done" });
  const rows = await people("twice.example");
  expect(rows).toHaveLength(3000);
  expect(new Set(rows.map(({ email }) => email)).size).toBe(3000);
});

test("upserts through the API during an import make no second record of a key", async () => {
  const id = await started(
    Array.from({ length: 3000 }, (_, at) => line(at, "beside.example", "Rome")),
  );
  for (let from = 2900; from >= 0; from -= 100) {
    const operations = Array.from({ length: 100 }, (_, at) => ({
      op: "upsert",
      key: "email",
      data: { email: `p${String(from + at).padStart(4, "0")}@beside.example`, city: "Oslo" },
    }));
    const { status, body } = await ground.call("POST", "/people/bulk", { operations });
    expect(status).toBe(200);
    expect(body.results.every((result: { status: number }) => result.status < 300)).toBe(true);
  }
  expect(await ground.settled(id)).toMatchObject({ status: "done" });
  expect(await people("beside.example")).toHaveLength(3000);
});

test("what a large import wrote is found by search a moment later, as it is then", async () => {
  const id = await started([
    "\n".repeat(1_100_000),
    "Quintessa,q@found.example,Rome",
    "Marguerite,m@found.example,Rome",
    "Bartholomea,b@found.example,Rome",
  ]);
  await ground.settled(id);
  const [changed, trashed] = await ground.database.asOwner(
    `SELECT id FROM records.people WHERE workspace_id = $1
       AND email IN ('m@found.example', 'q@found.example') ORDER BY email`,
    [ground.workspaceId],
  );
  await ground.call("PATCH", `/people/${changed?.id}`, { firstName: "Wilhelmina" });
  await ground.call("DELETE", `/people/${trashed?.id}`);
  const titles = async (q: string) => {
    const { body } = await ground.call("GET", `/search?q=${q}`);
    return body.data.map(({ title }: { title: string }) => title);
  };
  const deadline = performance.now() + 20_000;
  while ((await titles("bartholomea")).length === 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await titles("bartholomea")).toEqual(["Bartholomea"]);
  expect(await titles("wilhelmina")).toEqual(["Wilhelmina"]);
  expect(await titles("marguerite")).toEqual([]);
  expect(await titles("quintessa")).toEqual([]);
  const waiting = await ground.database.asOwner("SELECT 1 FROM search.record_queue");
  expect(waiting).toEqual([]);
});
