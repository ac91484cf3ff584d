// BM25 as Lucene computes it (Robertson and Zaragoza 2009, without the factor k1 + 1 that changes no order):
//
//   Σ over terms   ln(1 + (N − df + ½) / (df + ½)) · tf / (tf + k1 · (1 − b + b · length / mean length))
//
// A posting says that a term is in a chunk, how often, and how long the chunk is. It is kept as one number of 32 bits (the
// chunk's place in its block: 10 bits; how often: 8; how long: 14) and summed from arrays, where nothing is unpacked.
// N, df and mean length count what the asker may see, so that what is hidden moves nothing.

const k1 = 0.9;
const b = 0.4;

export const blockSize = 1024;
const maxCount = 255;
const maxLength = 16_383;

export const packPosting = (place: number, count: number, length: number): number =>
  ((place << 22) | (Math.min(count, maxCount) << 14) | Math.min(length, maxLength)) >>> 0;

/** The chunks that a term is in, by ascending number, all of one space. */
export interface PostingList {
  term: number;
  chunks: Int32Array;
  /** How often the term is in each of them. */
  counts: Uint8Array;
  /** How many terms each of them has. */
  lengths: Uint16Array;
}

/** Postings as they are kept, of one block. */
export interface PackedBlock {
  block: number;
  /** Ascending. */
  postings: ArrayLike<number>;
}

/** @param blocks ascending */
export function unpackPostings(term: number, blocks: readonly PackedBlock[]): PostingList {
  const total = blocks.reduce((sum, { postings }) => sum + postings.length, 0);
  const chunks = new Int32Array(total);
  const counts = new Uint8Array(total);
  const lengths = new Uint16Array(total);
  let to = 0;
  for (const { block, postings } of blocks) {
    const first = block * blockSize;
    for (let at = 0; at < postings.length; at += 1) {
      const posting = postings[at] as number;
      chunks[to] = first + (posting >>> 22);
      counts[to] = (posting >>> 14) & maxCount;
      lengths[to] = posting & maxLength;
      to += 1;
    }
  }
  return { term, chunks, counts, lengths };
}

export interface Statistics {
  chunks: number;
  length: number;
}

/** Scores by the chunk's number. */
export class Scores {
  readonly values: Float64Array;

  /** @param chunks more than the highest number */
  constructor(chunks: number) {
    this.values = new Float64Array(chunks);
  }

  of(chunk: number): number {
    return this.values[chunk] ?? 0;
  }

  /** The best ones of those that have a score, best first. */
  best(limit: number): number[] {
    const kept = new Best(limit);
    const { values } = this;
    let worst = kept.worst;
    for (let chunk = 0; chunk < values.length; chunk += 1) {
      const score = values[chunk] as number;
      if (score > 0 && score >= worst) {
        kept.offer(chunk, score);
        worst = kept.worst;
      }
    }
    return kept.sorted();
  }
}

/**
 * The chunks with the largest scores; of equals those with lower numbers. A heap of so many whose root is the worst of
 * them: what is worse than it is not looked at again.
 */
export class Best {
  readonly #limit: number;
  readonly #chunks: number[] = [];
  readonly #scores: number[] = [];
  /** Lower scores need not be offered. */
  worst = Number.NEGATIVE_INFINITY;

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(chunk: number, score: number): void {
    if (this.#chunks.length < this.#limit) {
      this.#chunks.push(chunk);
      this.#scores.push(score);
      this.#rise(chunk, score);
      if (this.#chunks.length === this.#limit) this.worst = this.#scores[0] as number;
    } else if (this.#limit > 0 && this.#isWorse(0, chunk, score)) {
      this.#sink(chunk, score);
      this.worst = this.#scores[0] as number;
    }
  }

  /** In no order. */
  unsorted(): readonly number[] {
    return this.#chunks;
  }

  /** Best first. */
  sorted(): number[] {
    const order = this.#chunks.map((chunk, at) => ({ chunk, score: this.#scores[at] as number }));
    order.sort((x, y) => y.score - x.score || x.chunk - y.chunk);
    return order.map(({ chunk }) => chunk);
  }

  /** Whether the entry at a place is worse than another one. */
  #isWorse(at: number, chunk: number, score: number): boolean {
    const own = this.#scores[at] as number;
    return own < score || (own === score && (this.#chunks[at] as number) > chunk);
  }

  #put(at: number, chunk: number, score: number): void {
    this.#chunks[at] = chunk;
    this.#scores[at] = score;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#chunks[from] as number, this.#scores[from] as number);
  }

  /** From the last place up; what is better on the way comes down. */
  #rise(chunk: number, score: number): void {
    let at = this.#chunks.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      // Entries have different chunks, so that one of two is always the worse.
      if (this.#isWorse(parent, chunk, score)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, chunk, score);
  }

  /** In the root's place and down; what is worse on the way comes up. */
  #sink(chunk: number, score: number): void {
    const { length } = this.#chunks;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= length) break;
      const [next, nextScore] = [this.#chunks[child + 1], this.#scores[child + 1]];
      if (next !== undefined && nextScore !== undefined && !this.#isWorse(child, next, nextScore)) {
        child += 1;
      }
      if (!this.#isWorse(child, chunk, score)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, chunk, score);
  }
}

/** How much a term tells that so many of the chunks have. */
export const inverseFrequency = (chunks: number, frequency: number): number =>
  Math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5));

/** How many chunks have each term. */
export function frequenciesOf(lists: readonly PostingList[]): Map<number, number> {
  const frequencies = new Map<number, number>();
  for (const { term, chunks } of lists) {
    frequencies.set(term, (frequencies.get(term) ?? 0) + chunks.length);
  }
  return frequencies;
}

/**
 * Adds what each chunk gains from these terms, in the order of the lists.
 * @param asked how often each term is in the question
 */
export function addScores(
  scores: Scores,
  asked: ReadonlyMap<number, number>,
  lists: readonly PostingList[],
  { chunks, length }: Statistics,
): void {
  if (chunks === 0) return;
  const frequencies = frequenciesOf(lists);
  const perLength = (k1 * b) / Math.max(1, length / chunks);
  const { values } = scores;
  for (const list of lists) {
    const idf = inverseFrequency(chunks, frequencies.get(list.term) ?? 0);
    addList(values, list, (asked.get(list.term) ?? 0) * idf, perLength);
  }
}

const flat = k1 * (1 - b);

function addList(
  values: Float64Array,
  { chunks, counts, lengths }: PostingList,
  weight: number,
  perLength: number,
): void {
  for (let at = 0; at < chunks.length; at += 1) {
    const chunk = chunks[at] as number;
    // What was written after the question was asked.
    if (chunk >= values.length) break;
    const count = counts[at] as number;
    const gained = (weight * count) / (count + flat + perLength * (lengths[at] as number));
    values[chunk] = (values[chunk] as number) + gained;
  }
}
