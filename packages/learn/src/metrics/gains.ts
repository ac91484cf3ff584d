// Lift and gains: what share of the class one finds in the best-ranked rows. Rows of equal score are shared out by
// weight where a border cuts them. And any metric by segment.
import { checkRows, MetricError, orderOf, tieEnds } from "./checks.ts";

export interface GainsRow {
  /** Share of all rows from the top down to here, 0 … 1. */
  readonly depth: number;
  /** Weight of the rows of this slice. */
  readonly rows: number;
  /** Of them, those of the class that is looked for. */
  readonly positives: number;
  readonly rate: number;
  /** The slice's rate by the rate of all. */
  readonly lift: number;
  /** Share of all of the class found down to here, 0 … 1. */
  readonly gain: number;
  /** gain / depth. */
  readonly cumulativeLift: number;
}

/**
 * The table of gains in slices of equal mass, highest scores first.
 * @throws MetricError without a row of the class that is looked for.
 */
export function gainsTable(
  codes: ArrayLike<number>,
  scores: Float64Array,
  weights?: Float64Array,
  slices = 10,
): GainsRow[] {
  checkRows(codes, scores, weights);
  const sums = sliceSums(codes, scores, weights, slices);
  let total = 0;
  let all = 0;
  for (const { rows, positives } of sums) {
    total += rows;
    all += positives;
  }
  if (!(all > 0)) throw new MetricError("Gains need a row of the class that is looked for.");
  let found = 0;
  return sums.map(({ rows, positives }, at) => {
    found += positives;
    const depth = (at + 1) / slices;
    const gain = at === slices - 1 ? 1 : found / all;
    const rate = positives / rows;
    return {
      depth,
      rows,
      positives,
      rate,
      lift: (rate * total) / all,
      gain,
      cumulativeLift: gain / depth,
    };
  });
}

function sliceSums(
  codes: ArrayLike<number>,
  scores: Float64Array,
  weights: Float64Array | undefined,
  slices: number,
): { rows: number; positives: number }[] {
  const negated = scores.map((score) => -score);
  const order = orderOf(negated);
  const weightOf = (row: number) => (weights ? (weights[row] as number) : 1);
  let total = 0;
  for (const row of order) total += weightOf(row);
  const size = total / slices;
  const sums = Array.from({ length: slices }, () => ({ rows: 0, positives: 0 }));
  let filled = 0;
  let start = 0;
  for (const end of tieEnds(negated, order)) {
    let weight = 0;
    let hits = 0;
    for (let at = start; at < end; at += 1) {
      const row = order[at] as number;
      weight += weightOf(row);
      if (codes[row] === 1) hits += weightOf(row);
    }
    share(sums, filled, weight, { size, rate: weight > 0 ? hits / weight : 0 });
    filled += weight;
    start = end;
  }
  return sums;
}

function share(
  sums: { rows: number; positives: number }[],
  from: number,
  weight: number,
  { size, rate }: { size: number; rate: number },
): void {
  const last = sums.length - 1;
  let at = from;
  let slice = Math.min(last, Math.floor(at / size + 1e-9));
  while (at < from + weight) {
    const border = slice === last ? from + weight : Math.min(from + weight, (slice + 1) * size);
    const sum = sums[slice] as { rows: number; positives: number };
    sum.rows += border - at;
    sum.positives += (border - at) * rate;
    at = border;
    slice = Math.min(last, slice + 1);
  }
}

export interface Segment<Result> {
  readonly segment: string;
  readonly rows: number;
  /** Null where the metric has no answer: one class only, too few rows. */
  readonly result: Result | null;
}

/**
 * Any metric by segment. Rows whose code is −1 make the segment "(missing)".
 * @param codes places in `levels`, one a row. @param evaluate gets the rows of one segment.
 */
export function bySegment<Result>(
  codes: Int32Array,
  levels: readonly string[],
  evaluate: (rows: Int32Array) => Result,
  fewest = 1,
): Segment<Result>[] {
  const rowsOf = new Map<number, number[]>();
  for (const [row, code] of codes.entries()) {
    const rows = rowsOf.get(code);
    if (rows) rows.push(row);
    else rowsOf.set(code, [row]);
  }
  const ordered = [...rowsOf].sort(([left], [right]) => left - right);
  return ordered.map(([code, rows]) => ({
    segment: levels[code] ?? "(missing)",
    rows: rows.length,
    result: rows.length < fewest ? null : attempt(() => evaluate(Int32Array.from(rows))),
  }));
}

function attempt<Result>(evaluate: () => Result): Result | null {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof MetricError) return null;
    throw error;
  }
}
