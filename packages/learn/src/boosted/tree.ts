// Trees as flat arrays. Node 0 of a tree is its root; children follow their parent, so one pass forwards sees parents
// first, one pass backwards children first.
import { type Found, setWords } from "./splits.ts";

export interface Trees {
  /** First node of each tree, plus the end. */
  readonly starts: Int32Array;
  /** Column of the split, −1 at a leaf. */
  readonly columns: Int32Array;
  /** Numbers: the last bin that goes left. */
  readonly thresholds: Int32Array;
  /** 1 when a missing value goes left. */
  readonly missingLeft: Uint8Array;
  /** Place of the set of levels that go left in `sets`, in words; −1 at splits of numbers. */
  readonly setPlaces: Int32Array;
  readonly sets: Uint32Array;
  /** Nodes, counted over all trees. */
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  /** A leaf's part of the raw score. */
  readonly values: Float64Array;
  /** Training rows that reached the node (of a converted model: the sum of hessians). */
  readonly covers: Float64Array;
}

export class TreesBuilder {
  readonly #starts: number[] = [0];
  readonly #columns: number[] = [];
  readonly #thresholds: number[] = [];
  readonly #missingLeft: number[] = [];
  readonly #setPlaces: number[] = [];
  readonly #sets: number[] = [];
  readonly #lefts: number[] = [];
  readonly #rights: number[] = [];
  readonly #values: number[] = [];
  readonly #covers: number[] = [];

  get nodes(): number {
    return this.#columns.length;
  }

  get trees(): number {
    return this.#starts.length - 1;
  }

  /** A leaf; `split` may turn it into an inner node later. */
  leaf(value: number, cover: number): number {
    this.#columns.push(-1);
    this.#thresholds.push(0);
    this.#missingLeft.push(0);
    this.#setPlaces.push(-1);
    this.#lefts.push(-1);
    this.#rights.push(-1);
    this.#values.push(value);
    this.#covers.push(cover);
    return this.nodes - 1;
  }

  split(node: number, found: Found, left: number, right: number): void {
    this.#columns[node] = found.column;
    this.#thresholds[node] = found.threshold;
    this.#missingLeft[node] = found.missingLeft ? 1 : 0;
    this.#lefts[node] = left;
    this.#rights[node] = right;
    this.#values[node] = 0;
    if (!found.levels) return;
    this.#setPlaces[node] = this.#sets.length;
    for (const word of found.set) this.#sets.push(word);
  }

  value(node: number): number {
    return this.#values[node] as number;
  }

  setValue(node: number, value: number): void {
    this.#values[node] = value;
  }

  endTree(): void {
    this.#starts.push(this.nodes);
  }

  /** The last tree alone. */
  last(): Trees {
    const first = this.#starts.at(-2) as number;
    const inner = (node: number) => (node < 0 ? node : node - first);
    return {
      starts: Int32Array.of(0, this.nodes - first),
      columns: Int32Array.from(this.#columns.slice(first)),
      thresholds: Int32Array.from(this.#thresholds.slice(first)),
      missingLeft: Uint8Array.from(this.#missingLeft.slice(first)),
      setPlaces: Int32Array.from(this.#setPlaces.slice(first)),
      sets: Uint32Array.from(this.#sets),
      lefts: Int32Array.from(this.#lefts.slice(first), inner),
      rights: Int32Array.from(this.#rights.slice(first), inner),
      values: Float64Array.from(this.#values.slice(first)),
      covers: Float64Array.from(this.#covers.slice(first)),
    };
  }

  /** The first `trees` trees. */
  build(trees: number = this.trees): Trees {
    const nodes = this.#starts[trees] as number;
    return {
      starts: Int32Array.from(this.#starts.slice(0, trees + 1)),
      columns: Int32Array.from(this.#columns.slice(0, nodes)),
      thresholds: Int32Array.from(this.#thresholds.slice(0, nodes)),
      missingLeft: Uint8Array.from(this.#missingLeft.slice(0, nodes)),
      setPlaces: Int32Array.from(this.#setPlaces.slice(0, nodes)),
      sets: Uint32Array.from(this.#sets),
      lefts: Int32Array.from(this.#lefts.slice(0, nodes)),
      rights: Int32Array.from(this.#rights.slice(0, nodes)),
      values: Float64Array.from(this.#values.slice(0, nodes)),
      covers: Float64Array.from(this.#covers.slice(0, nodes)),
    };
  }
}

/** Whether the split of a node sends a bin of its column left. */
export function goesLeft(trees: Trees, node: number, bin: number): boolean {
  const set = trees.setPlaces[node] as number;
  if (set >= 0) return (((trees.sets[set + (bin >>> 5)] as number) >>> (bin & 31)) & 1) === 1;
  if (bin === 0) return trees.missingLeft[node] === 1;
  return bin <= (trees.thresholds[node] as number);
}

/** Which bins of its column a split sends left: 1 or 0 by bin. */
export function leftBins(found: Found, sides: Uint8Array): void {
  sides.fill(0);
  if (found.levels) {
    for (let bin = 0; bin < 32 * setWords; bin += 1)
      sides[bin] = ((found.set[bin >>> 5] as number) >>> (bin & 31)) & 1;
    return;
  }
  sides.fill(1, 1, found.threshold + 1);
  sides[0] = found.missingLeft ? 1 : 0;
}
