// Grows one tree: the leaf with the largest gain is split until the limits are met; where the depth alone limits the
// tree, all leaves of a level are split at once, which gives the same tree with fewer barriers. Every member of a team
// runs this; decisions are read from shared memory, so all members take the same.
import { Block, buildGroups, subtractGroup } from "./histogram.ts";
import { eachRange, type Member, rangesOf } from "./member.ts";
import type { Settings } from "./options.ts";
import { groupWidth, type Layout, type Packed } from "./packed.ts";
import { type Parting, partRows, type RowLists } from "./partition.ts";
import {
  emptyFound,
  type Found,
  Judge,
  leafValue,
  type NodeSums,
  setWords,
  splitLevels,
  splitNumbers,
} from "./splits.ts";
import { leftBins, type TreesBuilder } from "./tree.ts";

/** What stays the same from tree to tree. */
export interface Ground {
  readonly settings: Settings;
  readonly packed: Packed;
  readonly layout: Layout;
  /** By column: −1, 0 or 1. */
  readonly monotone: Int8Array;
  /** By column: 1 for levels. */
  readonly isLevels: Uint8Array;
  readonly lists: RowLists;
  /** Gradient and hessian of each row. */
  readonly gradients: Float32Array;
  readonly slots: readonly Float64Array[];
  /** Room for a pair of sums a range of rows. */
  readonly sums: Float64Array;
  /** What was found, by job and group, `foundLength` entries each. */
  readonly found: Float64Array;
}

export interface Leaf extends NodeSums {
  readonly node: number;
  readonly begin: number;
  readonly end: number;
  readonly depth: number;
  low: number;
  high: number;
  slot: number;
  split: Found | null;
}

const foundHead = 6;
export const foundLength = foundHead + setWords;

function writeFound(target: Float64Array, at: number, found: Found): void {
  target[at] = found.column < 0 ? 0 : found.gain;
  target[at + 1] = found.column;
  target[at + 2] = found.threshold;
  target[at + 3] = (found.missingLeft ? 1 : 0) + (found.levels ? 2 : 0);
  target[at + 4] = found.leftGradient;
  target[at + 5] = found.leftHessian;
  for (let word = 0; word < setWords; word += 1)
    target[at + foundHead + word] = found.set[word] as number;
}

function readFound(source: Float64Array, at: number): Found {
  const flags = source[at + 3] as number;
  return {
    gain: source[at] as number,
    column: source[at + 1] as number,
    threshold: source[at + 2] as number,
    missingLeft: flags % 2 === 1,
    levels: flags >= 2,
    leftGradient: source[at + 4] as number,
    leftHessian: source[at + 5] as number,
    set: Uint32Array.from(source.subarray(at + foundHead, at + foundLength)),
  };
}

/** Two children of one split; the root alone has no larger one. */
interface Job {
  readonly smaller: Leaf;
  readonly larger: Leaf | null;
}

export class Grower {
  readonly #ground: Ground;
  readonly #member: Member;
  readonly #free: number[] = [];
  readonly #block: Block;
  #allowed: Uint8Array = new Uint8Array(0);
  #trees: TreesBuilder;

  constructor(ground: Ground, member: Member, trees: TreesBuilder) {
    this.#ground = ground;
    this.#member = member;
    this.#trees = trees;
    this.#block = new Block(ground.layout);
  }

