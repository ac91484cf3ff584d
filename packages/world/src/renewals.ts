// Renewal deals: opened 2.5 months before a contract's end, lost when the customer leaves in that time,
// won otherwise. Their true odds are the product of the months' chances to stay.
import { atWorkAfter, isoDate, isoTime } from "./calendar.ts";
import { addDealEngagement } from "./deal-engagement.ts";
import { type PlannedStage, standingAt } from "./deals.ts";
import { addLineItems } from "./line-items.ts";
import type { Random } from "./random.ts";
import { pipelines, renewals } from "./setup.ts";
import type { CompanyState, DealState, Simulation } from "./simulation.ts";
import type { DealTruth } from "./truth-types.ts";
import type { Pipeline } from "./types.ts";
import { churnReasons } from "./words/engagement-texts.ts";

const pipeline = pipelines[renewals] as Pipeline;

export interface Renewal {
  state: DealState;
  truth: DealTruth;
  random: Random;
  /** Probability to have stayed so far, given the path of use and tickets. */
  survival: number;
}

export interface RenewalTerms {
  seats: number;
  openMs: number;
  /** End of the contract. */
  endMs: number;
}

/** Null when the renewal would open later than now. It stays open until it is closed. */
export function openRenewal(
  simulation: Simulation,
  company: CompanyState,
  terms: RenewalTerms,
): Renewal | null {
  const { deals } = simulation.world;
  const random = company.random.fork(`renewal/${deals.length}`);
  const openMs = atWorkAfter(random, terms.openMs, terms.openMs, company.utcOffsetHours);
  if (openMs > simulation.nowMs) return null;
  const key = deals.length + 1;
  const person = company.people.find((candidate) => candidate.createdMs <= openMs);
  const { amountMinor } = addLineItems(simulation, random, company.row.currency, {
    dealId: key,
    seats: terms.seats,
    extras: [],
  });
  const row: DealState["row"] = {
    key,
    name: `${company.row.name} – renewal ${isoDate(terms.endMs).slice(0, 4)}`,
    pipelineId: pipeline.key,
    amountMinor,
    currency: company.row.currency,
    expectedCloseOn: isoDate(terms.endMs),
    source: "renewal",
    companyId: company.row.key,
    personId: person?.row.key ?? null,
    ownerId: company.successOwner.key,
    region: company.row.region,
    custom: { competitor: "none" },
    createdAt: isoTime(openMs),
    ...standingAt(simulation.nowMs, pathOf(random, openMs, terms.endMs), null),
  };
  const truth: DealTruth = { dealId: key, winProbability: null };
  const state: DealState = {
    row,
    createdMs: openMs,
    closeMs: terms.endMs,
    isWon: false,
    seats: terms.seats,
  };
  deals.push(row);
  company.deals.push(state);
  simulation.truth.deals.push(truth);
  return { state, truth, random, survival: 1 };
}

function pathOf(random: Random, openMs: number, endMs: number): PlannedStage[] {
  const open = pipeline.stages.filter((stage) => stage.kind === "open");
  const spanMs = endMs - openMs;
  const shares = [0, random.between(0.15, 0.4), random.between(0.5, 0.85)];
  return open.map((stage, position) => ({
    stageId: stage.key,
    kind: "open",
    atMs: Math.round(openMs + (shares[position] ?? 0) * spanMs),
  }));
}

export function closeRenewal(
  simulation: Simulation,
  company: CompanyState,
  renewal: Renewal,
  { atMs, isWon }: { atMs: number; isWon: boolean },
): void {
  const { state, random } = renewal;
  const { row } = state;
  const final = pipeline.stages.find((stage) => stage.kind === (isWon ? "won" : "lost"));
  if (!final) return;
  const closeMs = Math.min(Math.round(atMs), simulation.nowMs);
  const history = row.stageHistory.filter((stage) => Date.parse(stage.enteredAt) < closeMs);
  const closedAt = isoTime(closeMs);
  row.stageHistory = [...history, { stageId: final.key, enteredAt: closedAt }];
  row.stageId = final.key;
  row.status = isWon ? "won" : "lost";
  row.closedAt = closedAt;
  row.lostReason = isWon ? null : random.weighted(churnReasons);
  state.closeMs = closeMs;
  state.isWon = isWon;
  renewal.truth.winProbability = renewal.survival;
  addDealEngagement(simulation, company, state, random.fork("engagement"));
}
