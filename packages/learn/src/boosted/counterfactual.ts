// Counterfactual hints: the smallest changes of changeable columns that move a row's raw score over a threshold. Fewer
// columns come first, then shorter ways. The way of a number is counted in bins of its training values, so columns of
// any unit compare; another level is half of the whole way.
import { LearnFault } from "../fault.ts";
import type { ColumnBins, NumberBins } from "./column-bins.ts";
import type { BoostedModel } from "./model.ts";
import type { Cell } from "./scorer.ts";

export interface Changeable {
  readonly column: string;
  /** Limits of a number. */
  readonly min?: number;
  readonly max?: number;
  /** Levels that may be chosen; all by default. */
  readonly levels?: readonly string[];
  /** How hard the change is, beside the others; default 1. */
  readonly effort?: number;
}

export interface HintOptions {
  /** Raw score that is to be reached. */
  readonly threshold: number;
  /** Default: to the side of the threshold where the row is not. */
  readonly direction?: "up" | "down";
  readonly changeable: readonly Changeable[];
  /** Which raw score; default 0. */
  readonly output?: number;
  /** Columns changed at once, at most; default 3. */
  readonly maxChanges?: number;
  /** Hints, at most; default 5. */
  readonly most?: number;
}

export interface Hint {
  readonly changes: readonly { readonly column: string; readonly from: Cell; readonly to: Cell }[];
  /** Raw score after the changes. */
  readonly raw: number;
  /** Way of all changes: 1 is from one end of a column to the other. */
  readonly way: number;
}

/** One possible change of a column. */
interface Step {
  readonly column: number;
  readonly place: number;
  readonly bin: number;
  readonly to: Cell;
  readonly way: number;
}

interface Tried {
  readonly steps: readonly Step[];
  readonly raw: number;
  readonly way: number;
}

const beamWidth = 24;
const levelWay = 0.5;

/** First bins of the stretches between which the model's trees do not tell apart. */
function stretchStarts(model: BoostedModel, column: number): number[] {
  const { columns, thresholds } = model.parts.trees;
  const starts = new Set([1]);
  for (let node = 0; node < columns.length; node += 1)
    if (columns[node] === column) starts.add((thresholds[node] as number) + 1);
  return [...starts].filter((bin) => bin >= 1).sort((a, b) => a - b);
}

interface Spot {
  readonly column: number;
  readonly place: number;
  readonly bin: number;
}

/** The shortest way into the bins `first … last`, or null where limits forbid it. */
function stepInto(bins: NumberBins, change: Changeable, spot: Spot, span: [number, number]) {
  const [first, last] = span;
  if (first <= spot.bin && spot.bin <= last) return null;
  const seen = (spot.bin < first ? bins.lows[first - 1] : bins.highs[last - 1]) as number;
  const to = Math.min(change.max ?? Infinity, Math.max(change.min ?? -Infinity, seen));
  const bin = 1 + bins.cuts.filter((cut) => cut < to).length;
  if (!Number.isFinite(to) || bin < first || bin > last) return null;
  const share = Math.abs(bin - spot.bin) / Math.max(1, bins.bins - 2);
  const way = (spot.bin === 0 ? 1 : share) * (change.effort ?? 1);
  return { column: spot.column, place: spot.place, bin, to, way };
}

function numberSteps(
  model: BoostedModel,
  change: Changeable,
  bins: NumberBins,
  spot: Spot,
): Step[] {
  const starts = stretchStarts(model, spot.column).filter((bin) => bin < bins.bins);
  return starts
    .map((first, at) => stepInto(bins, change, spot, [first, (starts[at + 1] ?? bins.bins) - 1]))
    .filter((step) => step !== null);
}

function stepsOf(model: BoostedModel, change: Changeable, binned: Uint16Array): Step[] {
  const column = model.columns.indexOf(change.column);
  if (column < 0)
    throw new LearnFault("missing_column", `The model has no column "${change.column}".`);
  const place = model.scorer.used.indexOf(column);
  if (place < 0) return [];
  const bins = model.parts.bins[column] as ColumnBins;
  const bin = binned[place] as number;
  if (bins.kind === "number") return numberSteps(model, change, bins, { column, place, bin });
  const way = levelWay * (change.effort ?? 1);
  return bins.levels
    .map((level, at): Step => ({ column, place, bin: at + 1, to: level, way }))
    .filter((step) => step.bin !== bin && (change.levels?.includes(String(step.to)) ?? true));
}

