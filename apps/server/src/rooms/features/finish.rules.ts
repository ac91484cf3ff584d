// From what the database aggregated to a feature's value. The one place where defaults, means, rates and times since
// are made, so that a value that is served and one that is trained on cannot differ.
import type { FeatureDefinition, FeatureValue } from "@rapport/contracts";
import { kindOf, windowUs } from "./definition.rules.ts";

export type Cell = number | string | null;

/** Between the entries of a sequence as it is stored. */
export const sequenceBreak = "\u001f";
const usPerDay = 86_400_000_000;
/** Digits in front of a last value, by which it is the last. */
export const orderDigits = 10;

const numberOf = (cell: Cell | undefined): number | null =>
  cell === null || cell === undefined ? null : Number(cell);

function lastOf(feature: FeatureDefinition, cell: Cell | undefined): FeatureValue {
  if (cell === null || cell === undefined) return null;
  const text = String(cell).slice(orderDigits);
  return kindOf(feature) === "text" ? text : Number(text);
}

function dividedBy(sum: number | null, count: number | null): number | null {
  return sum === null || count === null || count === 0 ? null : sum / count;
}

/**
 * @param cells of this feature alone, in the order in which `cellsOf` asks for them
 * @param asOfUs the time that the value is of, in microseconds since 1970
 */
export function finish(
  feature: FeatureDefinition,
  cells: readonly Cell[],
  asOfUs: number,
): FeatureValue {
  return madeOf(feature, cells, asOfUs) ?? feature.default;
}

function madeOf(
  feature: FeatureDefinition,
  [first, second]: readonly Cell[],
  asOfUs: number,
): FeatureValue {
  switch (feature.aggregation) {
    case "last":
      return lastOf(feature, first);
    case "sequence":
      return first === null || first === undefined
        ? null
        : String(first).split(sequenceBreak).toReversed().join(" > ");
    case "mean":
    case "ratio":
      return dividedBy(numberOf(first), numberOf(second));
    case "rate":
      return rateOf(feature, numberOf(first));
    case "timeSince": {
      const at = numberOf(first);
      return at === null ? null : (asOfUs - at) / usPerDay;
    }
    default:
      return numberOf(first);
  }
}

function rateOf({ window }: FeatureDefinition, count: number | null): number | null {
  const days = windowUs(window ?? "1d") / usPerDay;
  return count === null ? null : count / days;
}
