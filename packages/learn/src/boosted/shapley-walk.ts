// The walk of shapley.ts over one tree, down and up again, two points of the quadrature an instruction. It reads and
// writes one memory, where everything is a record at an address in bytes; shapley.ts says what it means.
import {
  choose,
  f64,
  f64x2,
  functionOver,
  i32,
  type Local,
  Locals,
  moduleOf,
  repeat,
  when,
} from "../wasm.ts";

/** Points of one pass; a path of up to twice as many columns needs no second pass. */
export const passPoints = 4;

/** Of an inner node: numbers of 32 bits unless said otherwise. */
export const stepRecord = {
  /** Address of the column's bin. */
  bin: 0,
  /** Address of the set of levels that go left; −1 where numbers are compared. */
  set: 4,
  /** What is added to a bin so that a missing one falls on its side, and the last that then goes left. */
  shift: 8,
  limit: 12,
  /** Addresses of places: the node's own, its left child's (the right one's follows), the edge's above on the same column. */
  own: 16,
  left: 20,
  above: 24,
  /** Place of the column's share of the answer, in bytes after the output's first. */
  share: 28,
  /** 64 bits each: shares of training rows that follow to the left and the right child, both less the edges above. */
  shares: 32,
  ratios: 48,
  /** 64 bits each: the children's values where they are leaves, else 1. */
  scales: 64,
  bytes: 80,
} as const;

/** Of a node's place within its tree: one number a point, but for `on`. */
export const placeRecord = {
  /** Product of the path's factors, later the sum over the leaves below. */
  sums: 0,
  /** 1 / the edge's factor. */
  inverses: 32,
  /** (o − z) × weight / factor. */
  gains: 64,
  /** 1 when the row follows all edges of its last column. */
  on: 96,
  bytes: 112,
} as const;

/** Of a pass: one number a point. */
export const passRecord = { points: 0, weights: 32, lost: 64, bytes: 96 } as const;

