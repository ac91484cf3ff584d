// The innermost loop of training: gradients and hessians of a block of rows, added to a group's histogram, a pair an
// instruction. The columns of a group are written out one by one. It reads and writes one memory of one thread.
import { f64x2, functionOver, i32, type Local, Locals, moduleOf, repeat } from "../wasm.ts";
import { groupWidth } from "./packed.ts";

/** Bytes of a bin's sums: gradient and hessian, 64 bits each. */
export const pairBytes = 16;

/** @param columns how many of a group's columns are there: up to four have all their bins in the first word. */
function sums(columns: number): Uint8Array<ArrayBuffer> {
  const locals = new Locals();
  const [word, end, stride, gradient, places] = locals.list("i32", 5) as [
    ...[Local, Local, Local, Local, Local],
  ];
  const starts = locals.list("i32", columns);
  const bins = locals.list("i32", 2) as [Local, Local];
  const at = locals.take("i32");
  const pair = locals.take("v128");
  /** A byte of a word, times the bytes of a pair. */
  const offset = (bin: Local, byte: number) =>
    i32.and(
      byte === 0
        ? i32.shiftLeft(bin.get, i32.of(4))
        : i32.shiftRight(bin.get, i32.of(8 * byte - 4)),
      i32.of(255 * pairBytes),
    );
  const add = starts.flatMap((start, column) => [
    ...at.set(i32.add(start.get, offset(bins[column >> 2] as Local, column & 3))),
    ...f64x2.store(at.get, 0, f64x2.add(f64x2.load(at.get, 0), pair.get)),
  ]);
  return moduleOf("add", 5, locals, [
    ...starts.flatMap((start, column) => start.set(i32.load(places.get, 4 * column))),
    ...repeat(i32.lessUnsigned(word.get, end.get), [
      ...bins[0].set(i32.load(word.get, 0)),
      ...(columns > 4 ? bins[1].set(i32.load(word.get, 4)) : []),
      ...pair.set(f64x2.loadSingles(gradient.get, 0)),
      ...add,
      ...gradient.set(i32.add(gradient.get, i32.of(8))),
      ...word.set(i32.add(word.get, stride.get)),
    ]),
  ]);
}

/**
 * Addresses and lengths in bytes.
 * @param word the first row's words of the group
 * @param end behind the last row's
 * @param stride from a row's words to the next row's
 * @param gradient the first row's gradient and hessian, 32 bits each
 * @param places addresses of the columns' histograms, 32 bits each
 */
export type AddRows = (
  word: number,
  end: number,
  stride: number,
  gradient: number,
  places: number,
) => void;

/** For groups of up to four columns, none of which needs the second word. */
export const addFourOver = functionOver<AddRows>("add", () => sums(4));
/** For groups of more; columns that are not there are added to a spare end. */
export const addEightOver = functionOver<AddRows>("add", () => sums(groupWidth));
