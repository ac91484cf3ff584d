// The yardstick: the lead score on the simulated world, whose truth is known. Prints what docs/models.md tells:
//   npm run bench:models
import { normalCdf, rocAuc } from "@rapport/learn";
import { expect, it } from "vitest";
import { artefactFromBytes, tableOf } from "./artefact.ts";
import { buildSet } from "./build-set.ts";
import { featureHashOf, type ModelDefinition } from "./define-model.ts";
import { leadModel } from "./lead-model.ts";
import { dayMs, timeOf } from "./story.ts";
import { trainRelease } from "./train-release.ts";
import { idOf, layModelsGround, type ModelsGround } from "./world-test-ground.ts";

/** Trains on the earlier part and scores the cases after it, beside the true chance of each. */
async function judge(
  ground: ModelsGround,
  definition: ModelDefinition,
  truthOf: (id: string, atMs: number) => number,
) {
  const options = { without: new Set<string>(), said: new Map(), mostRows: 60_000 };
  const set = await buildSet(definition, ground.story, options, async () => null);
  const { artefact: bytes, evaluation } = await trainRelease({
    model: definition.key,
    task: "chance",
    set,
    segments: [],
    gates: definition.gates,
    seed: 1,
    featureHash: featureHashOf(definition),
    champion: null,
  });
  const artefact = artefactFromBytes(bytes as Uint8Array);
  const from = Date.parse(evaluation?.rows.testFrom ?? "");
  const rows = [...set.times.keys()].filter((row) => (set.times[row] ?? 0) >= from);
  const places = artefact.header.columns.map(({ key }) =>
    set.columns.findIndex((column) => column.key === key),
  );
  const table = tableOf(
    artefact.header.columns,
    rows.map((row) => places.map((place) => set.rows[row]?.[place] ?? null)),
  );
  return {
    rows: rows.map((row) => ({ id: set.ids[row] ?? "", atMs: set.times[row] ?? 0 })),
    codes: Int32Array.from(rows, (row) => set.codes[row] ?? 0),
    scores: artefact.model.raw(table),
    truth: Float64Array.from(rows, (row) => truthOf(set.ids[row] ?? "", set.times[row] ?? 0)),
  };
}

/** Share of conversions that have come by this age: log-normal with a median of 11 days, cut at 37. */
const comeBy = (days: number): number => {
  if (days <= 1) return 0;
  return days >= 37 ? 1 : normalCdf((Math.log(days) - Math.log(11)) / 0.7);
};

function leadTruth({ world, truth, story }: ModelsGround) {
  const arms = world.experiment.assignments;
  const chances = new Map(
    truth.leads.map(({ personId, conversionProbability }, at) => [
      idOf("people", personId),
      conversionProbability[arms[at]?.arm ?? "usual"],
    ]),
  );
  return (id: string, atMs: number): number => {
    const p = chances.get(id) ?? 0;
    const left = 1 - comeBy((atMs - timeOf(story.get("people", id)?.createdAt)) / dayMs);
    return (p * left) / (1 - p + p * left);
  };
}

it("the lead score ranks open leads at 95 % of the true chance's AUC or better", async () => {
  const ground = layModelsGround(Number(process.env.RAPPORT_BENCH_COMPANIES ?? 120));
  const judged = await judge(ground, leadModel, leadTruth(ground));
  const ageOf = ({ id, atMs }: { id: string; atMs: number }) =>
    (atMs - timeOf(ground.story.get("people", id)?.createdAt)) / dayMs;
  const among = (holds: (age: number) => boolean) => {
    const rows = [...judged.rows.keys()].filter((row) => holds(ageOf(judged.rows[row] as never)));
    const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] ?? 0);
    const codes = Int32Array.from(rows, (row) => judged.codes[row] ?? 0);
    const model = rocAuc(codes, pick(judged.scores)).value;
    const truth = rocAuc(codes, pick(judged.truth)).value;
    return { rows: rows.length, model, truth, ratio: model / truth };
  };
  const all = among(() => true);
  const young = among((age) => age <= 45);
  const fresh = among((age) => age < 1);
  for (const [name, found] of Object.entries({ all, young, fresh }))
    process.stdout.write(
      `lead score, ${name}: AUC ${found.model.toFixed(4)}, of the truth ${found.truth.toFixed(4)}, ratio ${found.ratio.toFixed(3)} (${found.rows} cases)\n`,
    );
  expect(all.ratio).toBeGreaterThan(0.95);
  // What nobody can know when a lead arrives (interest, fit) keeps every model below the truth there.
  expect(fresh.model).toBeGreaterThan(0.55);
}, 60_000);
