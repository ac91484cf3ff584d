// Evaluations of prompts while the database refuses what they write: the refusal passes, or it stays.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type CopilotGround, type Desk, furnish, openCopilotGround } from "./copilot-ground.ts";

let ground: CopilotGround;
let desk: Desk;

beforeAll(async () => {
  ground = await openCopilotGround();
  await ground.app.start();
  desk = await ground.desk();
  await furnish(desk);
  await desk.workspace.connect(ground.servers[0], { name: "Local", model: "tiny" });
  const examples = [{ text: "Where is it?", passages: ["It is on its way."], expects: {} }];
  const made = await desk.admin.call("POST", "/ai/prompts/summary/examples", { examples });
  expect(made.status).toBe(201);
}, 120_000);
afterAll(() => ground?.close());

/** Results are refused so many times; the count outlives what is rolled back. */
async function refuse(times: number): Promise<void> {
  for (const sql of [
    "CREATE SEQUENCE prompts.refused",
    "GRANT USAGE ON SEQUENCE prompts.refused TO PUBLIC",
    `CREATE FUNCTION prompts.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF nextval('prompts.refused') <= ${times} THEN RAISE EXCEPTION 'Not now.'; END IF;
       RETURN NEW; END $$`,
    "CREATE TRIGGER refuse BEFORE INSERT ON prompts.results FOR EACH ROW EXECUTE FUNCTION prompts.refuse()",
  ])
    await ground.test.asOwner(sql);
}
afterEach(async () => {
  await ground.test.asOwner("DROP FUNCTION prompts.refuse CASCADE");
  await ground.test.asOwner("DROP SEQUENCE prompts.refused");
});

const path = "/ai/prompts/summary/evaluations";

/** Rounds of the upkeep go on meanwhile. */
async function evaluated() {
  const begun = await desk.admin.call("POST", path, { version: 0 });
  expect(begun.status).toBe(202);
  for (let tries = 0; tries < 100; tries += 1) {
    await ground.app.prompts.upkeep.round();
    const { body } = await desk.admin.call("GET", `${path}/${begun.body.id}`);
    if (body.state !== "running") return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The evaluation did not end.");
}

it("goes on where a statement fails once", async () => {
  await refuse(1);
  expect(await evaluated()).toMatchObject({ state: "done", done: 1, error: null });
}, 60_000);

it("ends in words where it fails always, and another may begin", async () => {
  await refuse(1_000_000);
  const broken = await evaluated();
  expect(broken).toMatchObject({ state: "failed", done: 0 });
  expect(broken.error).toMatch(/Something went wrong on the server/);
  expect((await evaluated()).state).toBe("failed");
}, 60_000);
