// Releases of two versions of a set of features: going back takes a model and its features together, and while one is
// put in force for the other and everything is scored anew, no answer holds anything of both.
import type { ModelCard, RecordScore } from "@rapport/contracts";
import { createRandom } from "@rapport/learn";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";
import { bring, daysAgo, sigmoid, trained } from "../../../test/own-data-ground.ts";

let ground: ImportsGround;
let releases: ModelCard["releases"];

/** Leads of one year and their deals; from the second batch on a field is filled that was not there before. */
async function bringLeads(seed: number, hasFit: boolean): Promise<void> {
  const random = createRandom(seed);
  const leads = Array.from({ length: 400 }, (_, at) => {
    const age = 420 - (at * 360) / 400;
    const pages = Math.floor(random.unit() * 12);
    const fit = Math.round(100 * random.unit());
    const raise = hasFit ? 0.06 * (fit - 50) : 0;
    const came = random.unit() < sigmoid(-2.5 + 0.3 * pages + raise);
    return { at: `${seed}-${at}`, age, pages, fit, came, after: 1 + 50 * random.unit() };
  });
  await bring(
    ground,
    "people",
    `Last Name,Email,Create Date,Lifecycle,Pages viewed${hasFit ? ",Fit for us" : ""}`,
    leads.map(({ at, age, pages, fit }) => {
      const cells = [`Lead ${at}`, `lead${at}@example.com`, daysAgo(age), "Lead", pages];
      return hasFit ? [...cells, fit] : cells;
    }),
  );
  await bring(
    ground,
    "deals",
    "Deal name,Contact email,Create Date",
    leads
      .filter(({ came }) => came)
      .map(({ at, age, after }) => [`Deal ${at}`, `lead${at}@example.com`, daysAgo(age - after)]),
  );
}

beforeAll(async () => {
  ground = await openImportsGround();
  await bringLeads(1, false);
  await trained(ground, "lead-score");
  await bringLeads(2, true);
  releases = (await trained(ground, "lead-score")).releases;
}, 240_000);
afterAll(() => ground?.close());

const release = (number: number) => {
  const found = releases.find((one) => one.number === number);
  if (!found) throw new Error(`There is no release ${number}.`);
  return found;
};
const scoreOf = async (id: string): Promise<RecordScore> =>
  (await ground.call("GET", `/scores/people/${id}`)).body.data[0];
const promote = (number: number) =>
  ground.call("POST", "/models/lead-score/promote", { releaseId: release(number).id });
/** What a score is made of; ages grow while one looks, which moves chances by next to nothing. */
const madeOf = ({ reasons, chance }: RecordScore) => ({
  chance: Math.round(200 * (chance ?? -1)),
  features: reasons.map(({ feature }) => feature).sort(),
});

it("are of two versions, of which the newer one knows a field more", () => {
  expect(releases.map(({ number, passed }) => [number, passed])).toEqual([
    [2, true],
    [1, true],
  ]);
  const hashOf = (number: number) =>
    release(number).manifest.sets.find(({ set }) => set === "own_model_lead_score");
  expect(hashOf(1)?.hash).not.toBe(hashOf(2)?.hash);
  expect(hashOf(1)?.features).toEqual(["own_pages_viewed"]);
  expect(hashOf(2)?.features).toEqual(["own_fit_for_us", "own_pages_viewed"]);
});

it("go back as one within a second, to the older features and their values", async () => {
  expect((await ground.call("GET", "/models/lead-score")).body.release).toBe(2);
  const values = { ageDays: 3, own_pages_viewed: 6, own_fit_for_us: 95 };
  const newer = await ground.call("POST", "/models/lead-score/try", { values });
  expect(newer.body).toMatchObject({ release: 2 });
  const started = performance.now();
  const back = await ground.call("POST", "/models/lead-score/rollback");
  const tookMs = performance.now() - started;
  process.stdout.write(`rolled back model and features in ${Math.round(tookMs)} ms\n`);
  expect(tookMs).toBeLessThan(1000);
  expect(back.body.release).toBe(1);
  // The older features do not know the field.
  expect((await ground.call("POST", "/models/lead-score/try", { values })).status).toBe(422);
  const { own_fit_for_us: _fit, ...known } = values;
  const older = await ground.call("POST", "/models/lead-score/try", { values: known });
  expect(older.body).toMatchObject({ release: 1 });
  expect(older.body.chance).not.toBeCloseTo(newer.body.chance, 2);
});

