// The best split of a node by one column. Gain is that of Chen and Guestrin (2016, equation 7) without the half:
// G²/(H + λ) of both children less that of the node. Missing values are tried on both sides. Sets of levels are found
// as in LightGBM (Ke et al. 2017, after Fisher 1958): levels in order of G/(H + smoothing), cut at the best place.
import type { Settings } from "./options.ts";

/** Sums and bounds of a node that is to be split. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
  /** Bounds of its leaves' values, from monotone columns above it. */
  readonly low: number;
  readonly high: number;
}

/** A found split; written over by better ones. */
export interface Found {
  gain: number;
  column: number;
  /** Last bin that goes left; 0 when only missing values do. */
  threshold: number;
  missingLeft: boolean;
  leftGradient: number;
  leftHessian: number;
  /** For levels: one bit for each bin that goes left. */
  readonly set: Uint32Array;
  /** Whether `set` counts. */
  levels: boolean;
}

export const setWords = 8;

export function emptyFound(): Found {
  return {
    gain: 0,
    column: -1,
    threshold: 0,
    missingLeft: false,
    leftGradient: 0,
    leftHessian: 0,
    set: new Uint32Array(setWords),
    levels: false,
  };
}

export function leafValue(gradient: number, hessian: number, l2: number, sums: NodeSums): number {
  const value = hessian + l2 > 0 ? -gradient / (hessian + l2) : 0;
  return Math.min(sums.high, Math.max(sums.low, value));
}

/** What judges a split: the settings, the node and the direction that the column must keep. */
export class Judge {
  readonly l2: number;
  readonly direction: number;
  readonly sums: NodeSums;
  readonly leastHessian: number;
  readonly bounded: boolean;
  readonly base: number;

  constructor(settings: Settings, sums: NodeSums, direction: number, moreL2: number) {
    this.l2 = settings.l2 + moreL2;
    this.sums = sums;
    this.direction = direction;
    this.bounded = direction !== 0 || sums.low > -Infinity || sums.high < Infinity;
    // A leaf's rows are estimated from its share of the hessian.
    const least = settings.minRows > 1 ? ((settings.minRows - 0.5) * sums.hessian) / sums.rows : 0;
    this.leastHessian = Math.max(settings.minChildWeight, least, 1e-12 * sums.hessian);
    this.base = this.part(sums.gradient, sums.hessian) + settings.minGain;
  }

  /** Twice the fall of the loss when rows of these sums share one value. */
  part(gradient: number, hessian: number): number {
    if (!this.bounded)
      return hessian + this.l2 > 0 ? (gradient * gradient) / (hessian + this.l2) : 0;
    const value = leafValue(gradient, hessian, this.l2, this.sums);
    return -(2 * gradient * value + (hessian + this.l2) * value * value);
  }

  gain(leftGradient: number, leftHessian: number): number {
    const rightGradient = this.sums.gradient - leftGradient;
    const rightHessian = this.sums.hessian - leftHessian;
    if (leftHessian < this.leastHessian || rightHessian < this.leastHessian) return 0;
    if (this.direction !== 0) {
      const rise =
        leafValue(rightGradient, rightHessian, this.l2, this.sums) -
        leafValue(leftGradient, leftHessian, this.l2, this.sums);
      if (rise * this.direction < 0) return 0;
    }
    return (
      this.part(leftGradient, leftHessian) + this.part(rightGradient, rightHessian) - this.base
    );
  }
}

/** One column's sums in a histogram. */
export interface ColumnSums {
  readonly column: number;
  readonly slot: Float64Array;
  readonly offset: number;
  /** Bins with the missing one. */
  readonly bins: number;
}

function better(found: Found, judge: Judge, left: readonly [number, number]): boolean {
  const gain = judge.gain(left[0], left[1]);
  if (!(gain > found.gain)) return false;
  found.gain = gain;
  found.leftGradient = left[0];
  found.leftHessian = left[1];
  return true;
}

interface Scan {
  readonly missingLeft: boolean;
  readonly from: number;
  readonly to: number;
}

function scanNumbers(of: ColumnSums, judge: Judge, scan: Scan, found: Found): void {
  const { slot, offset } = of;
  let gradient = scan.missingLeft ? (slot[offset] as number) : 0;
  let hessian = scan.missingLeft ? (slot[offset + 1] as number) : 0;
  let best = -1;
  for (let bin = scan.from; bin <= scan.to; bin += 1) {
    if (bin > 0) {
      gradient += slot[offset + 2 * bin] as number;
      hessian += slot[offset + 2 * bin + 1] as number;
    }
    const gain = judge.gain(gradient, hessian);
    if (gain > found.gain) {
      found.gain = gain;
      found.leftGradient = gradient;
      found.leftHessian = hessian;
      best = bin;
    }
  }
  if (best < 0) return;
  found.column = of.column;
  found.threshold = best;
  found.levels = false;
  found.missingLeft = scan.missingLeft;
}

