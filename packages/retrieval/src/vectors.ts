// Vectors of passages in one byte a dimension, and how close they are to a question's. What is scanned is what the
// asker may see: a block holds passages of one space only.
import { packVector } from "@rapport/learn";
import { Best, blockSize } from "./bm25.ts";
import { dotProducts, roughDims } from "./dot-products.ts";

/** Vectors of one block. */
export interface VectorBlock {
  readonly block: number;
  /** Ascending. */
  readonly places: Uint16Array;
  /** Of each place of a block, where its vector is among them; -1: it has none. */
  readonly indexes: Int16Array;
  readonly scales: Float32Array;
  readonly values: Int8Array;
}

export interface PlacedVector {
  place: number;
  vector: ArrayLike<number>;
}

const entryBytes = (dims: number): number => 6 + dims;

export function packVectors(vectors: readonly PlacedVector[], dims: number): Buffer {
  const bytes = Buffer.alloc(vectors.length * entryBytes(dims));
  for (const [index, { place, vector }] of vectors.entries()) {
    const at = index * entryBytes(dims);
    const { scale, values } = packVector(vector);
    bytes.writeUInt16BE(place, at);
    bytes.writeFloatBE(scale, at + 2);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, dims), at + 6);
  }
  return bytes;
}

export function unpackVectors(block: number, bytes: Buffer, dims: number): VectorBlock {
  const count = Math.floor(bytes.length / entryBytes(dims));
  const places = new Uint16Array(count);
  const indexes = new Int16Array(blockSize).fill(-1);
  const scales = new Float32Array(count);
  const values = new Int8Array(count * dims);
  for (let index = 0; index < count; index += 1) {
    const at = index * entryBytes(dims);
    const place = bytes.readUInt16BE(at);
    places[index] = place;
    indexes[place] = index;
    scales[index] = bytes.readFloatBE(at + 2);
    values.set(bytes.subarray(at + 6, at + 6 + dims), index * dims);
  }
  return { block, places, indexes, scales, values };
}

/** The entries of a block as they are kept, without those at some places. */
export function withoutPlaces(bytes: Buffer, gone: ReadonlySet<number>, dims: number): Buffer[] {
  const kept: Buffer[] = [];
  for (let at = 0; at + entryBytes(dims) <= bytes.length; at += entryBytes(dims)) {
    if (!gone.has(bytes.readUInt16BE(at))) kept.push(bytes.subarray(at, at + entryBytes(dims)));
  }
  return kept;
}

/** Whole numbers are multiplied twice as fast; so many steps are finer than the vectors' own 127. */
const steps = 2047;

/** Cosines of a question with the vectors of some blocks. */
export class Nearness {
  readonly #blocks = new Map<number, VectorBlock[]>();
  readonly #question: Int32Array;
  /** What one step of the question is. */
  readonly #step: number;
  readonly #isOrdered: boolean;

  /** @param isOrdered the first dimensions carry most */
  constructor(question: ArrayLike<number>, blocks: readonly VectorBlock[], isOrdered = true) {
    this.#isOrdered = isOrdered;
    const exact = Float64Array.from(question);
    const most = exact.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
    this.#step = most / steps;
    this.#question = Int32Array.from(exact, (value) =>
      most > 0 ? Math.round((value / most) * steps) : 0,
    );
    for (const block of blocks) {
      const same = this.#blocks.get(block.block);
      if (same) same.push(block);
      else this.#blocks.set(block.block, [block]);
    }
  }

  /** 0 for a chunk that has no vector here. */
  of(chunk: number): number {
    const place = chunk % blockSize;
    for (const block of this.#blocks.get(Math.floor(chunk / blockSize)) ?? []) {
      const index = block.indexes[place] as number;
      if (index >= 0) return this.#cosine(block, index);
    }
    return 0;
  }

  /** The nearest chunks. Of many, the first dimensions (which carry most) choose those that are measured in full. */
  nearest(limit: number): number[] {
    const all = [...this.#blocks.values()].flat();
    const count = all.reduce((sum, { places }) => sum + places.length, 0);
    const isLarge = this.#isOrdered && count > fewVectors;
    if (!isLarge) return this.#scan(all, this.#question.length, limit).sorted();
    const kept = new Best(limit);
    for (const chunk of this.#scan(all, roughDims, limit * roughly).unsorted()) {
      kept.offer(chunk, this.of(chunk));
    }
    return kept.sorted();
  }

  #scan(blocks: readonly VectorBlock[], most: number, limit: number): Best {
    const kept = new Best(limit);
    const measured = this.#question.subarray(0, most);
    for (const block of blocks) {
      offerBlock(kept, block, measured, { dims: this.#question.length, step: this.#step });
    }
    return kept;
  }

  #cosine({ values, scales }: VectorBlock, index: number): number {
    const question = this.#question;
    const start = index * question.length;
    let sum = 0;
    for (let k = 0; k < question.length; k += 1) {
      sum = (sum + Math.imul(values[start + k] as number, question[k] as number)) | 0;
    }
    return sum * this.#step * (scales[index] as number);
  }
}

function offerBlock(
  kept: Best,
  { block, places, scales, values }: VectorBlock,
  question: Int32Array,
  { dims, step }: { dims: number; step: number },
): void {
  const first = block * blockSize;
  const sums = dotProducts({ values, dims }, places.length, question);
  let worst = kept.worst;
  for (let index = 0; index < places.length; index += 1) {
    const cosine = (sums[index] as number) * step * (scales[index] as number);
    if (cosine >= worst) {
      kept.offer(first + (places[index] as number), cosine);
      worst = kept.worst;
    }
  }
}

const fewVectors = 20_000;
/** So many times as many are measured in full as are asked for. */
const roughly = 4;
