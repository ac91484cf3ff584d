// New-business deals: one for each converted lead, won or lost by the deal formula. How long a deal
// takes does not depend on its outcome, so the closed ones are no biased sample of all.
import { atWorkAfter, dayMs, isoDate, isoTime } from "./calendar.ts";
import { addDealEngagement } from "./deal-engagement.ts";
import { addLineItems, onboardingUsd, usdOf } from "./line-items.ts";
import { dealWinProbability, lostDealsReaching } from "./probabilities.ts";
import type { Random } from "./random.ts";
import { newBusiness, pipelines } from "./setup.ts";
import type { CompanyState, DealState, PersonState, Simulation } from "./simulation.ts";
import type { Deal, LeadSource, Pipeline, StageChange } from "./types.ts";
import { lostReasons } from "./words/engagement-texts.ts";

const pipeline = pipelines[newBusiness] as Pipeline;
const openStages = pipeline.stages.filter((stage) => stage.kind === "open");

export function createNewBusiness(simulation: Simulation, company: CompanyState): void {
  const converted = company.people
    .filter(
      (person): person is PersonState & { convertedMs: number } => person.convertedMs !== null,
    )
    .sort((left, right) => left.convertedMs - right.convertedMs);
  converted.forEach((person, index) => {
    openDeal(simulation, company, person, company.random.fork(`deal/${index}`));
  });
}

function openDeal(
  simulation: Simulation,
  company: CompanyState,
  person: PersonState & { convertedMs: number },
  random: Random,
): void {
  const { deals } = simulation.world;
  const createdMs = person.convertedMs;
  const hasBoughtBefore =
    company.legacySinceMs !== null ||
    company.deals.some((deal) => deal.isWon && deal.closeMs < createdMs);
  const seats = drawSeats(random, company.row.employees, hasBoughtBefore);
  const key = deals.length + 1;
  const { amountMinor } = addLineItems(simulation, random, company.row.currency, {
    dealId: key,
    seats,
    extras: hasBoughtBefore ? [] : [onboardingUsd(seats)],
  });
  const amountUsd = usdOf(amountMinor, company.row.currency);
  const hasCompetitor = random.chance(0.4);
  const source = person.row.custom.leadSource as LeadSource;
  const winProbability = dealWinProbability({
    fit: company.fit,
    interest: person.interest,
    ownerSkill: simulation.skillOf.get(company.owner.key) ?? 0,
    source,
    amountUsd,
    hasCompetitor,
    hasBoughtBefore,
  });
  const isWon = random.chance(winProbability);
  const cycleDays = random.logNormal(58 * (amountUsd / 8_000) ** 0.15, 0.5);
  const path = drawPath(random, company, createdMs, { isWon, cycleDays });
  const deal: Deal = {
    key,
    name: `${company.row.name} – ${hasBoughtBefore ? `${seats} more seats` : `${seats} seats`}`,
    pipelineId: pipeline.key,
    amountMinor,
    currency: company.row.currency,
    expectedCloseOn: isoDate(createdMs + cycleDays * random.logNormal(1, 0.25) * dayMs),
    source,
    companyId: company.row.key,
    personId: person.row.key,
    ownerId: company.owner.key,
    region: company.row.region,
    custom: { competitor: hasCompetitor ? "known" : "none" },
    createdAt: isoTime(createdMs),
    ...standingAt(simulation.nowMs, path, isWon ? null : random.weighted(lostReasons)),
  };
  const state: DealState = {
    row: deal,
    createdMs,
    closeMs: path.at(-1)?.atMs ?? createdMs,
    isWon,
    seats,
  };
  if (deal.status === "open") postponeExpectation(simulation, random, deal);
  deals.push(deal);
  company.deals.push(state);
  simulation.truth.deals.push({ dealId: key, winProbability });
  addDealEngagement(simulation, company, state, random.fork("engagement"));
}

function drawSeats(random: Random, employees: number, isExpansion: boolean): number {
  const share = isExpansion ? random.between(0.02, 0.08) : random.between(0.06, 0.3);
  return Math.max(5, Math.min(1_500, Math.round(employees * share)));
}

/** A stage to be entered at a moment, which may be later than now. */
export interface PlannedStage {
  stageId: number;
  kind: "open" | "won" | "lost";
  atMs: number;
}

function drawPath(
  random: Random,
  company: CompanyState,
  createdMs: number,
  { isWon, cycleDays }: { isWon: boolean; cycleDays: number },
): PlannedStage[] {
  const depth = random.unit();
  const reached = isWon
    ? openStages
    : openStages.filter(
        (_, position) => position === 0 || depth < (lostDealsReaching[position] ?? 0),
      );
  const shares = reached.map(() => 0.3 - Math.log(1 - random.unit()));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const final = pipeline.stages.find((stage) => stage.kind === (isWon ? "won" : "lost"));
  const path: PlannedStage[] = [];
  let plannedMs = createdMs;
  let enteredMs = createdMs;
  reached.forEach((stage, position) => {
    path.push({ stageId: stage.key, kind: "open", atMs: enteredMs });
    plannedMs += ((shares[position] ?? 0) / total) * cycleDays * dayMs;
    enteredMs = atWorkAfter(random, enteredMs, plannedMs, company.utcOffsetHours);
  });
  if (final) path.push({ stageId: final.key, kind: final.kind, atMs: enteredMs });
  return path;
}

type Standing = Pick<Deal, "stageId" | "status" | "closedAt" | "lostReason" | "stageHistory">;

/** What the records show at a moment of a planned path; its first stage lies in the past. */
export function standingAt(
  nowMs: number,
  path: readonly PlannedStage[],
  lostReason: string | null,
): Standing {
  const past = path.filter((stage) => stage.atMs <= nowMs);
  const current = past.at(-1);
  if (!current) throw new RangeError("A deal cannot open after `now`.");
  const stageHistory: StageChange[] = past.map(({ stageId, atMs }) => ({
    stageId,
    enteredAt: isoTime(atMs),
  }));
  return {
    stageId: current.stageId,
    status: current.kind,
    closedAt: current.kind === "open" ? null : isoTime(current.atMs),
    lostReason: current.kind === "lost" ? lostReason : null,
    stageHistory,
  };
}

/** Most sellers move an overdue date on; some forget. */
function postponeExpectation(simulation: Simulation, random: Random, deal: Deal): void {
  if (deal.expectedCloseOn >= isoDate(simulation.nowMs) || random.chance(0.25)) return;
  deal.expectedCloseOn = isoDate(simulation.nowMs + random.between(5, 45) * dayMs);
}
