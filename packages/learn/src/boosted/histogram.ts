// Histograms: sums of gradient and hessian by bin. Rows are added in their order, column by column, so that the sums
// are the same whoever computes them. Gradient and hessian stand side by side as 32-bit numbers, their sums as 64-bit
// numbers.
import { groupWidth, type Layout, type Packed } from "./packed.ts";

/** Rows `begin … end` of the row list, and the gradients of all rows. */
export interface RowSpan {
  readonly rows: Int32Array;
  readonly begin: number;
  readonly end: number;
  readonly gradients: Float32Array;
}

function addFour(
  words: Int32Array,
  base: number,
  span: RowSpan,
  sums: Float64Array,
  at: Int32Array,
) {
  const { rows, gradients, end } = span;
  const [first, second, third, fourth] = at as unknown as [number, number, number, number];
  for (let place = span.begin; place < end; place += 1) {
    const row = rows[place] as number;
    const word = words[base + row] as number;
    const gradient = gradients[2 * row] as number;
    const hessian = gradients[2 * row + 1] as number;
    const a = first + ((word & 255) << 1);
    const b = second + ((word >>> 7) & 510);
    const c = third + ((word >>> 15) & 510);
    const d = fourth + ((word >>> 23) & 510);
    sums[a] = (sums[a] as number) + gradient;
    sums[a + 1] = (sums[a + 1] as number) + hessian;
    sums[b] = (sums[b] as number) + gradient;
    sums[b + 1] = (sums[b + 1] as number) + hessian;
    sums[c] = (sums[c] as number) + gradient;
    sums[c + 1] = (sums[c + 1] as number) + hessian;
    sums[d] = (sums[d] as number) + gradient;
    sums[d + 1] = (sums[d + 1] as number) + hessian;
  }
}

function addOne(words: Int32Array, base: number, shift: number, span: RowSpan, sums: Float64Array) {
  const { rows, gradients, end } = span;
  for (let place = span.begin; place < end; place += 1) {
    const row = rows[place] as number;
    const bin = (((words[base + row] as number) >>> shift) & 255) << 1;
    sums[bin] = (sums[bin] as number) + (gradients[2 * row] as number);
    sums[bin + 1] = (sums[bin + 1] as number) + (gradients[2 * row + 1] as number);
  }
}

/** Fills the group's part of a histogram that starts at `slot`. */
export function buildGroup(
  packed: Packed,
  layout: Layout,
  group: number,
  span: RowSpan,
  slot: Float64Array,
): void {
  const first = group * groupWidth;
  const last = Math.min(layout.columns, first + groupWidth);
  const { offsets } = layout;
  slot.fill(0, offsets[first], offsets[last]);
  const base = group * packed.rows;
  if (last - first === groupWidth) {
    addFour(packed.words, base, span, slot, offsets.slice(first, last));
    return;
  }
  for (let column = first; column < last; column += 1)
    addOne(packed.words, base, 8 * (column - first), span, slot.subarray(offsets[column]));
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
