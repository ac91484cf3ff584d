// Products of a question with the first 64 dimensions of a block's vectors, which is what a search over many passages
// spends its time in: eight dimensions an instruction where WebAssembly has them (SIMD), four vectors at once in plain
// code elsewhere. Both make the same whole numbers.
//
// These dimensions lie in a memory of WebAssembly's, a page (64 KB) for each block. A page is a block's for as long as
// anybody holds the block: it is given back when the block itself is collected, so that nobody can read another block's
// numbers in it. The memory grows up to a fixed number of pages and never shrinks; blocks beyond it are summed in plain
// code, and so are those of few vectors, which would leave most of a page empty.
import { blockSize } from "./bm25.ts";
import { dotModule } from "./dot-module.ts";

/** Of the vectors, so many dimensions are taken here. */
export const roughDims = 64;

/** Vectors that follow each other, one byte a dimension. */
export interface Rows {
  readonly values: Int8Array;
  /** Dimensions of each. */
  readonly dims: number;
}

const pageBytes = blockSize * roughDims;
/** 64 MB, which 1,000,000 passages take. */
const usualPages = 1024;
/** Fewer vectors are not worth a page. */
const fewestRows = 128;

/**
 * Adds what each vector's product with the question is; as many vectors as there are sums. A function called in the
 * loop would make it five times slower. Four vectors at once do not wait for each other's sums and read the question
 * once: half the time, the same whole numbers.
 * @param question whole numbers, of as many dimensions as are taken (or fewer)
 */
export function plainProducts(
  sums: Int32Array,
  { values, dims }: Rows,
  question: Int32Array,
): void {
  const inFours = sums.length & ~3;
  for (let index = 0; index < inFours; index += 4) {
    const start = index * dims;
    const [at0, at1, at2, at3] = [start, start + dims, start + 2 * dims, start + 3 * dims];
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
    for (let k = 0; k < question.length; k += 1) {
      const asked = question[k] as number;
      sum0 = (sum0 + Math.imul(values[at0 + k] as number, asked)) | 0;
      sum1 = (sum1 + Math.imul(values[at1 + k] as number, asked)) | 0;
      sum2 = (sum2 + Math.imul(values[at2 + k] as number, asked)) | 0;
      sum3 = (sum3 + Math.imul(values[at3 + k] as number, asked)) | 0;
    }
    sums[index] = sum0;
    sums[index + 1] = sum1;
    sums[index + 2] = sum2;
    sums[index + 3] = sum3;
  }
  for (let index = inFours; index < sums.length; index += 1) {
    const start = index * dims;
    let sum = 0;
    for (let k = 0; k < question.length; k += 1) {
      sum = (sum + Math.imul(values[start + k] as number, question[k] as number)) | 0;
    }
    sums[index] = sum;
  }
}

type Products = (row: number, end: number, sum: number) => void;

/** The question lies at the start of the first page, the sums of one block behind it. */
const sumsAt = 1024;

/** Pages of WebAssembly's memory, each with the first dimensions of one block. */
export class DotProducts {
  readonly #memory: WebAssembly.Memory;
  readonly #products: Products;
  readonly #maxPages: number;
  #pages = 1;
  readonly #free: number[] = [];
  readonly #pageOf = new WeakMap<Int8Array, number>();
  readonly #collected = new FinalizationRegistry<number>((page) => this.#free.push(page));

  /** @param maxPages of 64 KB each, the first of which holds no block */
  constructor(maxPages = usualPages) {
    this.#maxPages = maxPages;
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: Math.max(1, maxPages) });
    const module = new WebAssembly.Module(dotModule);
    const { exports } = new WebAssembly.Instance(module, { held: { memory: this.#memory } });
    this.#products = exports.products as Products;
  }

  /** Bytes of blocks' dimensions and of what is free again. */
  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * The sums as `plainProducts` makes them of the first 64 dimensions; null where the block has no page. They stand
   * until the next call.
   * @param question of 64 dimensions at most, each from −32,768 to 32,767
   */
  of(rows: Rows, count: number, question: Int32Array): Int32Array | null {
    const page = this.#pageOf.get(rows.values) ?? this.#place(rows, count);
    if (page === null) return null;
    const { buffer } = this.#memory;
    const asked = new Int16Array(buffer, 0, roughDims);
    asked.fill(0);
    asked.set(question);
    const first = page * pageBytes;
    this.#products(first, first + count * roughDims, sumsAt);
    return new Int32Array(buffer, sumsAt, count);
  }

  #place({ values, dims }: Rows, count: number): number | null {
    if (count < fewestRows || count > blockSize) return null;
    const page = this.#free.pop() ?? this.#grow();
    if (page === null) return null;
    const taken = Math.min(dims, roughDims);
    const held = new Int8Array(this.#memory.buffer, page * pageBytes, pageBytes).fill(0);
    for (let index = 0; index < count; index += 1) {
      held.set(values.subarray(index * dims, index * dims + taken), index * roughDims);
    }
    this.#pageOf.set(values, page);
    this.#collected.register(values, page);
    return page;
  }

  #grow(): number | null {
    if (this.#pages >= this.#maxPages) return null;
    try {
      this.#memory.grow(1);
    } catch (error) {
      // The machine has no more.
      if (error instanceof RangeError) return null;
      throw error;
    }
    this.#pages += 1;
    return this.#pages - 1;
  }
}

/** Null where this machine has no such instructions, or no room to address. */
function createShared(): DotProducts | null {
  if (!WebAssembly.validate(dotModule)) return null;
  try {
    return new DotProducts();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const shared = createShared();

/**
 * Products of the question with the first vectors of a block, `question.length` dimensions of each.
 * @returns one sum a vector; they stand until the next call
 */
export function dotProducts(rows: Rows, count: number, question: Int32Array): Int32Array {
  const sums = question.length <= roughDims ? shared?.of(rows, count, question) : null;
  if (sums) return sums;
  const plain = new Int32Array(count);
  plainProducts(plain, rows, question);
  return plain;
}
