// What hosted models and machines of one's own cost over some months. Hosted ones cost by the call. Own ones are paid
// for as they are needed: as many as the busiest hour takes, each with power and upkeep, and what bought ones are still
// worth is taken off at the end. Pure. Sums are whole millionths of a US dollar, and no larger than what can be counted
// exactly; a month has 30 days.
import { type AiTotalCostNumbers, mostCallsPerDay, mostMachinesTried } from "@rapport/contracts";
import { daysOfMonth } from "./forecast.rules.ts";
import { costOf, type Price } from "./price.rules.ts";

/** Nine billion dollars: more is counted as this. */
export const mostMicros = 9_000_000_000_000_000;
const hoursOfMonth = daysOfMonth * 24;
const secondsOfHour = 3600;
/** So that a machine that is just full is not two. */
const hair = 1e-9;

const most = (value: number) => Math.min(mostMicros, value);
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function summedUp(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum = most(sum + value);
    return sum;
  });
}

/** How much larger the load of each month is than that of the first. */
function growthOf({ months, growthPercentPerMonth }: AiTotalCostNumbers): number[] {
  const factor = 1 + growthPercentPerMonth / 100;
  return Array.from({ length: months }, (_, at) => factor ** at);
}

export function callsOf(numbers: AiTotalCostNumbers): number {
  return sumOf(growthOf(numbers)) * numbers.callsPerDay * daysOfMonth;
}

/** What a call costs now, by how much it counts in each month: growth of the load and change of the price. */
interface HostedPlan {
  perCallMicros: number;
  weights: readonly number[];
  /** What one more call a day costs over all months, but for rounding. */
  slope: number;
}

function hostedPlan(price: Price, numbers: AiTotalCostNumbers): HostedPlan {
  const factor = 1 + numbers.priceChangePercentPerYear / 100;
  const perCallMicros = costOf(price, {
    inputTokens: Math.ceil(numbers.inputTokens),
    cachedInputTokens: 0,
    outputTokens: Math.ceil(numbers.outputTokens),
  });
  const weights = growthOf(numbers).map((growth, at) => growth * factor ** (at / 12));
  return { perCallMicros, weights, slope: sumOf(weights) * daysOfMonth * perCallMicros };
}

const hostedMonths = ({ perCallMicros, weights }: HostedPlan, callsPerDay: number): number[] =>
  weights.map((weight) => Math.ceil(most(callsPerDay * daysOfMonth * weight * perCallMicros)));

/** By the end of each month. */
export const hostedCost = (price: Price, numbers: AiTotalCostNumbers): number[] =>
  summedUp(hostedMonths(hostedPlan(price, numbers), numbers.callsPerDay));

interface OwnPlan {
  numbers: AiTotalCostNumbers;
  growth: readonly number[];
  /** For which one machine has nothing else to do. */
  secondsPerCall: number;
}

function ownPlan(numbers: AiTotalCostNumbers): OwnPlan {
  const secondsPerCall =
    numbers.inputTokens / numbers.inputTokensPerSecond +
    numbers.outputTokens / numbers.outputTokensPerSecond;
  return { numbers, growth: growthOf(numbers), secondsPerCall };
}

/** Machines at work in the busiest hour for each call a day. */
const machinesPerCall = ({ numbers, secondsPerCall }: OwnPlan) =>
  ((numbers.busiestHourPercent / 100) * secondsPerCall) / secondsOfHour;

/** In each month. At least one; bought ones stay. */
function machinesOf(plan: OwnPlan, callsPerDay: number): number[] {
  const each = machinesPerCall(plan);
  let bought = 0;
  return plan.growth.map((growth) => {
    const needed = most(Math.max(1, Math.ceil(callsPerDay * growth * each - hair)));
    if (plan.numbers.way === "rent") return needed;
    bought = Math.max(bought, needed);
    return bought;
  });
}

/** Hours for which machines are at work in a month. */
const busyHours = ({ growth, secondsPerCall }: OwnPlan, callsPerDay: number, at: number) =>
  (callsPerDay * daysOfMonth * (growth[at] ?? 0) * secondsPerCall) / secondsOfHour;

function powerMicros(plan: OwnPlan, callsPerDay: number, machines: number, at: number): number {
  const { wattsBusy, wattsIdle, kwhMicros } = plan.numbers;
  const hours = machines * hoursOfMonth;
  const busy = Math.min(hours, busyHours(plan, callsPerDay, at));
  return ((hours * wattsIdle + busy * (wattsBusy - wattsIdle)) / 1000) * kwhMicros;
}

/** What a month costs beside machines that are bought. */
function runningMicros(plan: OwnPlan, callsPerDay: number, machines: number, at: number): number {
  const { way, rentMicrosPerMonth, upkeepHoursPerMonth, upkeepHourMicros } = plan.numbers;
  const upkeep = machines * upkeepHoursPerMonth * upkeepHourMicros;
  const place =
    way === "rent" ? machines * rentMicrosPerMonth : powerMicros(plan, callsPerDay, machines, at);
  return upkeep + place;
}