class Search {
  readonly #model: BoostedModel;
  readonly #binned: Uint16Array;
  readonly #scores: Float64Array;
  readonly #output: number;
  readonly #sign: number;
  readonly #threshold: number;

  constructor(model: BoostedModel, binned: Uint16Array, options: HintOptions) {
    this.#model = model;
    this.#binned = binned;
    this.#scores = new Float64Array(model.outputs);
    this.#output = options.output ?? 0;
    this.#threshold = options.threshold;
    const up = this.#raw([]) < options.threshold;
    this.#sign = (options.direction ?? (up ? "up" : "down")) === "up" ? 1 : -1;
  }

  #raw(steps: readonly Step[]): number {
    const binned = this.#binned.slice();
    for (const { place, bin } of steps) binned[place] = bin;
    this.#model.scorer.addBinned(binned, 1, this.#scores);
    return this.#scores[this.#output] as number;
  }

  reaches(raw: number): boolean {
    return this.#sign * (raw - this.#threshold) > 0;
  }

  try(steps: readonly Step[]): Tried {
    return { steps, raw: this.#raw(steps), way: steps.reduce((sum, { way }) => sum + way, 0) };
  }

  /** What moved the score furthest goes on to the next column. */
  beam(tried: readonly Tried[]): Tried[] {
    return [...tried]
      .sort((a, b) => this.#sign * (b.raw - a.raw) || a.way - b.way)
      .slice(0, beamWidth);
  }

  /** Shortens every change as far as the score stays over the threshold. */
  tighten(found: Tried, steps: readonly Step[]): Tried {
    let best = found;
    for (const { column } of found.steps)
      for (const other of steps) {
        if (other.column !== column) continue;
        const tried = this.try(best.steps.map((step) => (step.column === column ? other : step)));
        if (tried.way < best.way && this.reaches(tried.raw)) best = tried;
      }
    return best;
  }
}

const columnsKey = (tried: Tried): string =>
  tried.steps
    .map(({ column }) => column)
    .sort((a, b) => a - b)
    .join();

/** Keeps the shortest of those that change the same columns. */
function shortest(found: readonly Tried[]): Tried[] {
  const best = new Map<string, Tried>();
  for (const tried of found) {
    const known = best.get(columnsKey(tried));
    if (!known || tried.way < known.way) best.set(columnsKey(tried), tried);
  }
  return [...best.values()].sort((a, b) => a.way - b.way);
}

/**
 * Hints for one row, the best first; empty when no allowed change of up to `maxChanges` columns was found. Changes of
 * one column are all tried; for more the search follows the most promising, so a longer hint need not be the shortest.
 * @param cells in the order of the model's columns.
 */
export function hintsFor(
  model: BoostedModel,
  cells: readonly Cell[],
  options: HintOptions,
): Hint[] {
  const binned = model.scorer.binRow(cells).slice();
  const search = new Search(model, binned, options);
  if (search.reaches(search.try([]).raw)) return [];
  const most = options.most ?? 5;
  let steps = options.changeable.flatMap((change) => stepsOf(model, change, binned));
  const found: Tried[] = [];
  let open: Tried[] = [search.try([])];
  for (let count = 1; count <= (options.maxChanges ?? 3) && found.length < most; count += 1) {
    const tried = open.flatMap((from) => {
      const used = new Set(from.steps.map(({ column }) => column));
      return steps
        .filter(({ column }) => !used.has(column))
        .map((step) => search.try([...from.steps, step]));
    });
    const hits = tried.filter(({ raw }) => search.reaches(raw));
    const tight = shortest(hits)
      .slice(0, most)
      .map((hit) => search.tighten(hit, steps));
    found.push(...shortest(tight));
    // A column that suffices alone makes no hint shorter.
    const alone = new Set(count === 1 ? hits.map(({ steps: [step] }) => step?.column) : []);
    steps = steps.filter(({ column }) => !alone.has(column));
    open = search.beam(
      tried.filter(({ raw, steps: [first] }) => !search.reaches(raw) && !alone.has(first?.column)),
    );
  }
  return found.slice(0, most).map((tried) => ({
    changes: tried.steps.map(({ column, to }) => ({
      column: model.columns[column] as string,
      from: cells[column] ?? null,
      to,
    })),
    raw: tried.raw,
    way: tried.way,
  }));
}
