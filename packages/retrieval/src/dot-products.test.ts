// Whichever way products are made, they are the same whole numbers, and a page of memory is one block's at a time.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockSize } from "./bm25.ts";
import { dotModule } from "./dot-module.ts";
import { DotProducts, dotProducts, plainProducts, type Rows, roughDims } from "./dot-products.ts";

/** As one would write it. */
function sumsOf({ values, dims }: Rows, count: number, question: Int32Array): number[] {
  return Array.from({ length: count }, (_, index) =>
    question.reduce((sum, asked, k) => sum + asked * (values[index * dims + k] as number), 0),
  );
}

function plainSums(rows: Rows, count: number, question: Int32Array): number[] {
  const sums = new Int32Array(count);
  plainProducts(sums, rows, question);
  return Array.from(sums);
}

/** Numbers from −limit to limit, its ends among them often. */
function numbers(length: number, limit: number, seed: number): number[] {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length }, () => {
    const kind = next();
    if (kind < 0.2) return kind < 0.1 ? limit : -limit;
    return Math.round((next() * 2 - 1) * limit);
  });
}

const rowsOf = (count: number, dims: number, seed: number): Rows => ({
  values: Int8Array.from(numbers(count * dims, 127, seed)),
  dims,
});
const questionOf = (dims: number, seed: number) => Int32Array.from(numbers(dims, 2047, seed));

const taken = (products: DotProducts, rows: Rows, count: number, question: Int32Array) => {
  const sums = products.of(rows, count, question);
  return sums && Array.from(sums);
};

describe("products by WebAssembly", () => {
  it("run here, so that what follows tests them", () => {
    expect(WebAssembly.validate(dotModule)).toBe(true);
  });

  it("are those of the plain code for any number of vectors and dimensions", () => {
    const products = new DotProducts();
    const sizes = fc.record({
      count: fc.oneof(fc.constantFrom(128, 129, 1021, blockSize), fc.nat({ max: blockSize })),
      dims: fc.oneof(fc.constantFrom(1, 7, 8, 63, 64, 65, 200), fc.integer({ min: 1, max: 256 })),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(sizes, ({ count, dims, seed }) => {
        const rows = rowsOf(count, dims, seed);
        const question = questionOf(Math.min(dims, roughDims), seed + 1);
        const wanted = sumsOf(rows, count, question);
        expect(plainSums(rows, count, question)).toEqual(wanted);
        expect(Array.from(dotProducts(rows, count, question))).toEqual(wanted);
        if (count >= 128) expect(taken(products, rows, count, question)).toEqual(wanted);
      }),
      { numRuns: 80 },
    );
  });

  it("are right for none, one, three, four and five vectors, and for questions of more dimensions", () => {
    for (const count of [0, 1, 3, 4, 5, 127, 128]) {
      for (const dims of [1, 63, 64, 200]) {
        const [rows, question] = [rowsOf(count, dims, count + dims), questionOf(dims, dims)];
        expect(Array.from(dotProducts(rows, count, question))).toEqual(
          sumsOf(rows, count, question),
        );
      }
    }
  });

  it("hold the largest sums that there can be", () => {
    for (const value of [127, -127, -128]) {
      for (const asked of [2047, -2047]) {
        const rows = { values: new Int8Array(blockSize * 200).fill(value), dims: 200 };
        const question = new Int32Array(roughDims).fill(asked);
        const wanted = Array.from({ length: blockSize }, () => roughDims * value * asked);
        expect(taken(new DotProducts(), rows, blockSize, question)).toEqual(wanted);
        expect(plainSums(rows, blockSize, question)).toEqual(wanted);
      }
    }
  });

  it("leave nothing of a longer question or of another block behind", () => {
    const products = new DotProducts();
    const [one, other] = [rowsOf(300, 80, 1), rowsOf(200, 20, 2)];
    const [long, short] = [questionOf(64, 3), questionOf(20, 4)];
    for (let round = 0; round < 3; round += 1) {
      expect(taken(products, one, 300, long)).toEqual(sumsOf(one, 300, long));
      expect(taken(products, other, 200, short)).toEqual(sumsOf(other, 200, short));
    }
  });
});

describe("the pages", () => {
  it("end at a number; what has none is for the plain code, which is as right", () => {
    const products = new DotProducts(3);
    const blocks = [1, 2, 3, 4].map((seed) => rowsOf(200, 70, seed));
    const question = questionOf(64, 9);
    const found = blocks.map((rows) => taken(products, rows, 200, question));
    expect(found.map((sums) => sums !== null)).toEqual([true, true, false, false]);
    expect(found[1]).toEqual(sumsOf(blocks[1] as Rows, 200, question));
    expect(products.bytes).toBe(3 * 65_536);
  });

  it("are given back when a block is collected, and then hold the next one's numbers only", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const products = new DotProducts(4);
    const question = questionOf(64, 9);
    const held = rowsOf(blockSize, 64, 77);
    const wanted = sumsOf(held, blockSize, question);
    expect(taken(products, held, blockSize, question)).toEqual(wanted);

    /** A block that nobody holds afterwards. */
    async function comesAndGoes(seed: number): Promise<void> {
      const [count, dims] = [128 + seed, 1 + seed];
      const asked = question.subarray(0, dims);
      for (let tries = 0; tries < 50; tries += 1) {
        const rows = rowsOf(count, dims, seed);
        const sums = taken(products, rows, count, asked);
        if (sums) return expect(sums).toEqual(sumsOf(rows, count, asked));
        collect();
        await new Promise((resolve) => setImmediate(resolve));
      }
      throw new Error("No page was given back.");
    }

    for (let seed = 0; seed < 20; seed += 1) await comesAndGoes(seed);
    expect(products.bytes).toBe(4 * 65_536);
    expect(taken(products, held, blockSize, question)).toEqual(wanted);
  });
});
