// From the precision that is asked for to the confidence that an answer needs. The points were read off every second
// article of XQuAD by bench/fit-answers.ts, half of the documents taken away; docs/knowledge.md says what holds on the
// other articles.

const points: readonly (readonly [precision: number, threshold: number])[] = [
  [0.5, 0.02],
  [0.8, 0.341],
  [0.9, 0.631],
  [0.92, 0.692],
  [0.95, 0.817],
  [0.99, 0.987],
];

export function thresholdFor(precision: number): number {
  const above = points.findIndex(([stated]) => stated >= precision);
  if (above < 0) return points.at(-1)?.[1] ?? 1;
  const [upper = [1, 1] as const, lower] = [points[above], points[above - 1]];
  if (lower === undefined) return upper[1];
  const share = (precision - lower[0]) / (upper[0] - lower[0]);
  return lower[1] + share * (upper[1] - lower[1]);
}
