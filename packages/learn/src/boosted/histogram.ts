// Histograms: sums of gradient and hessian by bin. Rows are added in their order, column by column, so that the sums
// are the same whoever computes them. Gradient and hessian stand side by side as 32-bit numbers, their sums as 64-bit
// numbers. The columns of a group are written out one by one, without a loop, since nearly all of the time of training
// is spent here. Rows of deep nodes lie far apart: a block of them is gathered first, with many loads under way at once,
// and then added from near by.
import { groupWidth, groupWords, type Layout, type Packed } from "./packed.ts";

/** Rows `begin … end` of the row list, and the gradients of all rows. */
export interface RowSpan {
  readonly rows: Int32Array;
  readonly begin: number;
  readonly end: number;
  readonly gradients: Float32Array;
}

/** Rows of a block: they, their words and their histograms stay in the nearest caches. */
const blockRows = 512;

/** Room for one block, of one thread. */
export interface Block {
  readonly words: Int32Array;
  readonly gradients: Float32Array;
}

export const blockFor = ({ groups }: Layout): Block => ({
  words: new Int32Array(blockRows * groups * groupWords),
  gradients: new Float32Array(2 * blockRows),
});

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

/** Which words of a block's rows are added, and how many rows there are. */
interface Added {
  readonly base: number;
  readonly stride: number;
  readonly count: number;
}

function addEight(
  { words, gradients }: Block,
  { base, stride, count }: Added,
  sums: Float64Array,
  at: Int32Array,
): void {
  const o0 = at[0] as number;
  const o1 = at[1] as number;
  const o2 = at[2] as number;
  const o3 = at[3] as number;
  const o4 = at[4] as number;
  const o5 = at[5] as number;
  const o6 = at[6] as number;
  const o7 = at[7] as number;
  for (let row = 0; row < count; row += 1) {
    const from = base + Math.imul(row, stride);
    const word = words[from] as number;
    const next = words[from + 1] as number;
    const gradient = gradients[2 * row] as number;
    const hessian = gradients[2 * row + 1] as number;
    const i0 = o0 + ((word & 255) << 1);
    sums[i0] = (sums[i0] as number) + gradient;
    sums[i0 + 1] = (sums[i0 + 1] as number) + hessian;
    const i1 = o1 + ((word >>> 7) & 510);
    sums[i1] = (sums[i1] as number) + gradient;
    sums[i1 + 1] = (sums[i1 + 1] as number) + hessian;
    const i2 = o2 + ((word >>> 15) & 510);
    sums[i2] = (sums[i2] as number) + gradient;
    sums[i2 + 1] = (sums[i2 + 1] as number) + hessian;
    const i3 = o3 + ((word >>> 23) & 510);
    sums[i3] = (sums[i3] as number) + gradient;
    sums[i3 + 1] = (sums[i3 + 1] as number) + hessian;
    const i4 = o4 + ((next & 255) << 1);
    sums[i4] = (sums[i4] as number) + gradient;
    sums[i4 + 1] = (sums[i4 + 1] as number) + hessian;
    const i5 = o5 + ((next >>> 7) & 510);
    sums[i5] = (sums[i5] as number) + gradient;
    sums[i5 + 1] = (sums[i5 + 1] as number) + hessian;
    const i6 = o6 + ((next >>> 15) & 510);
    sums[i6] = (sums[i6] as number) + gradient;
    sums[i6 + 1] = (sums[i6 + 1] as number) + hessian;
    const i7 = o7 + ((next >>> 23) & 510);
    sums[i7] = (sums[i7] as number) + gradient;
    sums[i7 + 1] = (sums[i7 + 1] as number) + hessian;
  }
}

function addFour(
  { words, gradients }: Block,
  { base, stride, count }: Added,
  sums: Float64Array,
  at: Int32Array,
): void {
  const o0 = at[0] as number;
  const o1 = at[1] as number;
  const o2 = at[2] as number;
  const o3 = at[3] as number;
  for (let row = 0; row < count; row += 1) {
    const word = words[base + Math.imul(row, stride)] as number;
    const gradient = gradients[2 * row] as number;
    const hessian = gradients[2 * row + 1] as number;
    const i0 = o0 + ((word & 255) << 1);
    sums[i0] = (sums[i0] as number) + gradient;
    sums[i0 + 1] = (sums[i0 + 1] as number) + hessian;
    const i1 = o1 + ((word >>> 7) & 510);
    sums[i1] = (sums[i1] as number) + gradient;
    sums[i1 + 1] = (sums[i1 + 1] as number) + hessian;
    const i2 = o2 + ((word >>> 15) & 510);
    sums[i2] = (sums[i2] as number) + gradient;
    sums[i2 + 1] = (sums[i2 + 1] as number) + hessian;
    const i3 = o3 + ((word >>> 23) & 510);
    sums[i3] = (sums[i3] as number) + gradient;
    sums[i3 + 1] = (sums[i3 + 1] as number) + hessian;
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
  const { offsets, columns, places } = layout;
  slot.fill(0, offsets[first * groupWidth], offsets[Math.min(columns, last * groupWidth)]);
  const stride = (last - first) * groupWords;
  for (let begin = span.begin; begin < span.end; begin += blockRows) {
    const end = Math.min(span.end, begin + blockRows);
    gather(packed, { ...span, begin, end }, [first * groupWords, stride], block);
    for (let group = first; group < last; group += 1) {
      const added = { base: (group - first) * groupWords, stride, count: end - begin };
      const at = places[group] as Int32Array;
      if (columns - group * groupWidth > 4) addEight(block, added, slot, at);
      else addFour(block, added, slot, at);
    }
  }
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
