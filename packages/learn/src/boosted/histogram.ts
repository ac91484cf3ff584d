// Histograms: sums of gradient and hessian by bin. Rows are added in their order, column by column, so that the sums
// are the same whoever computes them. Gradient and hessian stand side by side as 32-bit numbers, their sums as 64-bit
// numbers. Rows of deep nodes lie far apart: a block of them is gathered first, with many loads under way at once, and
// then added from near by (histogram-sums.ts).
import { type AddRows, addEightOver, addFourOver } from "./histogram-sums.ts";
import { groupWidth, groupWords, type Layout, type Packed, slotLength } from "./packed.ts";

/** Rows `begin … end` of the row list, and the gradients of all rows. */
export interface RowSpan {
  readonly rows: Int32Array;
  readonly begin: number;
  readonly end: number;
  readonly gradients: Float32Array;
}

/** Rows of a block: they, their words and their histograms stay in the nearest caches. */
const blockRows = 512;

/** One thread's room for a block of rows and the sums that it is added to, in one memory. */
export class Block {
  readonly words: Int32Array;
  readonly gradients: Float32Array;
  /** As a slot. */
  readonly sums: Float64Array;
  readonly #layout: Layout;
  readonly #places: Int32Array;
  readonly #addFour: AddRows;
  readonly #addEight: AddRows;

  constructor(layout: Layout) {
    const { groups, places } = layout;
    const sums = 8 * slotLength(layout);
    const gradients = sums + 4 * blockRows * groups * groupWords;
    const ends = gradients + 8 * blockRows;
    const pages = Math.ceil((ends + 4 * groups * groupWidth) / 65_536);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#layout = layout;
    this.sums = new Float64Array(memory.buffer, 0, sums / 8);
    this.words = new Int32Array(memory.buffer, sums, blockRows * groups * groupWords);
    this.gradients = new Float32Array(memory.buffer, gradients, 2 * blockRows);
    this.#places = new Int32Array(memory.buffer, ends, groups * groupWidth);
    for (const [group, columns] of places.entries())
      this.#places.set(
        columns.map((place) => 8 * place),
        group * groupWidth,
      );
    this.#addFour = addFourOver(memory);
    this.#addEight = addEightOver(memory);
  }

  /** Adds the block's first `rows` rows, which hold the words of groups `first …`, `stride` words each. */
  add(group: number, first: number, rows: number, stride: number): void {
    const begin = this.words.byteOffset + 4 * (group - first) * groupWords;
    const add = this.#layout.columns - group * groupWidth > 4 ? this.#addEight : this.#addFour;
    const places = this.#places.byteOffset + 4 * group * groupWidth;
    add(begin, begin + 4 * rows * stride, 4 * stride, this.gradients.byteOffset, places);
  }
}

/** Copies the words `first … first + width − 1` of each row of the span, and its gradients. */
function gather(
  packed: Packed,
  span: RowSpan,
  [first, width]: readonly [number, number],
  into: Block,
): void {
  const { words } = packed;
  const { rows, gradients, begin, end } = span;
  const stride = packed.groups * groupWords;
  let to = 0;
  for (let place = begin; place < end; place += 1) {
    const from = (rows[place] as number) << 1;
    into.gradients[to] = gradients[from] as number;
    into.gradients[to + 1] = gradients[from + 1] as number;
    to += 2;
  }
  to = 0;
  for (let place = begin; place < end; place += 1) {
    const from = Math.imul(rows[place] as number, stride) + first;
    for (let word = from; word < from + width; word += 1) into.words[to++] = words[word] as number;
  }
}

/** Fills the part of a histogram that belongs to groups `first … end − 1`. */
export function buildGroups(
  packed: Packed,
  layout: Layout,
  groups: readonly [number, number],
  span: RowSpan,
  { slot, block }: { readonly slot: Float64Array; readonly block: Block },
): void {
  const [first, last] = groups;
  const { offsets, columns } = layout;
  const from = offsets[first * groupWidth] as number;
  const to = offsets[Math.min(columns, last * groupWidth)] as number;
  block.sums.fill(0, from, to);
  const stride = (last - first) * groupWords;
  for (let begin = span.begin; begin < span.end; begin += blockRows) {
    const end = Math.min(span.end, begin + blockRows);
    gather(packed, { ...span, begin, end }, [first * groupWords, stride], block);
    for (let group = first; group < last; group += 1) block.add(group, first, end - begin, stride);
  }
  slot.set(block.sums.subarray(from, to), from);
}

/** Turns the parent's sums into those of the larger child: parent less the smaller child. */
export function subtractGroup(
  layout: Layout,
  group: number,
  parent: Float64Array,
  smaller: Float64Array,
): void {
  const first = layout.offsets[group * groupWidth] as number;
  const last = layout.offsets[Math.min(layout.columns, (group + 1) * groupWidth)] as number;
  for (let at = first; at < last; at += 1)
    parent[at] = (parent[at] as number) - (smaller[at] as number);
}
