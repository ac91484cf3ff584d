// The yardstick: what calling a new lead adds, on simulated worlds whose truth is known, over several seeds. Prints what
// docs/next-best-action.md tells:
//   npm run bench:actions          RAPPORT_BENCH_SEEDS=40 RAPPORT_BENCH_COMPANIES=400 for more
import { effectsAt } from "@rapport/learn";
import { createWorld } from "@rapport/world";
import { createTruth } from "@rapport/world/truth";
import { describe, expect, it } from "vitest";
import { Story, type StoryRecord } from "../models/index.ts";
import { verdictOf } from "./advice.rules.ts";
import { callNewLead } from "./built-in.ts";
import { estimateAction, level, tableOf } from "./estimate.rules.ts";
import { historyOf, valuesAt } from "./trial-rows.ts";

const seeds = Number(process.env.RAPPORT_BENCH_SEEDS ?? 6);
const companies = Number(process.env.RAPPORT_BENCH_COMPANIES ?? 120);

const idOf = (list: string, key: unknown): string => `${list}/${key}`;

/** Rows of the world with ids in place of keys, as far as features and outcome look at them. */
function recordsOf(list: string, rows: readonly { key: number; createdAt: string }[]) {
  return rows.map((row): StoryRecord => {
    const { companyId, personId } = row as { companyId?: number; personId?: number };
    return {
      custom: {},
      ...row,
      id: idOf(list, row.key),
      companyId: companyId ? idOf("companies", companyId) : null,
      personId: personId ? idOf("people", personId) : null,
    };
  });
}

function layGround(seed: number) {
  const options = { seed, companies, now: new Date("2026-01-15T12:00:00Z") };
  const world = createWorld(options);
  const lists = {
    companies: recordsOf("companies", world.companies),
    people: recordsOf("people", world.people),
    deals: recordsOf("deals", world.deals),
    tickets: [],
    activities: recordsOf("activities", world.activities),
  };
  return { world, truth: createTruth(options), story: new Story(lists, options.now.getTime()) };
}

interface Judged {
  leads: number;
  held: number;
  helps: number;
  wrong: number;
  averageHeld: boolean;
  width: number;
}

/** @param isNothing draws anew, by a coin that decided nothing */
async function judge(seed: number, isNothing: boolean): Promise<Judged> {
  const { world, truth, story } = layGround(seed);
  const draws = world.experiment.assignments.map(({ personId, arm, assignedAt }, at) => ({
    recordId: idOf("people", personId),
    // A coin that decided nothing: the effect of "getting" it is zero for everyone.
    treated: isNothing ? (at * 2_654_435_761) % 2 ** 32 < 2 ** 31 : arm === "call-within-24-h",
    propensity: 0.5,
    at: assignedAt,
  }));
  const { trial } = await historyOf(callNewLead, story, draws, new Set());
  const { model, average } = estimateAction(trial);
  if (!model || !average) throw new Error("Nothing was measured.");
  const records = draws.flatMap(({ recordId, at }) => {
    const record = story.get("people", recordId);
    return record ? [valuesAt(callNewLead, story, record, Date.parse(at))] : [];
  });
  const effects = effectsAt(model, tableOf(trial.columns, records), level);
  const found = { leads: effects.length, held: 0, helps: 0, wrong: 0, width: 0 };
  effects.forEach((effect, at) => {
    const uplift = isNothing ? 0 : (truth.leads[at]?.uplift ?? 0);
    const standing = { effect, measuredActions: 1, trial: null, objects: false, note: null };
    found.width += (effect.high - effect.low) / effects.length;
    if (effect.low <= uplift && uplift <= effect.high) found.held += 1;
    if (verdictOf(standing) !== "helps") return;
    found.helps += 1;
    if (uplift <= 0) found.wrong += 1;
  });
  const mean = isNothing
    ? 0
    : truth.leads.reduce((sum, { uplift }) => sum + uplift / truth.leads.length, 0);
  return { ...found, averageHeld: average.low <= mean && mean <= average.high };
}

async function over(isNothing: boolean) {
  const all: Judged[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) all.push(await judge(seed, isNothing));
  const sum = (key: "leads" | "held" | "helps" | "wrong") =>
    all.reduce((total, one) => total + one[key], 0);
  return {
    held: sum("held") / sum("leads"),
    worst: Math.min(...all.map(({ held, leads }) => held / leads)),
    average: all.filter(({ averageHeld }) => averageHeld).length,
    helps: sum("helps") / sum("leads"),
    wrong: sum("wrong") / Math.max(1, sum("helps")),
    width: all.reduce((total, { width }) => total + width / all.length, 0),
    leads: sum("leads") / seeds,
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

describe("what calling a new lead adds", () => {
  it("lies within the stated 90 % interval for at least 85 % of the leads", async () => {
    const found = await over(false);
    process.stdout.write(
      `${seeds} worlds of ${Math.round(found.leads)} leads: true effect within the interval for ${percent(found.held)} (worst world ${percent(found.worst)}); average held in ${found.average} of ${seeds}; mean width ${(found.width * 100).toFixed(0)} points; said to help for ${percent(found.helps)}, of which wrong ${percent(found.wrong)}\n`,
    );
    expect(found.held).toBeGreaterThan(0.85);
    expect(found.wrong).toBeLessThan(0.05);
    expect(found.helps).toBeGreaterThan(0);
  }, 600_000);

  it("is hardly ever said to help where it does nothing", async () => {
    const found = await over(true);
    process.stdout.write(
      `the same worlds with a coin that decided nothing: said to help for ${percent(found.helps)} of the leads; zero within the interval for ${percent(found.held)}\n`,
    );
    expect(found.helps).toBeLessThan(0.05);
    expect(found.held).toBeGreaterThan(0.85);
  }, 600_000);
});
