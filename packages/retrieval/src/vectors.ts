// Vectors of passages in one byte a dimension, and how close they are to a question's. What is scanned is what the
// asker may see: a block holds passages of one space only.
import { packVector } from "@rapport/learn";
import { blockSize, largest } from "./bm25.ts";

/** Vectors of one block. */
export interface VectorBlock {
  readonly block: number;
  /** Ascending. */
  readonly places: Uint16Array;
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
  const scales = new Float32Array(count);
  const values = new Int8Array(count * dims);
  for (let index = 0; index < count; index += 1) {
    const at = index * entryBytes(dims);
    places[index] = bytes.readUInt16BE(at);
    scales[index] = bytes.readFloatBE(at + 2);
    values.set(bytes.subarray(at + 6, at + 6 + dims), index * dims);
  }
  return { block, places, scales, values };
}

/** The entries of a block as they are kept, without those at some places. */
export function withoutPlaces(bytes: Buffer, gone: ReadonlySet<number>, dims: number): Buffer[] {
  const kept: Buffer[] = [];
  for (let at = 0; at + entryBytes(dims) <= bytes.length; at += entryBytes(dims)) {
    if (!gone.has(bytes.readUInt16BE(at))) kept.push(bytes.subarray(at, at + entryBytes(dims)));
  }
  return kept;
}

/** Cosines of a question with the vectors of some blocks. */
export class Nearness {
  readonly #blocks = new Map<number, VectorBlock[]>();
  readonly #question: Float32Array;
  readonly #isOrdered: boolean;

  /** @param isOrdered the first dimensions carry most */
  constructor(question: ArrayLike<number>, blocks: readonly VectorBlock[], isOrdered = true) {
    this.#isOrdered = isOrdered;
    this.#question = Float32Array.from(question);
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
      const index = block.places.indexOf(place);
      if (index >= 0) return this.#cosine(block, index, this.#question.length);
    }
    return 0;
  }

  /** The nearest chunks. Of many, the first dimensions (which carry most) choose those that are measured in full. */
  nearest(limit: number): number[] {
    const dims = this.#question.length;
    const all = this.#chunks();
    const isLarge = this.#isOrdered && all.length > fewVectors;
    const rough = this.#scan(isLarge ? Math.min(roughDims, dims) : dims);
    const roughly = (chunk: number) => rough[chunk] ?? 0;
    if (!isLarge) return largest(all, roughly, limit);
    return largest(largest(all, roughly, limit * 4), (chunk) => this.of(chunk), limit);
  }

  #chunks(): number[] {
    const all: number[] = [];
    for (const blocks of this.#blocks.values()) {
      for (const { block, places } of blocks) {
        for (const place of places) all.push(block * blockSize + place);
      }
    }
    return all;
  }

  #scan(dims: number): Float32Array {
    const last = Math.max(-1, ...this.#blocks.keys());
    const found = new Float32Array((last + 1) * blockSize);
    for (const blocks of this.#blocks.values()) {
      for (const block of blocks) {
        const first = block.block * blockSize;
        for (let index = 0; index < block.places.length; index += 1) {
          found[first + (block.places[index] as number)] = this.#cosine(block, index, dims);
        }
      }
    }
    return found;
  }

  #cosine({ values, scales }: VectorBlock, index: number, dims: number): number {
    const start = index * this.#question.length;
    let sum = 0;
    for (let k = 0; k < dims; k += 1) {
      sum += (values[start + k] as number) * (this.#question[k] as number);
    }
    return sum * (scales[index] as number);
  }
}

const fewVectors = 20_000;
const roughDims = 64;
