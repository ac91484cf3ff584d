// Groups of records told as rules: what sets a group apart most, each feature with a value between it and the others.
import type { SegmentRule } from "@rapport/contracts";

export interface NumberColumn {
  key: string;
  title: string;
  /** NaN where there is none. */
  values: Float64Array;
}

interface Moments {
  mean: number;
  deviation: number;
}

function momentsOf(values: Float64Array): Moments {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, known.length)) };
}

const widest = 3;

/** Row after row, in deviations from the mean, three at most; what is missing lies in the middle. */
export function groupMatrix(
  columns: readonly NumberColumn[],
  rows: number,
): { values: Float64Array; columns: number } {
  const used = columns
    .map(({ values }) => ({ values, ...momentsOf(values) }))
    .filter(({ deviation }) => deviation > 0);
  const matrix = new Float64Array(rows * used.length);
  for (let row = 0; row < rows; row += 1)
    for (const [at, { values, mean, deviation }] of used.entries()) {
      const value = values[row] ?? Number.NaN;
      const score = Number.isNaN(value) ? 0 : (value - mean) / deviation;
      matrix[row * used.length + at] = Math.max(-widest, Math.min(widest, score));
    }
  return { values: matrix, columns: used.length };
}

export interface ToldGroup {
  rules: SegmentRule[];
  size: number;
  /** Share of the group that the rules take. */
  captured: number;
  /** Share, of those that the rules take, that are of the group. */
  precise: number;
}

interface Difference {
  column: NumberColumn;
  strength: number;
  rule: Extract<SegmentRule, { kind: "feature" }>;
}

const mostRules = 3;
const leastStrength = 0.5;
const leastGain = 0.01;

const isWhole = (value: number) => Number.isNaN(value) || Number.isInteger(value);

/** Of whole numbers the next one on the group's side: it takes the same, and reads better. */
function boundary(between: number, op: "gte" | "lte", whole: boolean): number {
  if (!whole) return Number(between.toPrecision(3));
  return op === "gte" ? Math.ceil(between) : Math.floor(between);
}

function differenceOf(column: NumberColumn, codes: Int32Array, group: number): Difference | null {
  const own = momentsOf(column.values.filter((_, row) => codes[row] === group));
  const others = momentsOf(column.values.filter((_, row) => codes[row] !== group));
  const { deviation } = momentsOf(column.values);
  if (deviation === 0) return null;
  const strength = Math.abs(own.mean - others.mean) / deviation;
  const op = own.mean > others.mean ? ("gte" as const) : ("lte" as const);
  const value = boundary((own.mean + others.mean) / 2, op, column.values.every(isWhole));
  return { column, strength, rule: { kind: "feature", feature: column.key, op, value } };
}

function passes({ column, rule }: Difference, row: number): boolean {
  const value = column.values[row] ?? Number.NaN;
  const wanted = Number(rule.value);
  return rule.op === "gte" ? value >= wanted : value <= wanted;
}

interface Taken {
  taken: number;
  right: number;
}

function take(differences: readonly Difference[], codes: Int32Array, group: number): Taken {
  let taken = 0;
  let right = 0;
  for (const [row, code] of codes.entries()) {
    if (!differences.every((difference) => passes(difference, row))) continue;
    taken += 1;
    right += code === group ? 1 : 0;
  }
  return { taken, right };
}

/** How well rules tell a group: the harmonic mean of what they take of it and how much of what they take is of it. */
const fitOf = ({ taken, right }: Taken, size: number) =>
  taken + size === 0 ? 0 : (2 * right) / (taken + size);

/** The strongest difference, and further ones as long as each tells something that those before do not. */
function choose(found: readonly Difference[], codes: Int32Array, group: number, size: number) {
  const chosen: Difference[] = [];
  let fit = 0;
  for (const difference of found) {
    const next = fitOf(take([...chosen, difference], codes, group), size);
    if (chosen.length > 0 && next < fit + leastGain) continue;
    chosen.push(difference);
    fit = next;
    if (chosen.length === mostRules) break;
  }
  return chosen;
}

export function describeGroup(
  columns: readonly NumberColumn[],
  codes: Int32Array,
  group: number,
): ToldGroup {
  const found = columns
    .map((column) => differenceOf(column, codes, group))
    .filter((difference) => difference !== null)
    .filter(({ strength }) => strength >= leastStrength)
    .sort((a, b) => b.strength - a.strength);
  const size = codes.reduce((sum, code) => sum + (code === group ? 1 : 0), 0);
  const chosen = choose(found, codes, group, size);
  const { taken, right } = take(chosen, codes, group);
  return {
    rules: chosen.map(({ rule }) => rule),
    size,
    captured: size === 0 ? 0 : right / size,
    precise: taken === 0 ? 0 : right / taken,
  };
}