  /** @param rows how many entries of the row list take part. @param allowed by column: 1 when it may be split. */
  grow(rows: number, allowed: Uint8Array): Leaf[] {
    const { slots } = this.#ground;
    this.#allowed = allowed;
    this.#free.length = 0;
    for (let slot = slots.length - 1; slot >= 0; slot -= 1) this.#free.push(slot);
    const root = this.#root(rows);
    this.#search([{ smaller: root, larger: null }]);
    const leaves = [root];
    for (let batch = this.#batch(leaves); batch.length > 0; batch = this.#batch(leaves))
      this.#splitAll(batch, leaves);
    return leaves;
  }

  #root(rows: number): Leaf {
    const { gradients, lists, sums } = this.#ground;
    eachRange(this.#member, rows, (begin, end, part) => {
      let gradient = 0;
      let hessian = 0;
      for (let place = begin; place < end; place += 1) {
        const row = lists.rows[place] as number;
        gradient += gradients[2 * row] as number;
        hessian += gradients[2 * row + 1] as number;
      }
      sums[2 * part] = gradient;
      sums[2 * part + 1] = hessian;
    });
    this.#member.wait();
    let gradient = 0;
    let hessian = 0;
    for (let part = 0; part < rangesOf(rows); part += 1) {
      gradient += sums[2 * part] as number;
      hessian += sums[2 * part + 1] as number;
    }
    return this.#leaf({ gradient, hessian, rows, low: -Infinity, high: Infinity }, 0, 0);
  }

  #leaf(sums: NodeSums, begin: number, depth: number): Leaf {
    const value = leafValue(sums.gradient, sums.hessian, this.#ground.settings.l2, sums);
    const node = this.#trees.leaf(value, sums.rows);
    return { ...sums, node, begin, end: begin + sums.rows, depth, slot: -1, split: null };
  }

  #mayGrow(leaf: Leaf): boolean {
    const { maxDepth, minRows, minChildWeight } = this.#ground.settings;
    return (
      leaf.depth < maxDepth &&
      leaf.rows >= Math.max(2, 2 * minRows) &&
      leaf.hessian >= 2 * minChildWeight &&
      leaf.hessian > 0
    );
  }

  /** The leaves to split next. */
  #batch(leaves: readonly Leaf[]): Leaf[] {
    const { maxDepth, maxLeaves } = this.#ground.settings;
    const open = leaves.filter((leaf) => leaf.split !== null);
    if (2 ** maxDepth <= maxLeaves) return open;
    if (leaves.length >= maxLeaves || open.length === 0) return [];
    const gain = (leaf: Leaf) => (leaf.split as Found).gain;
    return [open.reduce((best, leaf) => (gain(leaf) > gain(best) ? leaf : best))];
  }

  #splitAll(batch: readonly Leaf[], leaves: Leaf[]): void {
    const { lists, packed } = this.#ground;
    const partings = batch.map(({ begin, end, split }): Parting => {
      const sides = new Uint8Array(256);
      leftBins(split as Found, sides);
      return { begin, end, column: (split as Found).column, sides };
    });
    const lefts = partRows(this.#member, packed, partings, lists);
    const jobs: Job[] = [];
    for (const [at, leaf] of batch.entries()) {
      const left = lefts[at] as number;
      // Sums are rounded: a side that they promised rows may have none.
      if (left === 0 || left === leaf.rows) {
        leaf.split = null;
        this.#release(leaf);
        continue;
      }
      const [first, second] = this.#children(leaf, left);
      leaves[leaves.indexOf(leaf)] = first;
      leaves.push(second);
      const smallerFirst = first.rows <= second.rows;
      jobs.push({ smaller: smallerFirst ? first : second, larger: smallerFirst ? second : first });
      (smallerFirst ? second : first).slot = leaf.slot;
    }
    this.#search(jobs.filter((job) => this.#isWorthSearch(job)));
  }

  #isWorthSearch({ smaller, larger }: Job): boolean {
    if (this.#mayGrow(smaller) || (larger && this.#mayGrow(larger))) return true;
    this.#release(larger as Leaf);
    return false;
  }

  #children(leaf: Leaf, left: number): [Leaf, Leaf] {
    const split = leaf.split as Found;
    const { l2 } = this.#ground.settings;
    const { low, high, begin, depth } = leaf;
    const leftSums = {
      gradient: split.leftGradient,
      hessian: split.leftHessian,
      rows: left,
      low,
      high,
    };
    const rightSums = {
      gradient: leaf.gradient - split.leftGradient,
      hessian: leaf.hessian - split.leftHessian,
      rows: leaf.rows - left,
      low,
      high,
    };
    const direction = this.#ground.monotone[split.column] as number;
    if (direction !== 0) {
      const middle =
        (leafValue(leftSums.gradient, leftSums.hessian, l2, leaf) +
          leafValue(rightSums.gradient, rightSums.hessian, l2, leaf)) /
        2;
      const [lower, upper] = direction > 0 ? [leftSums, rightSums] : [rightSums, leftSums];
      lower.high = middle;
      upper.low = middle;
    }
    const first = this.#leaf(leftSums, begin, depth + 1);
    const second = this.#leaf(rightSums, begin + left, depth + 1);
    this.#trees.split(leaf.node, split, first.node, second.node);
    return [first, second];
  }

  /** Builds the histograms of the jobs and finds the best split of every leaf in them. */
  #search(jobs: readonly Job[]): void {
    const { layout } = this.#ground;
    for (const { smaller } of jobs) smaller.slot = this.#free.pop() as number;
    // Fewer parts read less memory: one where there are jobs enough, else as many as members.
    const member = this.#member;
    const parts = jobs.length >= 2 * member.size ? 1 : Math.min(member.size, layout.groups);
    for (let task = member.take(); task < jobs.length * parts; task = member.take()) {
      const [job, part] = [Math.trunc(task / parts), task % parts];
      const first = Math.trunc((part * layout.groups) / parts);
      const end = Math.trunc(((part + 1) * layout.groups) / parts);
      this.#searchGroups(jobs[job] as Job, job, [first, end]);
    }
    member.wait();
    for (const [at, job] of jobs.entries()) {
      this.#settle(job.smaller, 2 * at);
      if (job.larger) this.#settle(job.larger, 2 * at + 1);
    }
  }

  #searchGroups({ smaller, larger }: Job, job: number, groups: readonly [number, number]): void {
    const { packed, layout, gradients, lists, slots } = this.#ground;
    const slot = slots[smaller.slot] as Float64Array;
    const { begin, end } = smaller;
    const span = { rows: lists.rows, begin, end, gradients };
    buildGroups(packed, layout, groups, span, { slot, block: this.#block });
    for (let group = groups[0]; group < groups[1]; group += 1) {
      this.#searchLeaf(smaller, 2 * job, group);
      if (!larger) continue;
      subtractGroup(layout, group, slots[larger.slot] as Float64Array, slot);
      this.#searchLeaf(larger, 2 * job + 1, group);
    }
  }

  #searchLeaf(leaf: Leaf, entry: number, group: number): void {
    const { layout, settings, monotone, isLevels, slots, found } = this.#ground;
    const best = emptyFound();
    const slot = slots[leaf.slot] as Float64Array;
    const last = Math.min(layout.columns, (group + 1) * groupWidth);
    const grows = this.#mayGrow(leaf);
    for (let column = group * groupWidth; grows && column < last; column += 1) {
      if (this.#allowed[column] === 0) continue;
      const offset = layout.offsets[column] as number;
      const bins = ((layout.offsets[column + 1] as number) - offset) / 2;
      const sums = { column, slot, offset, bins };
      if (isLevels[column] === 1) splitLevels(sums, leaf, settings, best);
      else splitNumbers(sums, new Judge(settings, leaf, monotone[column] as number, 0), best);
    }
    writeFound(found, (entry * layout.groups + group) * foundLength, best);
  }

  #settle(leaf: Leaf, entry: number): void {
    const { layout, found } = this.#ground;
    let best = -1;
    let gain = 0;
    for (let group = 0; group < layout.groups; group += 1) {
      const at = (entry * layout.groups + group) * foundLength;
      if ((found[at] as number) > gain) {
        gain = found[at] as number;
        best = at;
      }
    }
    if (best >= 0) leaf.split = readFound(found, best);
    else this.#release(leaf);
  }

  #release(leaf: Leaf): void {
    if (leaf.slot >= 0) this.#free.push(leaf.slot);
    leaf.slot = -1;
  }
}
