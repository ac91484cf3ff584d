// A raw score taken apart by n-grams. N-grams that fell into one bucket share its part by how often each occurs, so
// shares and base sum to the raw score.
import type { LinearScores } from "../linear/sparse.ts";
import type { Vectoriser } from "./vectors.ts";

export interface NgramShare {
  readonly ngram: string;
  /** A run of whole words, or a piece of one with spaces where the word ends. */
  readonly kind: "words" | "piece";
  readonly share: number;
}

export interface TextExplanation {
  /** What every message begins with. */
  readonly base: number;
  /** Largest first, by size. N-grams that training never saw have no share and are not listed. */
  readonly shares: readonly NgramShare[];
}

const decoder = new TextDecoder();

export function explainScore(
  vectoriser: Vectoriser,
  { outputs, weights, bias }: LinearScores,
  text: string,
  output: number,
): TextExplanation {
  const vector = vectoriser.vectorOf(text);
  const parts = new Map<number, number>();
  for (let at = 0; at < vector.count; at += 1) {
    const feature = vector.features[at] as number;
    const weight = weights[feature * outputs + output] as number;
    parts.set(feature, weight * (vector.values[at] as number));
  }
  const { buckets, count, starts, ends, bytes } = vectoriser.ngramsOf(text);
  const times = new Map<number, number>();
  for (const bucket of buckets.subarray(0, count)) times.set(bucket, (times.get(bucket) ?? 0) + 1);
  const firstPiece = 2 ** vectoriser.vocabulary.settings.bits;
  const shares = new Map<string, NgramShare>();
  for (let at = 0; at < count; at += 1) {
    const bucket = buckets[at] as number;
    const part = parts.get(vectoriser.featureOf(bucket));
    if (part === undefined) continue;
    const ngram = decoder.decode(bytes.subarray(starts[at] as number, ends[at] as number));
    const kind = bucket < firstPiece ? "words" : "piece";
    const before = shares.get(`${kind} ${ngram}`)?.share ?? 0;
    const share = before + part / (times.get(bucket) as number);
    shares.set(`${kind} ${ngram}`, { ngram, kind, share });
  }
  const sorted = [...shares.values()].sort(
    (one, other) =>
      Math.abs(other.share) - Math.abs(one.share) || (one.ngram < other.ngram ? -1 : 1),
  );
  return { base: bias[output] as number, shares: sorted };
}
