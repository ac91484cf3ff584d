// Scores in words: what speaks for the outcome and what against it, as people say it.
import type { ScoreHint, ScoreReason } from "@rapport/contracts";
import type { FeatureValue, RecordFeature } from "./define-model.ts";

const log10Title = / \(log10\)$/;

function numberText(value: number, feature: RecordFeature): string {
  if (log10Title.test(feature.title)) {
    const plain = 10 ** value;
    return plain >= 1000 ? `${Math.round(plain).toLocaleString("en")}` : String(Math.round(plain));
  }
  if (feature.unit === "money") return (value / 100).toLocaleString("en");
  if (feature.unit === "share") return `${Math.round(value * 100)} %`;
  if (feature.unit === "days") return value < 1 ? "less than one" : String(Math.round(value));
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

export function valueText(value: FeatureValue, feature: RecordFeature): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return "not known";
  return typeof value === "number" ? numberText(value, feature) : value;
}

export function reasonText(value: FeatureValue, feature: RecordFeature): string {
  return `${feature.title.replace(log10Title, "")}: ${valueText(value, feature)}`;
}

/** Shares smaller than this tell nobody anything. */
const leastShare = 0.02;
const mostReasons = 8;

export function reasonsOf(
  features: readonly RecordFeature[],
  values: readonly FeatureValue[],
  shares: ArrayLike<number>,
): ScoreReason[] {
  const all = features.map((feature, at) => ({
    feature: feature.key,
    words: reasonText(values[at] ?? null, feature),
    share: shares[at] ?? 0,
  }));
  return all
    .filter(({ share }) => Math.abs(share) >= leastShare)
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
    .slice(0, mostReasons)
    .map((reason) => ({ ...reason, share: Number(reason.share.toFixed(4)) }));
}

export interface Change {
  readonly feature: RecordFeature;
  readonly from: FeatureValue;
  readonly to: FeatureValue;
}

export function hintText(changes: readonly Change[]): string {
  const parts = changes.map(({ feature, from, to }) => {
    const name = feature.title.replace(log10Title, "");
    return `${name} ${valueText(to, feature)} instead of ${valueText(from, feature)}`;
  });
  const [first = "", ...rest] = parts;
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(", and ");
}

export const hintOf = (changes: readonly Change[], score: number): ScoreHint => ({
  words: hintText(changes),
  score: Math.round(score),
});
