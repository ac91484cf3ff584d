// What happened in a large world agrees with the probabilities that it was drawn from. Seeds are fixed,
// so these tests never flicker; each bound would be missed by a wrong formula, as the last test shows.
import { describe, expect, it } from "vitest";
import { createWorld } from "./index.ts";
import {
  createTruth,
  dealWinProbability,
  leadConversionProbability,
  winProbabilityAtStage,
} from "./truth.ts";

const now = new Date("2026-01-15T12:00:00Z");
const options = { seed: 42, now, companies: 3_000 };
const world = createWorld(options);
const truth = createTruth(options);

interface Trial {
  probability: number;
  happened: boolean;
}

/** By tenth of the probability: how many standard errors the count of events is off. */
function calibrationErrors(trials: readonly Trial[]): number[] {
  const sorted = trials.toSorted((left, right) => left.probability - right.probability);
  const size = Math.ceil(sorted.length / 10);
  return Array.from({ length: 10 }, (_, tenth) => {
    const part = sorted.slice(tenth * size, (tenth + 1) * size);
    const expected = part.reduce((sum, one) => sum + one.probability, 0);
    const variance = part.reduce((sum, one) => sum + one.probability * (1 - one.probability), 0);
    const observed = part.filter((one) => one.happened).length;
    return (observed - expected) / Math.sqrt(variance);
  });
}

const worst = (trials: readonly Trial[]) => Math.max(...calibrationErrors(trials).map(Math.abs));
/** Of ten standard normals, all lie within this in 99.9 % of the cases. */
const bound = 3.9;

const horizonMs = world.experiment.horizonDays * 86_400_000;
const mature = world.experiment.assignments
  .map((assignment, index) => ({ ...assignment, ...truth.leads[index]! }))
  .filter((lead) => Date.parse(lead.assignedAt) + horizonMs <= now.getTime());

const dealTrials = (pipelineId: number): Trial[] =>
  world.deals
    .map((deal, index) => ({ deal, truth: truth.deals[index]! }))
    .filter(({ deal }) => deal.pipelineId === pipelineId && deal.status !== "open")
    // A renewal closes early only when lost: keep those whose contract has ended.
    .filter(({ deal }) => pipelineId === 1 || deal.expectedCloseOn < "2026-01-08")
    .map((one) => ({
      probability: one.truth.winProbability,
      happened: one.deal.status === "won",
    }));