it("never mix in one answer, while they change under load", async () => {
  const { body } = await ground.call(
    "GET",
    `/people?limit=24&filter=${encodeURIComponent('{"custom.leadScore":{"empty":false},"custom.fit_for_us":{"empty":false}}')}`,
  );
  const ids: string[] = body.data.map(({ id }: { id: string }) => id);
  expect(ids.length).toBeGreaterThan(10);
  const of = new Map<number, Map<string, ReturnType<typeof madeOf>>>();
  for (const number of [1, 2]) {
    await promote(number);
    await ground.app.models.lookNow(ground.workspaceId);
    const made = new Map<string, ReturnType<typeof madeOf>>();
    for (const id of ids) {
      const score = await scoreOf(id);
      expect(score.release).toBe(number);
      made.set(id, madeOf(score));
    }
    of.set(number, made);
  }
  const differ = ids.filter((id) => of.get(1)?.get(id)?.chance !== of.get(2)?.get(id)?.chance);
  expect(differ.length).toBeGreaterThan(5);
  let isOver = false;
  const turning = (async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await promote(1 + (turn % 2));
      const scored = ground.app.models.lookNow(ground.workspaceId);
      // Put elsewhere while it is at it.
      await ground.call("POST", "/models/lead-score/rollback");
      await scored;
    }
    isOver = true;
  })();
  const seen = { 1: 0, 2: 0 };
  const ask = async (from: number) => {
    for (let at = from; !isOver; at += 1) {
      const id = ids[at % ids.length] as string;
      const score = await scoreOf(id);
      const number = score.release as 1 | 2;
      seen[number] += 1;
      const expected = of.get(number)?.get(id);
      const found = madeOf(score);
      expect(Math.abs(found.chance - (expected?.chance ?? -9))).toBeLessThanOrEqual(1);
      expect(found.features).toEqual(expected?.features);
    }
  };
  await Promise.all([turning, ask(0), ask(12)]);
  process.stdout.write(`answers by release 1: ${seen[1]}, by release 2: ${seen[2]}\n`);
  expect(Math.min(seen[1], seen[2])).toBeGreaterThan(5);
}, 180_000);

/** Decisions whose outcome is known, by their true chances: a good candidate says them, a bad one says anything. */
async function decide(candidate: "good" | "bad", seed: number): Promise<void> {
  const random = createRandom(seed);
  const rows = Array.from({ length: 1000 }, (_, at) => {
    const chance = 0.05 + 0.6 * random.unit();
    const said = candidate === "good" ? [0.35, chance] : [chance, random.unit()];
    return `('${ground.workspaceId}', gen_random_uuid(), 'lead-score', gen_random_uuid(), '${release(2).id}', '${release(1).id}',
      ${said.join()}, true, now(), now() - interval '1 day' + ${at} * interval '1 second', ${random.unit() < chance})`;
  });
  await ground.database.asOwner("DELETE FROM models.decisions");
  await ground.database.asOwner(
    `INSERT INTO models.decisions (workspace_id, id, model, record_id, candidate_id, champion_id, champion_chance,
       candidate_chance, served_candidate, at, due_at, outcome) VALUES ${rows.join()}`,
  );
}

async function canary(candidate: "good" | "bad"): Promise<ModelCard> {
  await promote(1);
  const asked = { releaseId: release(2).id, role: "canary", share: 0.3 };
  expect((await ground.call("POST", "/models/lead-score/promote", asked)).status).toBe(200);
  await decide(candidate, 3);
  await ground.app.models.lookNow(ground.workspaceId);
  return (await ground.call("GET", "/models/lead-score")).body;
}

it("take a bad canary back by themselves within 1,000 decisions, features and all", async () => {
  const card = await canary("bad");
  expect(card).toMatchObject({ release: 1, canary: null });
  const [last] = card.pointers.filter(({ role }) => role === "canary");
  const decisions = Number(/was worse on (\d+) decisions/.exec(last?.why ?? "")?.[1]);
  expect(decisions).toBeLessThan(1000);
}, 90_000);

it("put a good canary in force by themselves", async () => {
  const card = await canary("good");
  expect(card).toMatchObject({ release: 2, canary: null });
  expect(card.pointers[0]?.why).toMatch(/was better on \d+ decisions/);
}, 90_000);
