// The life of a customer, month by month (a month is 1/12 of 365.25 days from the contract's start):
// use of the product, tickets, and at each month's end the chance to leave. A former customer comes
// back when it signs another deal. Months that began before the company was in the CRM leave no trace.
import { atWork, isoDate, isoTime } from "./calendar.ts";
import { addCareEngagement, addNoticeOfLeaving } from "./care-engagement.ts";
import { activeUsersOf, firstSwing, monthMs, nextSwing } from "./customer-month.ts";
import { addDealEngagement } from "./deal-engagement.ts";
import { churnHazard } from "./probabilities.ts";
import type { Random } from "./random.ts";
import { closeRenewal, openRenewal, type Renewal } from "./renewals.ts";
import { planOfSeats } from "./setup.ts";
import type { CompanyState, Simulation } from "./simulation.ts";
import { createTickets } from "./tickets.ts";

interface Purchase {
  atMs: number;
  seats: number;
}

/** A contract in the course of its months. */
interface Tenancy {
  startMs: number;
  purchases: readonly Purchase[];
  random: Random;
  /** Slow swings of use, on the logit. */
  swing: number;
  urgentLastMonth: number;
  renewal: Renewal | null;
}

export function runCustomer(simulation: Simulation, company: CompanyState): void {
  const purchases = purchasesOf(simulation, company);
  let startMs = purchases[0]?.atMs;
  for (let period = 1; startMs !== undefined; period += 1) {
    const leftMs = runTenancy(simulation, company, startMs, purchases, period);
    const fromMs: number = startMs;
    recordRelationship(company, fromMs, leftMs, seatsAt(purchases, fromMs, simulation.nowMs));
    startMs =
      leftMs === null ? undefined : purchases.find((purchase) => purchase.atMs > leftMs)?.atMs;
  }
}

function purchasesOf(simulation: Simulation, company: CompanyState): Purchase[] {
  const bought = company.deals
    .filter((deal) => deal.isWon && deal.closeMs <= simulation.nowMs)
    .map((deal) => ({ atMs: deal.closeMs, seats: deal.seats }))
    .sort((left, right) => left.atMs - right.atMs);
  if (company.legacySinceMs === null) return bought;
  const seats = Math.max(
    5,
    Math.min(1_500, Math.round(company.row.employees * company.random.between(0.06, 0.3))),
  );
  return [{ atMs: company.legacySinceMs, seats }, ...bought];
}

function seatsAt(purchases: readonly Purchase[], fromMs: number, atMs: number): number {
  return purchases.reduce(
    (seats, purchase) =>
      purchase.atMs >= fromMs && purchase.atMs <= atMs ? seats + purchase.seats : seats,
    0,
  );
}

function recordRelationship(
  company: CompanyState,
  startMs: number,
  leftMs: number | null,
  seats: number,
): void {
  company.row.custom = {
    relationship: leftMs === null ? "customer" : "former",
    plan: leftMs === null ? planOfSeats(seats) : null,
    seats: leftMs === null ? seats : null,
    customerSince: isoDate(startMs),
    churnedOn: leftMs === null ? null : isoDate(leftMs),
  };
}

/** Plays one contract from its start until the customer leaves (the moment) or now (null). */
function runTenancy(
  simulation: Simulation,
  company: CompanyState,
  startMs: number,
  purchases: readonly Purchase[],
  period: number,
): number | null {
  const random = company.random.fork(`tenancy/${period}`);
  const tenancy: Tenancy = {
    startMs,
    purchases,
    random,
    swing: firstSwing(random),
    urgentLastMonth: 0,
    renewal: null,
  };
  const firstMonth = Math.max(1, Math.ceil((company.createdMs - startMs) / monthMs) + 1);
  for (let month = firstMonth; ; month += 1) {
    const leftMs = runMonth(simulation, company, tenancy, month);
    if (leftMs !== null) return leftMs;
    if (startMs + month * monthMs > simulation.nowMs) break;
  }
  if (tenancy.renewal)
    addDealEngagement(simulation, company, tenancy.renewal.state, random.fork("renewal"));
  return null;
}

function runMonth(
  simulation: Simulation,
  company: CompanyState,
  tenancy: Tenancy,
  month: number,
): number | null {
  const { startMs, random, purchases } = tenancy;
  const fromMs = startMs + (month - 1) * monthMs;
  const toMs = fromMs + monthMs;
  const seats = seatsAt(purchases, startMs, fromMs);
  const plan = planOfSeats(seats);
  if (month % 12 === 10) {
    tenancy.renewal = openRenewal(simulation, company, {
      contractMs: startMs,
      fromMs,
      seats,
      plan,
      health: company.health,
      swing: tenancy.swing,
      urgentLastMonth: tenancy.urgentLastMonth,
    });
  }
  const urgentTickets = createTickets(simulation, company, { fromMs, toMs, seats, plan, random });
  addCareEngagement(simulation, company, { fromMs, toMs, month, random });
  if (toMs > simulation.nowMs) return null;

  const activeUsers = recordUse(simulation, company, tenancy, { fromMs, toMs, seats });
  const traits = {
    activeShare: activeUsers / seats,
    urgentTickets: urgentTickets + tenancy.urgentLastMonth,
    isContractEnd: month % 12 === 0,
  };
  tenancy.urgentLastMonth = urgentTickets;
  const hazard = churnHazard({
    ...traits,
    health: company.health,
    plan,
    tenureYears: (toMs - startMs) / (12 * monthMs),
  });
  const left = random.chance(hazard);
  simulation.truth.customerMonths.push({
    companyId: company.row.key,
    at: isoTime(toMs),
    hazard,
    ...traits,
    seats,
    swing: tenancy.swing,
    left,
  });
  return settleMonth(simulation, company, tenancy, {
    toMs,
    left,
    isContractEnd: traits.isContractEnd,
  });
}

interface MonthEnd {
  toMs: number;
  left: boolean;
  isContractEnd: boolean;
}

function settleMonth(
  simulation: Simulation,
  company: CompanyState,
  tenancy: Tenancy,
  end: MonthEnd,
): number | null {
  const { renewal, random } = tenancy;
  if (renewal && (end.left || end.isContractEnd)) {
    closeRenewal(simulation, company, renewal, { atMs: end.toMs, isWon: !end.left });
    tenancy.renewal = null;
  }
  if (!end.left) return null;
  const noticeMs = Math.min(simulation.nowMs, atWork(random, end.toMs, company.utcOffsetHours));
  addNoticeOfLeaving(simulation, company, noticeMs, random);
  return end.toMs;
}

interface Use {
  fromMs: number;
  toMs: number;
  seats: number;
}

function recordUse(
  simulation: Simulation,
  company: CompanyState,
  tenancy: Tenancy,
  use: Use,
): number {
  const { random } = tenancy;
  tenancy.swing = nextSwing(random, tenancy.swing);
  const activeUsers = activeUsersOf(use.seats, company.health, tenancy.swing);
  simulation.world.usage.push({
    companyId: company.row.key,
    from: isoDate(use.fromMs),
    to: isoDate(use.toMs),
    seats: use.seats,
    activeUsers,
    sessions: Math.round(activeUsers * random.logNormal(16, 0.3)),
  });
  return activeUsers;
}
