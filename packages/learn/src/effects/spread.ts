// Bayesian linear regression in which each column has a width of its own:
//   φᵢ = xᵢ·β + εᵢ, εᵢ ~ N(0, vᵢ); the average β_last ~ N(0, a²); the β of column c ~ N(0, w_c²), w_c half-normal.
// A column by which units do not differ gets a narrow width and is drawn in to nothing, one by which they do is left as it
// is (group-wise automatic relevance; Gelman 2006 on half-normal scales). Drawn by Gibbs: the coefficients given the widths
// are normal, each width given its coefficients has a few values only. Seeded, so the same trial gives the same numbers.
import { cholesky, solveLower, solveUpper } from "../linear/cholesky.ts";
import { createRandom, type Random } from "../random.ts";
import type { Design } from "./design.ts";

export interface SpreadPrior {
  /** How far an average effect is believed to reach. */
  readonly average: number;
  /** How far effects are believed to differ by a column. */
  readonly width: number;
  /** The entries of each column, from and until (without). */
  readonly columns: readonly (readonly [number, number])[];
  readonly seed: number;
}

export interface Posterior {
  readonly mean: Float64Array;
  /** Square, row after row. */
  readonly covariance: Float64Array;
}

/** In units of the prior's width; spaced by factors, so each stands for a span as long as itself. */
const grid = [0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.1, 1.7, 2.5] as const;
const warmUp = 100;
const draws = 600;

interface Sums {
  readonly size: number;
  readonly cross: Float64Array;
  readonly right: Float64Array;
}

function addRow(
  { cross, right, size }: Sums,
  entries: Float64Array,
  weight: number,
  score: number,
): void {
  for (let a = 0; a < size; a += 1) {
    const scaled = weight * (entries[a] as number);
    if (scaled === 0) continue;
    right[a] = (right[a] as number) + scaled * score;
    for (let b = 0; b < size; b += 1)
      cross[a * size + b] = (cross[a * size + b] as number) + scaled * (entries[b] as number);
  }
}

function sumsOf({ values, rows, size }: Design, scores: Float64Array, vars: Float64Array): Sums {
  const sums = { size, cross: new Float64Array(size * size), right: new Float64Array(size) };
  for (let row = 0; row < rows; row += 1)
    addRow(
      sums,
      values.subarray(row * size, row * size + size),
      1 / (vars[row] as number),
      scores[row] as number,
    );
  return sums;
}

/** Box and Muller. */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());

/** A draw of the coefficients given the widths, and the mean that it is drawn around. */
function drawCoefficients({ size, cross, right }: Sums, widths: Float64Array, random: Random) {
  const precision = cross.slice();
  for (let at = 0; at < size; at += 1)
    precision[at * size + at] =
      (precision[at * size + at] as number) + 1 / (widths[at] as number) ** 2;
  const lower = cholesky(precision, size);
  const mean = solveUpper(lower, solveLower(lower, right));
  const off = solveUpper(
    lower,
    Float64Array.from({ length: size }, () => normal(random)),
  );
  return off.map((entry, at) => entry + (mean[at] as number));
}

function drawWidth(square: number, count: number, prior: number, random: Random): number {
  const logs = grid.map((step) => {
    const width = step * prior;
    return -count * Math.log(width) - square / (2 * width * width) - step * step * 0.5;
  });
  const most = Math.max(...logs);
  const powers = logs.map((log, at) => Math.exp(log - most) * (grid[at] as number));
  let left = random.unit() * powers.reduce((sum, power) => sum + power, 0);
  const at = powers.findIndex((power) => {
    left -= power;
    return left < 0;
  });
  return (grid[at < 0 ? grid.length - 1 : at] as number) * prior;
}

function momentsOf(samples: readonly Float64Array[], size: number): Posterior {
  const mean = new Float64Array(size);
  for (const sample of samples)
    sample.forEach((entry, at) => {
      mean[at] = (mean[at] as number) + entry / samples.length;
    });
  const covariance = new Float64Array(size * size);
  for (const sample of samples) {
    const off = sample.map((entry, at) => entry - (mean[at] as number));
    for (let place = 0; place < covariance.length; place += 1)
      covariance[place] =
        (covariance[place] as number) +
        ((off[Math.floor(place / size)] as number) * (off[place % size] as number)) /
          samples.length;
  }
  return { mean, covariance };
}

/** Mean and covariance of the coefficients. `variances` are those of the noise. */
export function spreadPosterior(
  design: Design,
  scores: Float64Array,
  variances: Float64Array,
  prior: SpreadPrior,
): Posterior {
  const { size } = design;
  const sums = sumsOf(design, scores, variances);
  const random = createRandom(prior.seed);
  const widths = new Float64Array(size).fill(prior.width);
  widths[size - 1] = prior.average;
  const samples: Float64Array[] = [];
  for (let turn = 0; turn < warmUp + draws; turn += 1) {
    const drawn = drawCoefficients(sums, widths, random);
    if (turn >= warmUp) samples.push(drawn);
    for (const [from, until] of prior.columns) {
      const own = drawn.subarray(from, until);
      const square = own.reduce((sum, entry) => sum + entry * entry, 0);
      widths.fill(drawWidth(square, until - from, prior.width, random), from, until);
    }
  }
  return momentsOf(samples, size);
}
