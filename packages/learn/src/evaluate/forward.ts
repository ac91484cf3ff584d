// Whether what dates of the calendar tell holds for later rows. A model can learn when things happened; that helps for rows
// from between and says nothing about those to come.
import { rocAuc } from "../metrics/ranking.ts";
import type { Feature } from "../prepare/preparation.ts";
import type { NumberColumn, Target } from "../table.ts";
import { predictSplits, takeData } from "./cross-validate.ts";
import { laterSplit } from "./folds.ts";
import type { Candidate, Data } from "./learners.ts";

export interface ForwardCheck {
  /** Columns of dates in the table. */
  readonly columns: readonly string[];
  /** Whether a model of the earlier rows still ranks the later ones, by the column that most rows have. */
  readonly holds: boolean;
}

interface Clock {
  readonly source: string;
  readonly times: Float64Array;
  readonly known: number;
}

/** Columns whose place in the calendar is a feature, the fullest first. */
function clocksOf({ table }: Data, features: readonly Feature[]): Clock[] {
  const clocks = features.flatMap((feature, at): Clock[] => {
    if (feature.kind !== "date" || feature.part !== "days") return [];
    const { values: times } = table.columns[at] as NumberColumn;
    const known = times.reduce((sum, time) => sum + (Number.isNaN(time) ? 0 : 1), 0);
    return [{ source: feature.source, times, known }];
  });
  return clocks.sort((a, b) => b.known - a.known);
}

const laterShare = 0.3;
const fewestEach = 25;

function ranks(target: Target, raw: Float64Array): boolean {
  if (target.kind === "binary") return rocAuc(target.codes, raw, undefined, 0.9).low > 0.505;
  if (target.kind === "number") return correlationLow(target.values, raw) > 0;
  return true;
}

/** Lower 5 % bound of Pearson's correlation by Fisher's z. */
function correlationLow(values: Float64Array, others: Float64Array): number {
  const rows = values.length;
  const mean = (of: Float64Array) => of.reduce((sum, value) => sum + value, 0) / rows;
  const [first, second] = [mean(values), mean(others)];
  let both = 0;
  let one = 0;
  let other = 0;
  for (const [row, value] of values.entries()) {
    const [left, right] = [value - first, (others[row] as number) - second];
    both += left * right;
    one += left * left;
    other += right * right;
  }
  if (!(one > 0 && other > 0)) return 0;
  const correlation = Math.min(0.999999, Math.max(-0.999999, both / Math.sqrt(one * other)));
  return Math.atanh(correlation) - 1.645 / Math.sqrt(Math.max(1, rows - 3));
}

const fewest = ({ target }: Data): number => {
  if (target.kind !== "binary") return Infinity;
  const hits = target.codes.reduce((sum, code) => sum + code, 0);
  return Math.min(hits, target.codes.length - hits);
};

/** Fits on the earlier rows and ranks the later ones. Null where there is no calendar, or too few rows to tell. */
export async function checkForward(
  candidate: Candidate,
  data: Data,
  features: readonly Feature[],
  seed: number,
): Promise<ForwardCheck | null> {
  const clocks = clocksOf(data, features);
  const [clock] = clocks;
  if (!clock || data.target.kind === "classes") return null;
  const split = laterSplit(clock.times, laterShare);
  if (!split) return null;
  const isEnough = [split.train, split.test].every(
    (rows) => rows.length >= 2 * fewestEach && fewest(takeData(data, rows)) >= fewestEach,
  );
  if (!isEnough) return null;
  const { raw } = await predictSplits(candidate, data, [split], { seed });
  const later = takeData(data, split.test).target;
  return { columns: clocks.map(({ source }) => source), holds: ranks(later, raw) };
}
