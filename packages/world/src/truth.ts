// The door to what no record shows: import it from "@rapport/world/truth", in tests and measurements
// only. It holds the hidden probabilities of the world with the same options, and their formulas.
import { type MonthsStart, stayingProbability } from "./customer-month.ts";
import { createRandom } from "./random.ts";
import { planOfSeats } from "./setup.ts";
import { simulate } from "./simulate.ts";
import type { Truth } from "./truth-types.ts";
import type { WorldOptions } from "./types.ts";

/** The truth behind `createWorld(options)`: the same options give matching keys. */
export function createTruth(options: WorldOptions): Truth {
  return simulate(options).truth;
}

/** Probability that a customer leaves at the end of one of the next three months of its contract. */
export function leavingProbability(seed: string, start: Omit<MonthsStart, "plan">): number {
  const plan = planOfSeats(start.seats);
  return 1 - stayingProbability(createRandom(seed), { ...start, plan });
}

export { monthMs } from "./customer-month.ts";
export {
  type CustomerMonthTraits,
  callEffect,
  churnHazard,
  type DealTraits,
  dealWinProbability,
  type LeadTraits,
  leadConversionProbability,
  lostDealsReaching,
  priorityOf,
  type TicketTraits,
  ticketUrgency,
  winProbabilityAtStage,
} from "./probabilities.ts";
export type {
  CompanyTruth,
  CustomerMonthTruth,
  DealTruth,
  DuplicateTruth,
  LeadTruth,
  MemberTruth,
  TicketTruth,
  Truth,
} from "./truth-types.ts";
