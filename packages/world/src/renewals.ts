// Renewal deals: opened 2.5 months before a contract's end, lost when the customer leaves in that time,
// won otherwise. Their true odds are those to stay through the contract's last three months.
import { atWork, atWorkAfter, isoDate, isoTime } from "./calendar.ts";
import { type MonthsStart, monthMs, stayingProbability } from "./customer-month.ts";
import { addDealEngagement } from "./deal-engagement.ts";
import { type PlannedStage, standingAt } from "./deals.ts";
import { addLineItems } from "./line-items.ts";
import type { Random } from "./random.ts";
import { pipelines, renewals } from "./setup.ts";
import type { CompanyState, DealState, Simulation } from "./simulation.ts";
import type { Pipeline } from "./types.ts";
import { churnReasons } from "./words/engagement-texts.ts";

const pipeline = pipelines[renewals] as Pipeline;

export interface Renewal {
  state: DealState;
  random: Random;
}

/** Starts with the third month before the contract's end. Null when the renewal would open later than now. It stays open until it is closed. */
export function openRenewal(
  simulation: Simulation,
  company: CompanyState,
  start: MonthsStart,
): Renewal | null {
  const { deals } = simulation.world;
  const random = company.random.fork(`renewal/${company.deals.length}`);
  const endMs = start.fromMs + 3 * monthMs;
  const openMs = atWork(random, start.fromMs + 0.5 * monthMs, company.utcOffsetHours);
  if (openMs > simulation.nowMs) return null;
  const key = deals.length + 1;
  const person = company.people.find((candidate) => candidate.createdMs <= openMs);
  const { amountMinor } = addLineItems(simulation, random, company.row.currency, {
    dealId: key,
    seats: start.seats,
    extras: [],
  });
  const row: DealState["row"] = {
    key,
    name: `${company.row.name} – renewal ${isoDate(endMs).slice(0, 4)}`,
    pipelineId: pipeline.key,
    amountMinor,
    currency: company.row.currency,
    expectedCloseOn: isoDate(endMs),
    source: "renewal",
    companyId: company.row.key,
    personId: person?.row.key ?? null,
    ownerId: company.successOwner.key,
    region: company.row.region,
    custom: { competitor: "none" },
    createdAt: isoTime(openMs),
    ...standingAt(simulation.nowMs, pathOf(random, openMs, endMs), null),
  };
  const state: DealState = {
    row,
    createdMs: openMs,
    closeMs: endMs,
    isWon: false,
    seats: start.seats,
  };
  deals.push(row);
  company.deals.push(state);
  const winProbability = stayingProbability(random.fork("odds"), start);
  simulation.truth.deals.push({ dealId: key, winProbability });
  return { state, random };
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
  const workMs = atWorkAfter(random, state.createdMs, atMs, company.utcOffsetHours);
  const closeMs = Math.min(workMs, simulation.nowMs);
  const history = row.stageHistory.filter((stage) => Date.parse(stage.enteredAt) < closeMs);
  const closedAt = isoTime(closeMs);
  row.stageHistory = [...history, { stageId: final.key, enteredAt: closedAt }];
  row.stageId = final.key;
  row.status = isWon ? "won" : "lost";
  row.closedAt = closedAt;
  row.lostReason = isWon ? null : random.weighted(churnReasons);
  state.closeMs = closeMs;
  state.isWon = isWon;
  addDealEngagement(simulation, company, state, random.fork("engagement"));
}
