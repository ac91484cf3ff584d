// Closeness is what its plain sums say, to the bit, however many vectors are taken at once.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockSize } from "./bm25.ts";
import { Nearness, packVectors, unpackVectors, type VectorBlock } from "./vectors.ts";

/** As one would write it: the question in 2047 steps, each vector summed by itself, the best kept by sorting. */
function plainlyNearest(
  question: readonly number[],
  blocks: readonly VectorBlock[],
  limit: number,
  dims = question.length,
): { chunk: number; cosine: number }[] {
  const most = Math.max(...question.map(Math.abs));
  const whole = question.map((value) => (most > 0 ? Math.round((value / most) * 2047) : 0));
  const all = blocks.flatMap(({ block, places, scales, values }) =>
    Array.from(places, (place, index) => {
      let sum = 0;
      for (let k = 0; k < dims; k += 1) {
        sum += (values[index * question.length + k] as number) * (whole[k] as number);
      }
      return {
        chunk: block * blockSize + place,
        cosine: sum * (most / 2047) * (scales[index] as number),
      };
    }),
  );
  return all.sort((x, y) => y.cosine - x.cosine || x.chunk - y.chunk).slice(0, limit);
}

const real = fc.double({ min: -1, max: 1, noNaN: true });

describe("nearness", () => {
  it("is that of the plain sums for any number of vectors in a block", () => {
    const dims = 7;
    const vector = fc.array(real, { minLength: dims, maxLength: dims });
    const sizes = fc.array(fc.array(vector, { maxLength: 11 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(vector, sizes, (question, blocksOf) => {
        const blocks = blocksOf.map((vectors, block) => {
          const placed = vectors.map((one, at) => ({ place: at * 3 + 1, vector: one }));
          return unpackVectors(block, packVectors(placed, dims), dims);
        });
        const nearness = new Nearness(question, blocks);
        const wanted = plainlyNearest(question, blocks, 9);
        expect(nearness.nearest(9)).toEqual(wanted.map(({ chunk }) => chunk));
        for (const { chunk, cosine } of wanted) expect(nearness.of(chunk)).toBe(cosine);
      }),
      { numRuns: 300 },
    );
  });

  it("chooses among very many by the first 64 dimensions, and measures the chosen in full", () => {
    const dims = 80;
    let seed = 1;
    const next = () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed / 2 ** 31 - 1;
    };
    const vectorOf = () => Array.from({ length: dims }, next);
    // One block has a number of vectors that four does not divide.
    const blocks = Array.from({ length: 21 }, (_, block) => {
      const count = block === 20 ? 1021 : blockSize;
      const placed = Array.from({ length: count }, (__, place) => ({ place, vector: vectorOf() }));
      return unpackVectors(block, packVectors(placed, dims), dims);
    });
    const question = vectorOf();
    const nearness = new Nearness(question, blocks);
    const limit = 25;
    const rough = new Set(
      plainlyNearest(question, blocks, limit * 4, 64).map(({ chunk }) => chunk),
    );
    const full = plainlyNearest(question, blocks, Number.POSITIVE_INFINITY);
    const wanted = full.filter(({ chunk }) => rough.has(chunk)).slice(0, limit);
    expect(nearness.nearest(limit)).toEqual(wanted.map(({ chunk }) => chunk));
    const unordered = new Nearness(question, blocks, false);
    expect(unordered.nearest(limit)).toEqual(full.slice(0, limit).map(({ chunk }) => chunk));
  });
});