describe("truth", () => {
  it("belongs to the records with the same keys, and appears in none of them", () => {
    expect(truth.deals.map((one) => one.dealId)).toEqual(world.deals.map((deal) => deal.key));
    expect(truth.tickets.map((one) => one.ticketId)).toEqual(world.tickets.map((one) => one.key));
    expect(truth.leads.map((one) => one.personId)).toEqual(
      world.experiment.assignments.map((one) => one.personId),
    );
    const small = { ...options, companies: 40 };
    const records = JSON.stringify(createWorld(small));
    expect(records).not.toMatch(
      /"(fit|health|interest|skill|winProbability|hazard|uplift|urgency)"/,
    );
    const latent = createTruth(small).companies.flatMap((one) => [one.fit, one.health]);
    expect(latent.filter((value) => records.includes(String(value)))).toEqual([]);
  });

  it("wins new business at its true rates, tenth by tenth", () => {
    const trials = dealTrials(1);
    expect(trials.length).toBeGreaterThan(3_000);
    expect(worst(trials)).toBeLessThan(bound);
    const rate = trials.filter((one) => one.happened).length / trials.length;
    expect(rate).toBeGreaterThan(0.3);
    expect(rate).toBeLessThan(0.5);
  });

  it("wins renewals at their true rates", () => {
    const trials = dealTrials(2);
    expect(trials.length).toBeGreaterThan(800);
    expect(worst(trials)).toBeLessThan(bound);
  });

  it("converts leads at their true rates in both arms", () => {
    for (const arm of world.experiment.arms) {
      const trials = mature
        .filter((lead) => lead.arm === arm)
        .map((lead) => ({
          probability: lead.conversionProbability[arm],
          happened: lead.outcome === "converted",
        }));
      expect(trials.length).toBeGreaterThan(4_000);
      expect(worst(trials)).toBeLessThan(bound);
    }
  });

  it("loses customers at their true hazards", () => {
    const trials = truth.customerMonths.map((month) => ({
      probability: month.hazard,
      happened: month.left,
    }));
    expect(trials.length).toBeGreaterThan(10_000);
    expect(worst(trials)).toBeLessThan(bound);
  });

  it("knows the odds of a deal that has come as far as a stage", () => {
    for (const position of [1, 2, 3]) {
      const trials = world.deals
        .map((deal, index) => ({ deal, truth: truth.deals[index]! }))
        .filter(({ deal }) => deal.pipelineId === 1 && deal.status !== "open")
        .filter(({ deal }) => deal.stageHistory.some((stage) => stage.stageId === position + 1))
        .map((one) => ({
          probability: winProbabilityAtStage(one.truth.winProbability, position),
          happened: one.deal.status === "won",
        }));
      expect(worst(trials)).toBeLessThan(bound);
    }
  });

  it("lets the randomised call's effect be found by a difference in means", () => {
    const shareConverted = (arm: string) => {
      const leads = mature.filter((lead) => lead.arm === arm);
      const share = leads.filter((lead) => lead.outcome === "converted").length / leads.length;
      return { share, variance: (share * (1 - share)) / leads.length };
    };
    const called = shareConverted("call-within-24-h");
    const usual = shareConverted("usual");
    const estimate = called.share - usual.share;
    const margin = 1.96 * Math.sqrt(called.variance + usual.variance);
    const actual = mature.reduce((sum, lead) => sum + lead.uplift, 0) / mature.length;
    expect(actual).toBeGreaterThan(0.06);
    expect(Math.abs(estimate - actual)).toBeLessThan(margin);
    expect(estimate - margin).toBeGreaterThan(0);
    const hurt = mature.filter((lead) => lead.uplift < 0).length / mature.length;
    expect(hurt).toBeGreaterThan(0.05);
    expect(hurt).toBeLessThan(0.25);
  });

  it("shows the arm in the activities: a first call within 24 hours in one arm only", () => {
    const firstCalls = new Map<number, string>();
    for (const activity of world.activities) {
      const isFirst = activity.subject.startsWith("First call") && activity.personId !== null;
      if (isFirst) firstCalls.set(activity.personId!, activity.occurredAt);
    }
    for (const lead of mature) {
      const calledAt = firstCalls.get(lead.personId);
      expect(calledAt !== undefined).toBe(lead.arm === "call-within-24-h");
      if (!calledAt) continue;
      expect(Date.parse(calledAt) - Date.parse(lead.assignedAt)).toBeLessThan(86_400_000);
    }
  });

  it("records ticket priorities and categories with the noise that it states", () => {
    const shareEqual = (field: "priority" | "category") =>
      world.tickets.filter((ticket, index) => ticket[field] === truth.tickets[index]![field])
        .length / world.tickets.length;
    expect(Math.abs(shareEqual("priority") - 0.85)).toBeLessThan(0.02);
    expect(Math.abs(shareEqual("category") - 0.945)).toBeLessThan(0.02);
  });

  it("has the signs that the formulas promise", () => {
    const deal = {
      fit: 0,
      interest: 0,
      ownerSkill: 0,
      source: "event",
      amountUsd: 8_000,
      hasCompetitor: false,
      hasBoughtBefore: false,
    } as const;
    expect(dealWinProbability({ ...deal, fit: 1 })).toBeGreaterThan(dealWinProbability(deal));
    expect(dealWinProbability({ ...deal, hasCompetitor: true })).toBeLessThan(
      dealWinProbability(deal),
    );
    const lead = {
      fit: 0,
      interest: 0,
      source: "event",
      seniority: "executive",
      employees: 900,
      isTargetIndustry: false,
    } as const;
    expect(leadConversionProbability(lead, "call-within-24-h")).toBeLessThan(
      leadConversionProbability(lead, "usual"),
    );
  });

  it("would notice probabilities that are wrong", () => {
    const tooSure = dealTrials(1).map((one) => ({ ...one, probability: one.probability ** 1.3 }));
    expect(worst(tooSure)).toBeGreaterThan(bound);
  });
});
