// States of a column that only one outcome has: a level, a missing value, the commonest number. Where they hold a good
// part of that outcome, the column is written with the outcome or after it. Ranges of numbers are no states: the far end
// of an honest strong column is pure too.
import { wilson } from "../metrics/classes.ts";
import { otherLevel } from "../prepare/preparation.ts";
import type { BinaryTarget, Column } from "../table.ts";

export interface PureState {
  /** In words: "missing", a level, a number. */
  readonly state: string;
  readonly outcome: string;
  readonly rows: number;
  /** Share of its rows with that outcome. */
  readonly purity: number;
  /** Share of that outcome's rows that are in it. */
  readonly coverage: number;
}

interface State {
  readonly name: string;
  readonly rows: number;
  readonly hits: number;
}

class Tally {
  rows = 0;
  hits = 0;
}

/** The states of a column with their rows and their rows of code 1. */
function statesOf(column: Column, codes: Int32Array): State[] {
  const found = new Map<string | number, Tally>();
  for (const [row, code] of codes.entries()) {
    const key = stateAt(column, row);
    let tally = found.get(key);
    if (!tally) {
      tally = new Tally();
      found.set(key, tally);
    }
    tally.rows += 1;
    tally.hits += code;
  }
  const states = [...found].map(([key, tally]) => ({
    name: String(key),
    rows: tally.rows,
    hits: tally.hits,
  }));
  const isFew = column.kind === "category" || found.size <= 12;
  const single = isFew ? states.filter(({ name }) => name !== otherLevel) : [];
  const own = column.kind === "number" ? withoutFarEnds(single) : single;
  return [...own, ...sidesOf(states, codes.length, isFew)];
}

/** Fewer values are states rather than a scale. */
const shortestScale = 5;

/** Of a scale, an end whose neighbour leans the same way is only the far end of an honest column. */
function withoutFarEnds(states: readonly State[]): State[] {
  const scale = states
    .filter(({ name }) => name !== "missing")
    .sort((a, b) => Number(a.name) - Number(b.name));
  if (scale.length < shortestScale) return [...states];
  const all = merged("all", scale);
  const rate = ({ rows, hits }: State) => hits / rows;
  const isFarEnd = (end: State | undefined, next: State | undefined) =>
    end !== undefined &&
    next !== undefined &&
    (rate(end) - rate(all)) * (rate(next) - rate(all)) > 0;
  const ends = new Set<State>();
  const [first, second] = scale;
  const [next, last] = scale.slice(-2);
  if (first && isFarEnd(first, second)) ends.add(first);
  if (last && isFarEnd(last, next)) ends.add(last);
  return states.filter((state) => !ends.has(state));
}

/** Missing or there; the commonest value or any other. Of many numbers only these are states. */
function sidesOf(states: readonly State[], rows: number, isFew: boolean): State[] {
  const missing = states.filter(({ name }) => name === "missing");
  const present = states.filter(({ name }) => name !== "missing");
  const sides = missing.length > 0 ? [merged("not missing", present)] : [];
  if (!isFew) sides.push(...missing);
  const [first] = present;
  if (!first) return sides;
  const common = present.reduce((best, state) => (state.rows > best.rows ? state : best), first);
  if (common.rows < 0.05 * rows) return sides;
  const others = present.filter((state) => state !== common);
  if (!isFew) sides.push(common);
  return others.length > 1 ? [...sides, merged(`not ${common.name}`, others)] : sides;
}

function stateAt(column: Column, row: number): string | number {
  if (column.kind === "text") return column.values[row] === "" ? "missing" : "not missing";
  if (column.kind === "number") {
    const value = column.values[row] as number;
    return Number.isNaN(value) ? "missing" : value;
  }
  return column.levels[column.codes[row] as number] ?? "missing";
}

function merged(name: string, states: readonly State[]): State {
  const sum = (read: (state: State) => number) =>
    states.reduce((total, state) => total + read(state), 0);
  return { name, rows: sum(({ rows }) => rows), hits: sum(({ hits }) => hits) };
}

const fewestRows = 30;
const purest = 0.98;
const leastCoverage = 0.25;
/** How many times the odds of the whole the odds of the state must be, at the lower bound. */
const leastOdds = 15;

function judge(state: State, total: State, outcomes: readonly [string, string]): PureState | null {
  const isHit = state.hits * 2 >= state.rows;
  const own = isHit ? state.hits : state.rows - state.hits;
  const all = isHit ? total.hits : total.rows - total.hits;
  if (state.rows < fewestRows || all === 0) return null;
  const purity = own / state.rows;
  const low = wilson(own, state.rows).low;
  const odds = low / (1 - low) / (all / Math.max(1, total.rows - all));
  const coverage = own / all;
  if (purity < purest || coverage < leastCoverage || odds < leastOdds) return null;
  const outcome = outcomes[isHit ? 1 : 0];
  return { state: state.name, outcome, rows: state.rows, purity, coverage };
}

/** The states that tell one outcome nearly for sure and hold much of it. */
export function pureStates(column: Column, target: BinaryTarget): PureState[] {
  const states = statesOf(column, target.codes);
  const total = merged("all", [tallyOf(target.codes)]);
  return states
    .map((state) => judge(state, total, target.classes))
    .filter((state) => state !== null);
}

function tallyOf(codes: Int32Array): State {
  return { name: "all", rows: codes.length, hits: codes.reduce((sum, code) => sum + code, 0) };
}

/** Share of all rows in levels that tell their outcome nearly for sure, and how much of each outcome these hold. */
export function pureShare(
  column: Column,
  target: BinaryTarget,
): { rows: number; ofEach: [number, number] } {
  const total = tallyOf(target.codes);
  const held: [number, number] = [0, 0];
  let rows = 0;
  if (column.kind !== "category") return { rows: 0, ofEach: held };
  for (const state of statesOf(column, target.codes)) {
    const isHit = state.hits * 2 >= state.rows;
    const own = isHit ? state.hits : state.rows - state.hits;
    const all = isHit ? total.hits : total.rows - total.hits;
    const { low } = wilson(own, state.rows);
    const odds = low / (1 - low) / (all / Math.max(1, total.rows - all));
    if (state.rows < 20 || odds < 6) continue;
    rows += state.rows;
    held[isHit ? 1 : 0] += own;
  }
  const ofEach: [number, number] = [
    held[0] / Math.max(1, total.rows - total.hits),
    held[1] / Math.max(1, total.hits),
  ];
  return { rows: rows / Math.max(1, total.rows), ofEach };
}
