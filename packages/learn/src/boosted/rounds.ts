// The rounds of a training: gradients, one tree an output, new scores, the loss on validation rows. Every member of a
// team runs this; only shared arrays pass between them.
import { createRandom, type Random, shuffle } from "../random.ts";
import { type Ground, Grower, type Leaf } from "./grow.ts";
import {
  type Labels,
  lossOf,
  normalise,
  type Start,
  weightedQuantile,
  writeGradients,
} from "./loss.ts";
import { eachRange, type Member, rangesOf } from "./member.ts";
import { type Packed, spotOf } from "./packed.ts";
import { goesLeft, type Trees, TreesBuilder } from "./tree.ts";

/** Rows with the scores that they have so far. */
export interface Scored {
  readonly packed: Packed;
  readonly labels: Labels;
  readonly scores: Float64Array;
  readonly normals: Float64Array;
}

/** All that the members of a team share. */
export interface TrainingJob {
  readonly ground: Ground;
  readonly training: Scored;
  readonly validation: Scored | null;
  readonly start: Start;
  /** The rows of a round: those drawn first, in rising order, then the others. */
  readonly drawn: Int32Array;
  /** New values of a tree's leaves. */
  readonly renewed: Float64Array;
  readonly control: Int32Array;
}

export interface Trained {
  readonly trees: Trees;
  readonly rounds: number;
  /** Mean loss on the validation rows after each round. */
  readonly losses: Float64Array;
}

function leafOf(trees: Trees, packed: Packed, row: number): number {
  let node = 0;
  for (let column = trees.columns[0] as number; column >= 0; ) {
    const { base, stride, shift } = spotOf(packed, column);
    const bin = ((packed.words[base + stride * row] as number) >>> shift) & 255;
    node = (goesLeft(trees, node, bin) ? trees.lefts[node] : trees.rights[node]) as number;
    column = trees.columns[node] as number;
  }
  return node;
}

/** Other rows or columns may bring what these did not. */
const sampledPatience = 20;

class Rounds {
  readonly #job: TrainingJob;
  readonly #member: Member;
  readonly #trees = new TreesBuilder();
  readonly #grower: Grower;
  readonly #columnRandom: Random;
  readonly #rowRandom: Random;
  readonly #losses: number[] = [];

  constructor(job: TrainingJob, member: Member) {
    this.#job = job;
    this.#member = member;
    this.#grower = new Grower(job.ground, member, this.#trees);
    const { seed } = job.ground.settings;
    this.#columnRandom = createRandom(seed);
    this.#rowRandom = createRandom((seed + 0x5bd1e995) >>> 0);
  }

  run(): Trained {
    const { settings } = this.#job.ground;
    const { outputs } = this.#job.training.labels;
    this.#fillStart();
    let best = 0;
    let idle = 0;
    for (let round = 1; round <= settings.rounds && idle < this.#patience(); round += 1) {
      const grown = this.#round();
      if (this.#job.validation) best = this.#measure();
      else if (grown) best = round;
      idle = round - best;
    }
    const trees = this.#trees.build(best * outputs);
    return { trees, rounds: best, losses: Float64Array.from(this.#losses) };
  }

  /** Rounds that may bring nothing before training ends. */
  #patience(): number {
    const { rowShare, columnShare, patience } = this.#job.ground.settings;
    if (this.#job.validation) return patience;
    return rowShare < 1 || columnShare < 1 ? sampledPatience : 1;
  }

  #bestRound(): number {
    let best = 0;
    for (let at = 1; at < this.#losses.length; at += 1)
      if ((this.#losses[at] as number) < (this.#losses[best] as number)) best = at;
    return best + 1;
  }

  #fillStart(): void {
    const { training, validation, start } = this.#job;
    for (const scored of validation ? [training, validation] : [training])
      for (const [output, score] of start.scores.entries()) {
        const { rows } = scored.labels;
        eachRange(this.#member, rows, (begin, end) =>
          scored.scores.fill(score, output * rows + begin, output * rows + end),
        );
        this.#member.wait();
      }
  }

  /** False when no tree was split. */
  #round(): boolean {
    const { training } = this.#job;
    const taken = this.#drawRows();
    if (training.labels.outputs > 1) this.#normalise(training);
    let grown = false;
    for (let output = 0; output < training.labels.outputs; output += 1)
      if (this.#tree(output, taken)) grown = true;
    return grown;
  }

  #normalise({ labels, scores, normals }: Scored): void {
    eachRange(this.#member, labels.rows, (begin, end) =>
      normalise(labels, scores, normals, [begin, end]),
    );
    this.#member.wait();
  }

  /** Draws the round's rows: exactly the share, every set equally likely (Knuth's algorithm S). */
  #drawRows(): number {
    const { drawn, ground } = this.#job;
    const { rows } = ground.packed;
    const { rowShare } = ground.settings;
    const taken = Math.max(1, Math.round(rows * rowShare));
    if (taken === rows) return rows;
    if (this.#member.index === 0) {
      let inside = 0;
      for (let row = 0; row < rows; row += 1) {
        const open = taken - inside;
        if (this.#rowRandom.unit() * (rows - row) < open) drawn[inside++] = row;
        else drawn[taken + row - inside] = row;
      }
    }
    this.#member.wait();
    return taken;
  }

  #allowedColumns(): Uint8Array {
    const { layout, settings } = this.#job.ground;
    const count = Math.max(1, Math.round(layout.columns * settings.columnShare));
    if (count >= layout.columns) return new Uint8Array(layout.columns).fill(1);
    const order = Int32Array.from({ length: layout.columns }, (_, at) => at);
    shuffle(order, this.#columnRandom);
    const allowed = new Uint8Array(layout.columns);
    for (const column of order.subarray(0, count)) allowed[column] = 1;
    return allowed;
  }

  #prepare(output: number, taken: number): void {
    const { ground, training, drawn } = this.#job;
    const { rows } = ground.lists;
    const of = { ...training, output };
    const all = taken === ground.packed.rows;
    eachRange(this.#member, ground.packed.rows, (begin, end) => {
      writeGradients(of, ground.gradients, begin, end);
      if (all) for (let row = begin; row < end; row += 1) rows[row] = row;
      else rows.set(drawn.subarray(begin, end), begin);
    });
    this.#member.wait();
  }

  #tree(output: number, taken: number): boolean {
    this.#prepare(output, taken);
    const leaves = this.#grower.grow(taken, this.#allowedColumns());
    this.#trees.endTree();
    const values = this.#leafValues(leaves);
    for (const [at, leaf] of leaves.entries())
      this.#trees.setValue(leaf.node, values[at] as number);
    this.#addToTraining(leaves, values, output);
    const { rows } = this.#job.ground.packed;
    const { validation } = this.#job;
    if (taken < rows || validation) {
      const tree = this.#trees.last();
      if (taken < rows) this.#addToOthers(tree, taken, output);
      if (validation) this.#addTo(validation, tree, output);
    }
    return leaves.length > 1;
  }