export function splitNumbers(of: ColumnSums, judge: Judge, found: Found): void {
  const missing = of.slot[of.offset + 1] as number;
  const total = judge.sums.hessian;
  if (missing > 1e-9 * total) {
    scanNumbers(of, judge, { missingLeft: false, from: 1, to: of.bins - 1 }, found);
    scanNumbers(of, judge, { missingLeft: true, from: 1, to: of.bins - 2 }, found);
    return;
  }
  const before = found.gain;
  scanNumbers(of, judge, { missingLeft: false, from: 1, to: of.bins - 2 }, found);
  // Nothing is missing here: later ones follow the heavier side.
  if (found.gain > before) found.missingLeft = 2 * found.leftHessian >= total;
}

function levelOrder(of: ColumnSums, judge: Judge, smoothing: number): number[] {
  const rank = new Array<number>(of.bins).fill(0);
  const order: number[] = [];
  // A level of few rows says little about where it belongs; it stays on the right.
  const least = Math.min(judge.leastHessian, judge.sums.hessian * 0.01);
  for (let bin = 0; bin < of.bins; bin += 1) {
    const hessian = of.slot[of.offset + 2 * bin + 1] as number;
    if (hessian <= 0 || hessian < least) continue;
    rank[bin] = (of.slot[of.offset + 2 * bin] as number) / (hessian + smoothing);
    order.push(bin);
  }
  return order.sort((a, b) => (rank[a] as number) - (rank[b] as number) || a - b);
}

function keepSet(found: Found, of: ColumnSums, bins: readonly number[]): void {
  found.column = of.column;
  found.levels = true;
  found.set.fill(0);
  for (const bin of bins)
    found.set[bin >>> 5] = ((found.set[bin >>> 5] as number) | (1 << (bin & 31))) >>> 0;
  found.missingLeft = ((found.set[0] as number) & 1) === 1;
}

/** Levels on the smaller side of a split, at most. */
const mostLevels = 32;

function scanLevels(of: ColumnSums, judge: Judge, order: readonly number[], found: Found): void {
  let gradient = 0;
  let hessian = 0;
  let best = 0;
  const most = Math.min(order.length, mostLevels);
  for (let count = 1; count <= most; count += 1) {
    const at = of.offset + 2 * (order[count - 1] as number);
    gradient += of.slot[at] as number;
    hessian += of.slot[at + 1] as number;
    if (better(found, judge, [gradient, hessian])) best = count;
  }
  if (best > 0) keepSet(found, of, order.slice(0, best));
}

/** Up to this many levels are tried one against the rest, without more L2. */
const fewLevels = 4;

function oneAgainstRest(of: ColumnSums, judge: Judge, found: Found): void {
  let best = -1;
  for (let bin = 0; bin < of.bins; bin += 1) {
    const at = of.offset + 2 * bin;
    if (better(found, judge, [of.slot[at] as number, of.slot[at + 1] as number])) best = bin;
  }
  if (best >= 0) keepSet(found, of, [best]);
}

/** Puts the missing level on the heavier side where the node has none. */
function placeMissing(of: ColumnSums, judge: Judge, found: Found): void {
  const missing = of.slot[of.offset + 1] as number;
  if (missing > 1e-9 * judge.sums.hessian) return;
  found.missingLeft = 2 * found.leftHessian >= judge.sums.hessian;
  const word = found.set[0] as number;
  found.set[0] = (found.missingLeft ? word | 1 : word & ~1) >>> 0;
}

export function splitLevels(
  of: ColumnSums,
  sums: NodeSums,
  settings: Settings,
  found: Found,
): void {
  const before = found.gain;
  if (of.bins - 1 <= fewLevels) {
    oneAgainstRest(of, new Judge(settings, sums, 0, 0), found);
  } else {
    const judge = new Judge(settings, sums, 0, settings.levelL2);
    const order = levelOrder(of, judge, settings.levelSmoothing);
    scanLevels(of, judge, order, found);
    scanLevels(of, judge, order.slice().reverse(), found);
  }
  if (found.gain > before) placeMissing(of, new Judge(settings, sums, 0, 0), found);
}
