import { describe, expect, test } from "vitest";
import { LearnFault } from "../fault.ts";
import { createRandom } from "../random.ts";
import { chooseClusters, kMeans, nearestCluster, silhouette } from "./k-means.ts";

const random = createRandom(11);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());

/** `each` rows around each centre, in turn. */
function blobs(centres: number[][], each: number, spread: number): Float64Array {
  const rows = Array.from({ length: each }, () =>
    centres.flatMap((centre) => centre.map((at) => at + spread * normal())),
  );
  return Float64Array.from(rows.flat());
}

/** The least inertia of all ways to put the rows into k clusters. */
function bruteForce(values: Float64Array, k: number): number {
  let least = Infinity;
  for (let code = 0; code < k ** values.length; code += 1) {
    const groups = Array.from({ length: k }, () => [] as number[]);
    values.forEach((value, row) => {
      groups[Math.floor(code / k ** row) % k]?.push(value);
    });
    const inertia = groups.reduce((sum, group) => {
      const mean = group.reduce((a, b) => a + b, 0) / group.length;
      return sum + group.reduce((a, b) => a + (b - mean) ** 2, 0);
    }, 0);
    least = Math.min(least, inertia);
  }
  return least;
}

describe("k-means", () => {
  test("finds the best of all groupings of small sets", () => {
    for (let set = 0; set < 10; set += 1) {
      const values = Float64Array.from({ length: 7 }, () => random.unit() * 10);
      expect(kMeans(values, 1, 3, { starts: 30 }).inertia).toBeCloseTo(bruteForce(values, 3), 9);
    }
  });

  test("as many clusters as there are, largest first, the same for the same seed", () => {
    const centres = [
      [0, 0],
      [8, 0],
      [0, 8],
      [9, 9],
    ];
    const values = blobs(centres, 60, 0.7);
    const found = chooseClusters(values, 2, 8);
    expect(found.k).toBe(4);
    expect(chooseClusters(values, 2, 8)).toEqual(found);
    found.codes.forEach((code, row) => {
      expect(code).toBe(found.codes[row % 4]);
    });
    expect(nearestCluster(found.centres, values, 2)).toEqual(found.codes);
  });

  test("rows without groups stay together", () => {
    expect(chooseClusters(blobs([[0, 0, 0, 0, 0, 0]], 400, 1), 6, 6).k).toBe(1);
  });

  test("sklearn.metrics.silhouette_score of six rows", () => {
    const values = Float64Array.of(0, 1, 1.5, 6, 7, 9);
    expect(silhouette(values, 1, Int32Array.of(0, 0, 0, 1, 1, 2))).toBeCloseTo(
      0.6063325563325563,
      12,
    );
  });

  test("equal rows, one row, holes and no rows", () => {
    expect(chooseClusters(new Float64Array(20).fill(3), 2, 5)).toMatchObject({ k: 1, inertia: 0 });
    expect(kMeans(Float64Array.of(1, 2), 2, 4)).toMatchObject({ k: 1, inertia: 0 });
    for (const wrong of [Float64Array.of(1, Number.NaN), Float64Array.of(1, Infinity)])
      expect(() => kMeans(wrong, 1, 2)).toThrow(LearnFault);
    expect(() => kMeans(new Float64Array(0), 1, 2)).toThrow(LearnFault);
    expect(() => kMeans(Float64Array.of(1), 1, 0)).toThrow(LearnFault);
  });
});