  #leafValues(leaves: readonly Leaf[]): Float64Array {
    // A root alone could only follow the chance of which rows were drawn.
    if (leaves.length === 1) return new Float64Array(1);
    const { ground, renewed, training } = this.#job;
    const rate = ground.settings.learningRate;
    if (training.labels.kind !== "quantile")
      return Float64Array.from(leaves, (leaf) => rate * this.#trees.value(leaf.node));
    for (let at = this.#member.take(); at < leaves.length; at = this.#member.take()) {
      const leaf = leaves[at] as Leaf;
      renewed[at] = Math.min(leaf.high, Math.max(leaf.low, this.#quantileOf(leaf)));
    }
    this.#member.wait();
    return Float64Array.from(leaves, (_, at) => rate * (renewed[at] as number));
  }

  /** The quantile of what is left to explain: a step by the gradient alone would not reach it. */
  #quantileOf(leaf: Leaf): number {
    const { ground, training } = this.#job;
    const { values, weights, quantile } = training.labels;
    const rows = ground.lists.rows.subarray(leaf.begin, leaf.end);
    const left = Float64Array.from(
      rows,
      (row) => (values[row] as number) - (training.scores[row] as number),
    );
    const shares = Float64Array.from(rows, (row) => (weights ? (weights[row] as number) : 1));
    return weightedQuantile(left, shares, quantile);
  }

  #addToTraining(leaves: readonly Leaf[], values: Float64Array, output: number): void {
    const { ground, training } = this.#job;
    const { rows } = ground.lists;
    const base = output * training.labels.rows;
    const { scores } = training;
    for (let at = this.#member.take(); at < leaves.length; at = this.#member.take()) {
      const { begin, end } = leaves[at] as Leaf;
      const value = values[at] as number;
      for (let place = begin; place < end; place += 1) {
        const row = base + (rows[place] as number);
        scores[row] = (scores[row] as number) + value;
      }
    }
    this.#member.wait();
  }

  #addToOthers(tree: Trees, taken: number, output: number): void {
    const { ground, training, drawn } = this.#job;
    const { packed } = ground;
    const base = output * packed.rows;
    eachRange(this.#member, packed.rows - taken, (begin, end) => {
      for (let place = taken + begin; place < taken + end; place += 1) {
        const row = drawn[place] as number;
        const value = tree.values[leafOf(tree, packed, row)] as number;
        training.scores[base + row] = (training.scores[base + row] as number) + value;
      }
    });
    this.#member.wait();
  }

  #addTo({ packed, scores }: Scored, tree: Trees, output: number): void {
    const base = output * packed.rows;
    eachRange(this.#member, packed.rows, (begin, end) => {
      for (let row = begin; row < end; row += 1) {
        const value = tree.values[leafOf(tree, packed, row)] as number;
        scores[base + row] = (scores[base + row] as number) + value;
      }
    });
    this.#member.wait();
  }

  /** Notes the validation loss; returns the round that is best so far. */
  #measure(): number {
    const { validation, ground } = this.#job;
    const { labels, scores, normals } = validation as Scored;
    if (labels.outputs > 1) this.#normalise(validation as Scored);
    eachRange(this.#member, labels.rows, (begin, end, part) => {
      ground.sums[part] = lossOf(labels, scores, normals, [begin, end]);
    });
    this.#member.wait();
    let sum = 0;
    for (let part = 0; part < rangesOf(labels.rows); part += 1) sum += ground.sums[part] as number;
    this.#losses.push(sum / totalWeight(labels));
    this.#member.wait();
    return this.#bestRound();
  }
}

function totalWeight({ weights, rows }: Labels): number {
  return weights ? weights.reduce((sum, weight) => sum + weight, 0) : rows;
}

/** A member's whole part in the training. Members return the same; one of the answers is enough. */
export function runRounds(job: TrainingJob, member: Member): Trained {
  try {
    return new Rounds(job, member).run();
  } catch (error) {
    member.fail();
    throw error;
  }
}
