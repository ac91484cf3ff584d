// What a training of boosted trees may be told, its defaults and the refusal of what makes no sense.
import { LearnFault } from "../fault.ts";
import type { Table, Target } from "../table.ts";

export interface BoostedValidation {
  readonly table: Table;
  readonly target: Target;
  readonly weights?: Float64Array;
}

export interface BoostedOptions {
  /** Trees for each output, at most. Default 300. */
  readonly rounds?: number;
  /** Share of each tree's answer that counts, above 0 to 1. Default 0.03. */
  readonly learningRate?: number;
  /** Splits from root to leaf, at most 30. Default 6. */
  readonly maxDepth?: number;
  /** Leaves a tree, at most; the leaf with the largest gain is split first. Default 31. */
  readonly maxLeaves?: number;
  /** Least sum of hessians in a leaf. Default 0.001. */
  readonly minChildWeight?: number;
  /**
   * Least rows in a leaf, estimated from the hessian as LightGBM does, so that the histograms need no third sum
   * (exact where every row's hessian is equal: squared and quantile loss without weights). Default 20.
   */
  readonly minRows?: number;
  /** Gain that a split must exceed. Default 0. */
  readonly minGain?: number;
  /** Added to the hessian of each leaf. Default 1. */
  readonly l2?: number;
  /** Bins of a number column, 2 … 255, missing not counted. Default 255. */
  readonly maxBins?: number;
  /** Levels of a category column that have a bin of their own, 1 … 254; rarer ones share one. Default 254. */
  readonly maxLevels?: number;
  /** Added to a level's hessian when levels are put in order. Default 10. */
  readonly levelSmoothing?: number;
  /** Added to `l2` where a split separates sets of levels. Default 10. */
  readonly levelL2?: number;
  /** Share of the rows that each round draws, above 0 to 1. Default 0.8. */
  readonly rowShare?: number;
  /** Share of the columns that each tree draws, above 0 to 1. Default 0.4, or as many as make six columns. */
  readonly columnShare?: number;
  /** By column name: 1 when the raw score must never fall as the number grows, −1 when it must never rise. */
  readonly monotone?: Readonly<Record<string, -1 | 1>>;
  /** One weight a row, at least 0. */
  readonly weights?: Float64Array;
  /** One weight a class, or `balanced`: rows / (classes × rows of the class). */
  readonly classWeights?: readonly number[] | "balanced";
  /** For number targets: the mean (`squared`, default) or a quantile. */
  readonly loss?: "squared" | { readonly quantile: number };
  /** Rows that decide when to stop; they are never learned from. */
  readonly validation?: BoostedValidation;
  /** Rounds without a lower loss on the validation rows before training stops. Default 30. */
  readonly patience?: number;
  readonly seed?: number;
}

export interface Settings {
  readonly rounds: number;
  readonly learningRate: number;
  readonly maxDepth: number;
  readonly maxLeaves: number;
  readonly minChildWeight: number;
  readonly minRows: number;
  readonly minGain: number;
  readonly l2: number;
  readonly maxBins: number;
  readonly maxLevels: number;
  readonly levelSmoothing: number;
  readonly levelL2: number;
  readonly rowShare: number;
  readonly columnShare: number;
  readonly quantile: number | null;
  readonly patience: number;
  readonly seed: number;
}

/** [default, lowest, highest, whole number] */
const ranges = {
  rounds: [300, 1, 100_000, true],
  learningRate: [0.03, 1e-6, 1, false],
  maxDepth: [6, 1, 30, true],
  maxLeaves: [31, 2, 65_536, true],
  minChildWeight: [0.001, 0, Number.MAX_VALUE, false],
  minRows: [20, 1, 2 ** 31, true],
  minGain: [0, 0, Number.MAX_VALUE, false],
  l2: [1, 0, Number.MAX_VALUE, false],
  maxBins: [255, 2, 255, true],
  maxLevels: [254, 1, 254, true],
  levelSmoothing: [10, 0, Number.MAX_VALUE, false],
  levelL2: [10, 0, Number.MAX_VALUE, false],
  rowShare: [0.8, 1e-6, 1, false],
  columnShare: [0.4, 1e-6, 1, false],
  patience: [30, 1, 100_000, true],
  seed: [1, 0, 2 ** 32 - 1, true],
} as const;

type Range = readonly [number, number, number, boolean];

function checked(name: string, given: number | undefined, range: Range): number {
  const [fallback, lowest, highest, whole] = range;
  const value = given ?? fallback;
  if (!(value >= lowest && value <= highest) || (whole && !Number.isInteger(value)))
    throw new LearnFault(
      "bad_setting",
      `Boosted trees: ${name} must be a ${whole ? "whole number" : "number"} from ${lowest} to ${highest}, not ${value}.`,
    );
  return value;
}

function quantileOf(loss: BoostedOptions["loss"]): number | null {
  if (loss === undefined || loss === "squared") return null;
  if (!(loss.quantile > 0 && loss.quantile < 1))
    throw new LearnFault(
      "bad_setting",
      `Boosted trees: the quantile must lie between 0 and 1, not ${loss.quantile}.`,
    );
  return loss.quantile;
}

const leastDrawn = 6;

/** @param columns how many columns the table has. */
export function settle(options: BoostedOptions, columns: number): Settings {
  const of = (name: keyof typeof ranges) => checked(name, options[name], ranges[name]);
  return {
    rounds: of("rounds"),
    learningRate: of("learningRate"),
    maxDepth: of("maxDepth"),
    maxLeaves: of("maxLeaves"),
    minChildWeight: of("minChildWeight"),
    minRows: of("minRows"),
    minGain: of("minGain"),
    l2: of("l2"),
    maxBins: of("maxBins"),
    maxLevels: of("maxLevels"),
    levelSmoothing: of("levelSmoothing"),
    levelL2: of("levelL2"),
    rowShare: of("rowShare"),
    columnShare:
      options.columnShare === undefined
        ? Math.min(1, Math.max(of("columnShare"), leastDrawn / Math.max(1, columns)))
        : of("columnShare"),
    quantile: quantileOf(options.loss),
    patience: of("patience"),
    seed: of("seed"),
  };
}
