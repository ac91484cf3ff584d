// From the precision that is asked for to the confidence that an answer needs. The points were read off one half of the
// documents of XQuAD, of which half had been taken away, and hold on the other half (docs/knowledge.md).

const points: readonly (readonly [precision: number, threshold: number])[] = [
  [0.5, 0.05],
  [0.8, 0.3],
  [0.9, 0.573],
  [0.92, 0.646],
  [0.95, 0.806],
  [0.99, 0.95],
];

export function thresholdFor(precision: number): number {
  const above = points.findIndex(([stated]) => stated >= precision);
  if (above < 0) return points.at(-1)?.[1] ?? 1;
  const [upper = [1, 1] as const, lower] = [points[above], points[above - 1]];
  if (lower === undefined) return upper[1];
  const share = (precision - lower[0]) / (upper[0] - lower[0]);
  return lower[1] + share * (upper[1] - lower[1]);
}