function walk(): Uint8Array<ArrayBuffer> {
  const locals = new Locals();
  const [first, end, pass, into] = locals.list("i32", 4) as [Local, Local, Local, Local];
  const names = ["step", "bin", "set", "side", "stays", "goes", "own", "above"] as const;
  const [step, bin, set, side, stays, goes, own, above] = names.map(() => locals.take("i32")) as [
    ...[Local, Local, Local, Local, Local, Local, Local, Local],
  ];
  const [share, rest, whole, part, known, one, other, added, all] = locals.list("v128", 9) as [
    ...[Local, Local, Local, Local, Local, Local, Local, Local, Local],
  ];
  const points = locals.list("v128", 2);
  const weights = locals.list("v128", 2);
  const lost = locals.list("v128", 2);
  const ones = locals.take("v128");
  const pairs = [0, 1].map((at) => ({
    at: 16 * at,
    point: points[at] as Local,
    weight: weights[at] as Local,
    lost: lost[at] as Local,
  }));

  const field = (name: keyof typeof stepRecord) => i32.load(step.get, stepRecord[name]);
  const setSums = (place: Local, at: number, value: readonly number[]) =>
    f64x2.store(place.get, placeRecord.sums + at, value);
  const setGains = (place: Local, at: number, value: readonly number[]) =>
    f64x2.store(place.get, placeRecord.gains + at, value);
  const sums = (place: Local, at: number) => f64x2.load(place.get, placeRecord.sums + at);
  const gains = (place: Local, at: number) => f64x2.load(place.get, placeRecord.gains + at);

  const readPass = pairs.flatMap(({ at, point, weight, lost: gone }) => [
    ...point.set(f64x2.load(pass.get, passRecord.points + at)),
    ...weight.set(f64x2.load(pass.get, passRecord.weights + at)),
    ...gone.set(f64x2.load(pass.get, passRecord.lost + at)),
  ]);

  /** 1 when the row goes left; a branch only between numbers and sets of levels. */
  const readSide = [
    ...bin.set(i32.load16(field("bin"), 0)),
    ...set.set(field("set")),
    ...side.set(
      choose(
        i32.less(set.get, i32.of(0)),
        i32.atMost(i32.and(i32.add(bin.get, field("shift")), i32.of(0xffff)), field("limit")),
        i32.and(
          i32.shiftRight(
            i32.load(
              i32.add(set.get, i32.shiftLeft(i32.shiftRight(bin.get, i32.of(5)), i32.of(2))),
              0,
            ),
            bin.get,
          ),
          i32.of(1),
        ),
      ),
    ),
  ];

  /** Of the two shares, that of the child where the row stays: the left one's when `side` is 1. */
  const staying = (offset: number) =>
    f64x2.loadBoth(i32.add(step.get, i32.shiftLeft(i32.isZero(side.get), i32.of(3))), offset);

  /** Both children's factors sum to that of the edge above, so one gives the other. */
  const follow = [
    ...share.set(staying(stepRecord.shares)),
    ...rest.set(f64x2.subtract(ones.get, share.get)),
    ...pairs.flatMap(({ at, point, weight, lost: gone }) => [
      ...part.set(f64x2.add(share.get, f64x2.multiply(rest.get, point.get))),
      ...known.set(f64x2.divide(ones.get, part.get)),
      ...whole.set(sums(own, at)),
      ...part.set(
        f64x2.multiply(
          f64x2.multiply(whole.get, part.get),
          f64x2.load(above.get, placeRecord.inverses + at),
        ),
      ),
      ...setSums(stays, at, part.get),
      ...setSums(goes, at, f64x2.subtract(whole.get, part.get)),
      ...f64x2.store(stays.get, placeRecord.inverses + at, known.get),
      ...setGains(stays, at, f64x2.multiply(f64x2.multiply(rest.get, weight.get), known.get)),
      ...setGains(goes, at, gone.get),
    ]),
  ];

  /** The row has left the column's path above: both children share what is left in the training rows' ratio. */
  const drift = [
    ...share.set(staying(stepRecord.ratios)),
    ...pairs.flatMap(({ at }) => [
      ...whole.set(sums(own, at)),
      ...part.set(f64x2.multiply(whole.get, share.get)),
      ...setSums(stays, at, part.get),
      ...setSums(goes, at, f64x2.subtract(whole.get, part.get)),
      // As above, so that the edges between add nothing.
      ...known.set(gains(above, at)),
      ...setGains(stays, at, known.get),
      ...setGains(goes, at, known.get),
    ]),
  ];

  const down = [
    ...step.set(first.get),
    ...own.set(field("own")),
    ...pairs.flatMap(({ at }) => setSums(own, at, ones.get)),
    ...repeat(i32.lessUnsigned(step.get, end.get), [
      ...readSide,
      ...own.set(field("own")),
      ...above.set(field("above")),
      ...goes.set(field("left")),
      ...stays.set(
        i32.add(
          goes.get,
          // The right child's place follows the left one's.
          choose(side.get, i32.of(0), i32.of(placeRecord.bytes)),
        ),
      ),
      ...goes.set(
        i32.subtract(i32.add(i32.add(goes.get, goes.get), i32.of(placeRecord.bytes)), stays.get),
      ),
      ...i32.store(goes.get, placeRecord.on, i32.of(0)),
      ...bin.set(i32.load(above.get, placeRecord.on)),
      ...i32.store(stays.get, placeRecord.on, bin.get),
      ...when(bin.get, follow, drift),
      ...step.set(i32.add(step.get, i32.of(stepRecord.bytes))),
    ]),
  ];

  /** Leaves below an edge use it instead of the one above on the same column. */
  const gather = pairs.flatMap(({ at }) => [
    ...one.set(f64x2.multiply(sums(stays, at), f64x2.loadBoth(step.get, stepRecord.scales))),
    ...other.set(f64x2.multiply(sums(goes, at), f64x2.loadBoth(step.get, stepRecord.scales + 8))),
    ...setSums(own, at, f64x2.add(one.get, other.get)),
    ...known.set(gains(above, at)),
    ...added.set(
      f64x2.add(
        f64x2.multiply(one.get, f64x2.subtract(gains(stays, at), known.get)),
        f64x2.multiply(other.get, f64x2.subtract(gains(goes, at), known.get)),
      ),
    ),
    ...all.set(at === 0 ? added.get : f64x2.add(all.get, added.get)),
  ]);

  const up = repeat(i32.lessUnsigned(first.get, step.get), [
    ...step.set(i32.subtract(step.get, i32.of(stepRecord.bytes))),
    ...own.set(field("own")),
    ...above.set(field("above")),
    ...stays.set(field("left")),
    ...goes.set(i32.add(stays.get, i32.of(placeRecord.bytes))),
    ...gather,
    ...bin.set(i32.add(into.get, field("share"))),
    ...f64.store(
      bin.get,
      0,
      f64.add(f64.load(bin.get, 0), f64.add(f64x2.lane(all.get, 0), f64x2.lane(all.get, 1))),
    ),
  ]);

  return moduleOf("walk", 4, locals, [...ones.set(f64x2.of(1)), ...readPass, ...down, ...up]);
}

/**
 * @param first address of the tree's first step (its root's)
 * @param end address behind its last
 * @param pass address of the pass
 * @param into address of the output's shares, which the tree's are added to
 */
export type Walk = (first: number, end: number, pass: number, into: number) => void;

export const walkOver = functionOver<Walk>("walk", walk);