/** Not bounded yet. */
interface Owned {
  machines: readonly number[];
  /** Without what they are worth at the end. */
  monthsMicros: readonly number[];
  worthAtEndMicros: number;
}

function owned(plan: OwnPlan, callsPerDay: number): Owned {
  const { way, machineMicros, months, writeOffMonths, setUpMicros } = plan.numbers;
  const machines = machinesOf(plan, callsPerDay);
  let worth = 0;
  const monthsMicros = machines.map((count, at) => {
    const fresh = way === "buy" ? count - (machines[at - 1] ?? 0) : 0;
    const left = Math.max(0, 1 - (months - at) / writeOffMonths);
    worth += fresh * machineMicros * left;
    const once = (at === 0 ? setUpMicros : 0) + fresh * machineMicros;
    return Math.ceil(once + runningMicros(plan, callsPerDay, count, at));
  });
  return { machines, monthsMicros, worthAtEndMicros: Math.floor(worth) };
}

const ownTotal = (plan: OwnPlan, callsPerDay: number): number => {
  const { monthsMicros, worthAtEndMicros } = owned(plan, callsPerDay);
  return most(sumOf(monthsMicros) - worthAtEndMicros);
};

export interface OwnReckoned {
  machines: number[];
  /** By the end of each month; what bought machines are still worth comes off the last. */
  cumulativeMicros: number[];
  worthAtEndMicros: number;
  busyPercent: number;
}

export function ownCost(numbers: AiTotalCostNumbers): OwnReckoned {
  const plan = ownPlan(numbers);
  const own = owned(plan, numbers.callsPerDay);
  const busy = sumOf(plan.growth.map((_, at) => busyHours(plan, numbers.callsPerDay, at)));
  const hours = sumOf(own.machines) * hoursOfMonth;
  const paid = summedUp(own.monthsMicros);
  return {
    machines: [...own.machines],
    cumulativeMicros: [...paid.slice(0, -1), ownTotal(plan, numbers.callsPerDay)],
    worthAtEndMicros: most(own.worthAtEndMicros),
    busyPercent: Math.round(Math.min(1, busy / hours) * 1000) / 10,
  };
}

/** Whole millionths, rounded up; null without calls. */
export const perThousandCalls = (totalMicros: number, calls: number): number | null =>
  calls > 0 ? Math.ceil(most((totalMicros / calls) * 1000)) : null;

/** From the end of which month own machines have cost less and do so until the end; null: they do not. */
export function cheaperFromMonth(own: readonly number[], hosted: readonly number[]): number | null {
  const last = own.findLastIndex((micros, at) => micros >= (hosted[at] ?? 0));
  return last === own.length - 1 ? null : last + 2;
}

/** The next whole load that takes more machines in some month. */
function nextLoad(plan: OwnPlan, load: number, machines: readonly number[]): number {
  const each = machinesPerCall(plan);
  const full = machines.map((count, at) => count / (each * (plan.growth[at] ?? 1)));
  return Math.max(load + 1, Math.floor(Math.min(mostCallsPerDay, ...full)) + 1);
}

/** The least whole number between the two for which it holds, where it holds from some number on, and for the last. */
function leastOf(from: number, to: number, holds: (load: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** Where own machines are cheaper between two loads, of which each takes as many machines; null: nowhere. */
function leastBetween(plan: OwnPlan, hosted: HostedPlan, ends: Ends): number | null {
  const atMost = hosted.slope * ends.to + hosted.weights.length;
  if (atMost <= Math.min(ends.ownFrom, ends.ownTo)) return null;
  const total = (load: number) => most(sumOf(hostedMonths(hosted, load)));
  if (ends.ownFrom < total(ends.from)) return ends.from;
  if (ends.ownTo >= total(ends.to)) return null;
  return leastOf(ends.from, ends.to, (load) => ownTotal(plan, load) < total(load));
}

interface Ends {
  from: number;
  to: number;
  ownFrom: number;
  ownTo: number;
}

/** Loads from the least to the largest that is looked at, cut where one more machine is needed. */
function* stretches(plan: OwnPlan): Generator<Ends> {
  let from = 1;
  while (from <= mostCallsPerDay) {
    const machines = machinesOf(plan, from);
    if (Math.max(...machines) > mostMachinesTried) return;
    const next = nextLoad(plan, from, machines);
    const to = next - 1;
    yield { from, to, ownFrom: ownTotal(plan, from), ownTo: ownTotal(plan, to) };
    from = next;
  }
}

/**
 * For each price the fewest calls a day with which own machines cost less in total; null: with none that was looked at.
 * Within a stretch both costs are straight lines, so looking at its ends is enough.
 */
export function cheaperFromLoads(
  prices: readonly Price[],
  numbers: AiTotalCostNumbers,
): (number | null)[] {
  const plan = ownPlan(numbers);
  const hosted = prices.map((price) => hostedPlan(price, numbers));
  const found: (number | null)[] = prices.map(() => null);
  for (const ends of stretches(plan)) {
    for (const [at, one] of hosted.entries()) found[at] ??= leastBetween(plan, one, ends);
    if (!found.includes(null)) break;
  }
  return found;
}
