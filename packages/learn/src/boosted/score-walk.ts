// The walks of scorer.ts over one memory: rows of bins down one tree, each row's leaf added to its score. Every row takes
// as many steps as the tree is deep, since a leaf leads to itself, and no step branches: the processor never guesses.
import { choose, f64, functionOver, i32, type Local, Locals, moduleOf, repeat } from "../wasm.ts";

/** Of a node: numbers of 32 bits. */
export const stepRecord = {
  /** Of the column's bin within the row, in bytes. */
  bin: 0,
  /** The last that goes left, after `shift`; of a set of levels its address. */
  limit: 4,
  /** What is added to a bin so that a missing one falls on its side; `setShift` says that a set is asked. */
  shift: 8,
  /** Address of the left child, which the right one follows; of a leaf its own. */
  left: 12,
  bytes: 16,
} as const;

export const setShift = 1;

/** Rows that go down side by side where numbers alone are compared: one's loads hide another's. */
export const rowsAtOnce = 4;

interface Names {
  readonly root: Local;
  readonly depth: Local;
  readonly row: Local;
  readonly end: Local;
  readonly width: Local;
  readonly score: Local;
  readonly stride: Local;
  readonly values: Local;
}

function namesOf(locals: Locals): Names {
  const [root, depth, row, end, width, score, stride, values] = locals.list("i32", 8) as [
    ...[Local, Local, Local, Local, Local, Local, Local, Local],
  ];
  return { root, depth, row, end, width, score, stride, values };
}

const binOf = (row: Local, node: Local) =>
  i32.load16(i32.add(row.get, i32.load(node.get, stepRecord.bin)), 0);
const limitOf = (node: Local) => i32.load(node.get, stepRecord.limit);

/** 1 when the row goes right. */
const beyond = (row: Local, node: Local) =>
  i32.shiftRight(
    i32.subtract(
      limitOf(node),
      i32.and(i32.add(binOf(row, node), i32.load(node.get, stepRecord.shift)), i32.of(0xffff)),
    ),
    i32.of(31),
  );

/** The same where the node may ask a set of levels. */
const beyondOrOutside = (row: Local, node: Local, bin: Local) => [
  ...bin.set(binOf(row, node)),
  ...choose(
    i32.equal(i32.load(node.get, stepRecord.shift), i32.of(setShift)),
    i32.isZero(
      i32.and(
        i32.shiftRight(
          i32.load(
            i32.add(limitOf(node), i32.shiftLeft(i32.shiftRight(bin.get, i32.of(5)), i32.of(2))),
            0,
          ),
          bin.get,
        ),
        i32.of(1),
      ),
    ),
    beyond(row, node),
  ),
];

/** @param right what leaves 1 when the row goes right @param atOnce rows side by side; the span must be a multiple */
function walk(
  atOnce: number,
  right: (row: Local, node: Local, bin: Local) => readonly number[],
): Uint8Array<ArrayBuffer> {
  const locals = new Locals();
  const { root, depth, row, end, width, score, stride, values } = namesOf(locals);
  const level = locals.take("i32");
  const bin = locals.take("i32");
  const rows = [row, ...locals.list("i32", atOnce - 1)];
  const nodes = locals.list("i32", atOnce);
  const each = (work: (row: Local, node: Local) => readonly number[]) =>
    rows.flatMap((one, at) => work(one, nodes[at] as Local));
  const step = each((one, node) =>
    node.set(
      i32.add(i32.shiftLeft(right(one, node, bin), i32.of(4)), i32.load(node.get, stepRecord.left)),
    ),
  );
  // Nodes lie from address 0, so a node's value lies at half of its address behind the first.
  const value = (node: Local) =>
    f64.load(i32.add(values.get, i32.shiftRight(node.get, i32.of(1))), 0);
  return moduleOf("walk", 8, locals, [
    ...repeat(i32.lessUnsigned(row.get, end.get), [
      ...rows.slice(1).flatMap((next, at) => next.set(i32.add((rows[at] as Local).get, width.get))),
      ...each((_, node) => node.set(root.get)),
      ...level.set(depth.get),
      ...repeat(i32.less(i32.of(0), level.get), [
        ...step,
        ...level.set(i32.subtract(level.get, i32.of(1))),
      ]),
      ...each((_, node) => [
        ...f64.store(score.get, 0, f64.add(f64.load(score.get, 0), value(node))),
        ...score.set(i32.add(score.get, stride.get)),
      ]),
      ...row.set(i32.add((rows.at(-1) as Local).get, width.get)),
    ]),
  ]);
}

/**
 * Addresses and lengths in bytes.
 * @param root the tree's first node, of nodes that lie from 0
 * @param depth steps that the longest way down takes
 * @param row the first row's bins, 16 bits each
 * @param end behind the last row's
 * @param width from a row's bins to the next row's
 * @param score the first row's score
 * @param stride from a row's score to the next row's
 * @param values the nodes' values, in their order
 */
export type ScoreWalk = (
  ...spans: [
    root: number,
    depth: number,
    row: number,
    end: number,
    width: number,
    score: number,
    stride: number,
    values: number,
  ]
) => void;

/** One row after the other, also past sets of levels. */
export const anyWalkOver = functionOver<ScoreWalk>("walk", () => walk(1, beyondOrOutside));
/** `rowsAtOnce` rows at a time, of a tree that compares numbers alone. */
export const numbersWalkOver = functionOver<ScoreWalk>("walk", () => walk(rowsAtOnce, beyond));
