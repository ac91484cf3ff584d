// What training rows looked like, column by column: the reference for drift, and the values that hints choose from.
import type { ColumnShape, ReferenceColumn, Row } from "./artefact.ts";

const bins = 10;

function numbersOf(rows: readonly Row[], at: number): number[] {
  const found: number[] = [];
  for (const row of rows) {
    const value = row[at];
    if (typeof value === "number" && Number.isFinite(value)) found.push(value);
  }
  return found.sort((a, b) => a - b);
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

/** In which bin a value falls; the last one is "missing". */
export function binOf(
  reference: Pick<ReferenceColumn, "cuts">,
  shape: ColumnShape,
  value: unknown,
): number {
  if (shape.kind === "category") {
    const place = shape.levels.indexOf(String(value));
    return place < 0 ? shape.levels.length : place;
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return reference.cuts.length + 1;
  let at = 0;
  while (at < reference.cuts.length && value > (reference.cuts[at] as number)) at += 1;
  return at;
}

export function countBins(
  reference: Pick<ReferenceColumn, "cuts">,
  shape: ColumnShape,
  values: readonly unknown[],
): number[] {
  const size = shape.kind === "category" ? shape.levels.length + 1 : reference.cuts.length + 2;
  const counts = new Array<number>(size).fill(0);
  for (const value of values) {
    const bin = binOf(reference, shape, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

export function referenceOf(
  shapes: readonly ColumnShape[],
  rows: readonly Row[],
): ReferenceColumn[] {
  return shapes.flatMap((shape, at): ReferenceColumn[] => {
    if (shape.kind === "text") return [];
    const sorted = shape.kind === "number" ? numbersOf(rows, at) : [];
    const shares = Array.from({ length: bins - 1 }, (_, cut) => (cut + 1) / bins);
    const cuts = [
      ...new Set(sorted.length === 0 ? [] : shares.map((one) => quantile(sorted, one))),
    ];
    const values = rows.map((row) => row[at]);
    return [{ key: shape.key, cuts, counts: countBins({ cuts }, shape, values) }];
  });
}

export function typicalOf(
  shapes: readonly ColumnShape[],
  rows: readonly Row[],
): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const [at, { key, kind }] of shapes.entries()) {
    if (kind !== "number") continue;
    const sorted = numbersOf(rows, at);
    if (sorted.length === 0) continue;
    found[key] = [...new Set([0.1, 0.3, 0.5, 0.7, 0.9].map((share) => quantile(sorted, share)))];
  }
  return found;
}
