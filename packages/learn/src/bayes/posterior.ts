// The posterior of a logistic regression's coefficients under normal priors. How wide the priors of the columns are is
// itself uncertain: a grid of widths is weighed by the evidence of each (Laplace's approximation, MacKay 1992), and the
// draws are shared out by these weights. Draws come from elliptical slice sampling (Murray, Adams and MacKay 2010)
// around Laplace's normal, which leaves the exact posterior unchanged however skewed it is.
import { logDeterminant, solveUpper } from "../linear/cholesky.ts";
import {
  logisticLoss,
  logisticNewton,
  type NewtonProblem,
  type NewtonResult,
} from "../linear/newton.ts";
import type { Random } from "../random.ts";

export interface Prior {
  readonly centres: Float64Array;
  /** Standard deviations; those of columns count in units of the width that is weighed. */
  readonly deviations: Float64Array;
  /** 1 where the deviation is fixed: the intercept, and what the caller knows. */
  readonly fixed: Uint8Array;
}

/** Widths of the columns' prior in log-odds a standard deviation, and how likely each is beforehand. */
const WIDTHS = [0.03, 0.1, 0.2, 0.35, 0.6, 1, 1.7] as const;
/** Half-normal belief in the width: most columns of customer data move the log-odds by less than 1. */
const WIDTH_SCALE = 0.7;
/** Laplace's normal is widened by this factor, since the posterior has longer tails than it. */
const WIDENED = 1.15;
const STEPS_BETWEEN_DRAWS = 3;
const WARM_UP = 20;

interface Fitted {
  readonly problem: NewtonProblem;
  readonly mode: NewtonResult;
  readonly evidence: number;
}

const isColumn = (prior: Prior, at: number): boolean => prior.fixed[at] === 0;

function penaltiesOf(prior: Prior, width: number): Float64Array {
  return prior.deviations.map(
    (deviation, at) => 1 / (deviation * (isColumn(prior, at) ? width : 1)) ** 2,
  );
}

function fitWidth(problem: Omit<NewtonProblem, "penalties">, prior: Prior, width: number): Fitted {
  const penalties = penaltiesOf(prior, width);
  const whole = { ...problem, penalties, centres: prior.centres };
  const mode = logisticNewton(whole, prior.centres);
  let evidence = -mode.loss - 0.5 * logDeterminant(mode.lower, problem.size);
  for (const penalty of penalties) evidence += 0.5 * Math.log(penalty);
  return { problem: whole, mode, evidence: evidence - 0.5 * (width / WIDTH_SCALE) ** 2 };
}

function sharesOf(fitted: readonly Fitted[]): number[] {
  // Widths are spaced by factors, so each stands for a span as long as itself.
  const logs = fitted.map(({ evidence }, at) => evidence + Math.log(WIDTHS[at] as number));
  const most = Math.max(...logs);
  const powers = logs.map((log) => Math.exp(log - most));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}

/** Whole numbers in the given shares that sum to `count` (largest remainders). */
function shareOut(shares: readonly number[], count: number): number[] {
  const whole = shares.map((share) => Math.floor(share * count));
  const order = shares
    .map((share, at) => ({ at, rest: share * count - (whole[at] as number) }))
    .sort((one, other) => other.rest - one.rest || one.at - other.at);
  let left = count - whole.reduce((sum, each) => sum + each, 0);
  for (const { at } of order) {
    if (left === 0) break;
    whole[at] = (whole[at] as number) + 1;
    left -= 1;
  }
  return whole;
}

/** Box and Muller. */
function normals(random: Random, size: number): Float64Array {
  return Float64Array.from({ length: size }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
    return radius * Math.cos(2 * Math.PI * random.unit());
  });
}

interface Chain {
  /** Off the mode, in the coordinates of the coefficients. */
  offset: Float64Array;
  /** The same in units of the widened normal. */
  units: Float64Array;
  level: number;
}

/** Logarithm of the posterior over the widened normal. */
function levelAt({ problem, mode }: Fitted, offset: Float64Array, units: Float64Array): number {
  const point = offset.map((entry, at) => entry + (mode.coefficients[at] as number));
  const square = units.reduce((sum, unit) => sum + unit * unit, 0);
  return -logisticLoss(problem, point) + 0.5 * square;
}

function step(fitted: Fitted, chain: Chain, random: Random): Chain {
  const other = normals(random, chain.units.length);
  const spread = solveUpper(fitted.mode.lower, other).map((entry) => entry * WIDENED);
  const threshold = chain.level + Math.log(1 - random.unit());
  let angle = 2 * Math.PI * random.unit();
  let [low, high] = [angle - 2 * Math.PI, angle];
  for (;;) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const mix = (from: Float64Array, to: Float64Array): Float64Array =>
      from.map((entry, at) => cos * entry + sin * (to[at] as number));
    const offset = mix(chain.offset, spread);
    const units = mix(chain.units, other);
    const level = levelAt(fitted, offset, units);
    if (level > threshold || high - low < 1e-9) return { offset, units, level };
    if (angle < 0) low = angle;
    else high = angle;
    angle = low + (high - low) * random.unit();
  }
}

function drawFrom(
  fitted: Fitted,
  count: number,
  random: Random,
  write: (draw: Float64Array) => void,
): void {
  if (count === 0) return;
  const size = fitted.problem.size;
  const zero = new Float64Array(size);
  let chain: Chain = { offset: zero, units: zero, level: levelAt(fitted, zero, zero) };
  for (let turn = 0; turn < WARM_UP; turn += 1) chain = step(fitted, chain, random);
  for (let draw = 0; draw < count; draw += 1) {
    for (let turn = 0; turn < STEPS_BETWEEN_DRAWS; turn += 1) chain = step(fitted, chain, random);
    write(chain.offset.map((entry, at) => entry + (fitted.mode.coefficients[at] as number)));
  }
}

/** Draws of the coefficients, `draws × size`. */
export function samplePosterior(
  problem: Omit<NewtonProblem, "penalties" | "centres">,
  prior: Prior,
  draws: number,
  random: Random,
): Float64Array {
  const fitted = WIDTHS.map((width) => fitWidth(problem, prior, width));
  const counts = shareOut(sharesOf(fitted), draws);
  const samples = new Float64Array(draws * problem.size);
  let used = 0;
  fitted.forEach((one, at) => {
    drawFrom(one, counts[at] as number, random, (draw) => {
      samples.set(draw, used);
      used += draw.length;
    });
  });
  return samples;
}
