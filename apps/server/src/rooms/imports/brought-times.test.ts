// Files bring the times that records had elsewhere: when each began and, of what has an end, when it ended. What is here
// already keeps its own, and no time lies in the future or before the beginning.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
});
afterAll(() => ground.close());

async function run(object: string, lines: readonly string[], settings: object = {}) {
  const { body } = await ground.upload(`?object=${object}&fileName=a.csv`, lines.join("\n"));
  if (Object.keys(settings).length > 0)
    expect((await ground.call("PATCH", `/imports/${body.id}`, settings)).status).toBe(200);
  const dry = await ground.call("POST", `/imports/${body.id}/dry-run`);
  expect(dry.status).toBe(202);
  const { dryRun } = await ground.settled(body.id);
  await ground.call("POST", `/imports/${body.id}/run`);
  return { ...(await ground.settled(body.id)), dryRun };
}

const dealNamed = async (name: string) => {
  const filter = encodeURIComponent(JSON.stringify({ name }));
  return (await ground.call("GET", `/deals?filter=${filter}`)).body.data[0];
};

it("keeps when deals began and ended, and says what cannot be", async () => {
  const done = await run("deals", [
    "Deal name,Deal Stage,Create Date,Closed Date",
    "Fair,Won,2024-03-01,2024-05-20T10:00:00Z",
    "Open one,New,2024-03-02,2024-05-20",
    "Ended early,Lost,2024-03-02,2024-02-01",
    "From tomorrow,New,2999-01-01,",
  ]);
  expect(done.counts).toMatchObject({ created: 2, bad: 2 });
  expect(done.dryRun?.errors.map(({ line, column }) => [line, column])).toEqual([
    [4, "Closed Date"],
    [5, "Create Date"],
  ]);
  expect(await dealNamed("Fair")).toMatchObject({
    status: "won",
    createdAt: "2024-03-01T00:00:00.000Z",
    closedAt: "2024-05-20T10:00:00.000Z",
  });
  // What is open has no end, whatever the file says.
  expect(await dealNamed("Open one")).toMatchObject({ status: "open", closedAt: null });
  const { body } = await ground.call("GET", "/deals?sort=createdAt&limit=1");
  expect(body.data[0].name).toBe("Fair");
});

it("of a deal that closed at a time that nobody tells, the end is seen now", async () => {
  await run("deals", ["Deal name,Deal Stage,Create Date", "Untold,Won,2024-03-01"]);
  const { createdAt, closedAt, updatedAt } = await dealNamed("Untold");
  expect(createdAt).toBe("2024-03-01T00:00:00.000Z");
  expect(closedAt).toBe(updatedAt);
});

it("changes no time of what is here already", async () => {
  const head = "Last Name,Email,Create Date,City";
  await run("people", [head, "Berg,anna@example.com,2023-01-05,Bonn"]);
  const again = await run("people", [head, "Berg,anna@example.com,2020-01-05,Oslo"]);
  expect(again.counts).toMatchObject({ updated: 1 });
  const { body } = await ground.call("GET", "/people?limit=1");
  expect(body.data[0]).toMatchObject({ createdAt: "2023-01-05T00:00:00.000Z", city: "Oslo" });
  await run("deals", ["Deal name,Deal Stage,Closed Date", "Fair,Won,2024-06-30"], {
    mode: "update",
    upsertKey: "name",
  });
  expect((await dealNamed("Fair")).closedAt).toBe("2024-05-20T10:00:00.000Z");
});

it("nobody else may say when a record began", async () => {
  const made = await ground.call("POST", "/deals", {
    name: "X",
    createdAt: "2024-01-01T00:00:00Z",
  });
  expect(made.status).toBe(422);
  expect(made.text).toContain("records.read_only_field");
});
