// Is a message about anything that the model has learned? The score is the cosine between the message and the mean of
// the class that it is taken for, less a part for words that training never saw. Chosen on validation messages of
// BANKING77-OOS, where it finds more strangers than the largest probability or margin, the energy, the nearest
// neighbours, and mixtures of these: a margin only says which class is nearest, not that it is near.
import type { SparseRows } from "../linear/sparse.ts";
import type { MessageVector } from "./vectors.ts";

export interface Scope {
  readonly classes: number;
  /** Means of the classes, each of length 1: `features × classes`. */
  readonly centroids: Float32Array;
}

const UNSEEN_WEIGHT = 0.1;

export function centroidsOf(
  rows: SparseRows,
  features: number,
  codes: Int32Array,
  classes: number,
): Scope {
  const centroids = new Float32Array(features * classes);
  codes.forEach((code, row) => {
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at += 1) {
      const place = (rows.features[at] as number) * classes + code;
      centroids[place] = (centroids[place] as number) + (rows.values[at] as number);
    }
  });
  const squares = new Float64Array(classes);
  centroids.forEach((value, at) => {
    squares[at % classes] = (squares[at % classes] as number) + value * value;
  });
  const lengths = squares.map((square) => Math.sqrt(square) || 1);
  for (let at = 0; at < centroids.length; at += 1)
    centroids[at] = (centroids[at] as number) / (lengths[at % classes] as number);
  return { classes, centroids };
}

/** −0.1 to 1; higher is nearer. */
export function scopeScore(
  { classes, centroids }: Scope,
  vector: MessageVector,
  code: number,
): number {
  let cosine = 0;
  for (let at = 0; at < vector.count; at += 1)
    cosine +=
      (vector.values[at] as number) *
      (centroids[(vector.features[at] as number) * classes + code] as number);
  return cosine - UNSEEN_WEIGHT * vector.unseenWords;
}
