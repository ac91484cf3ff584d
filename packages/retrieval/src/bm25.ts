// BM25 as Lucene computes it (Robertson and Zaragoza 2009, without the factor k1 + 1 that changes no order):
//
//   Σ over terms   ln(1 + (N − df + ½) / (df + ½)) · tf / (tf + k1 · (1 − b + b · length / mean length))
//
// A posting is one number of 32 bits: the chunk's place in its block (10 bits), how often the term is in it (8) and
// how long it is (14). N, df and mean length count what the asker may see, so that what is hidden moves nothing.

const k1 = 0.9;
const b = 0.4;

export const blockSize = 1024;
const maxCount = 255;
const maxLength = 16_383;

export const packPosting = (place: number, count: number, length: number): number =>
  ((place << 22) | (Math.min(count, maxCount) << 14) | Math.min(length, maxLength)) >>> 0;

export const postingPlace = (posting: number): number => posting >>> 22;

export interface PostingList {
  term: number;
  block: number;
  postings: Uint32Array;
}

export interface Statistics {
  chunks: number;
  length: number;
}

/** Scores by the chunk's number, and which chunks have one. */
export class Scores {
  readonly values: Float64Array;
  readonly touched: number[] = [];

  /** @param chunks more than the highest number */
  constructor(chunks: number) {
    this.values = new Float64Array(chunks);
  }

  add(chunk: number, gained: number): void {
    const before = this.values[chunk];
    if (before === undefined) return;
    if (before === 0) this.touched.push(chunk);
    this.values[chunk] = before + gained;
  }

  of(chunk: number): number {
    return this.values[chunk] ?? 0;
  }

  /** The best ones, best first. */
  best(limit: number): number[] {
    return largest(this.touched, (chunk) => this.of(chunk), limit);
  }
}

/** The chunks with the largest scores, best first; of equals the one with the lower number. */
export function largest(
  chunks: readonly number[],
  scoreOf: (chunk: number) => number,
  limit: number,
): number[] {
  const kept = new Worst(limit);
  for (const chunk of chunks) kept.offer(chunk, scoreOf(chunk));
  return kept.sorted();
}

/** A heap of so many entries whose root is the worst of them: what is worse than it is not looked at again. */
class Worst {
  readonly #limit: number;
  readonly #chunks: number[] = [];
  readonly #scores: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(chunk: number, score: number): void {
    if (this.#chunks.length < this.#limit) {
      this.#chunks.push(chunk);
      this.#scores.push(score);
      this.#rise(this.#chunks.length - 1);
    } else if (this.#limit > 0 && this.#isWorse(0, chunk, score)) {
      this.#chunks[0] = chunk;
      this.#scores[0] = score;
      this.#sink(0);
    }
  }

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

  #isWorseThan(at: number, other: number): boolean {
    return this.#isWorse(at, this.#chunks[other] as number, this.#scores[other] as number);
  }

  #swap(a: number, b: number): void {
    const [chunk, score] = [this.#chunks[a] as number, this.#scores[a] as number];
    this.#chunks[a] = this.#chunks[b] as number;
    this.#scores[a] = this.#scores[b] as number;
    this.#chunks[b] = chunk;
    this.#scores[b] = score;
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorseThan(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      let worst = at;
      for (const child of [at * 2 + 1, at * 2 + 2]) {
        if (child < this.#chunks.length && this.#isWorseThan(child, worst)) worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }
}

/** How much a term tells that so many of the chunks have. */
export const inverseFrequency = (chunks: number, frequency: number): number =>
  Math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5));

/**
 * Adds what each chunk gains from these terms.
 * @param asked how often each term is in the question
 */
export function addScores(
  scores: Scores,
  asked: ReadonlyMap<number, number>,
  lists: readonly PostingList[],
  { chunks, length }: Statistics,
): void {
  if (chunks === 0) return;
  const frequencies = new Map<number, number>();
  for (const { term, postings } of lists) {
    frequencies.set(term, (frequencies.get(term) ?? 0) + postings.length);
  }
  const perLength = (k1 * b) / Math.max(1, length / chunks);
  const flat = k1 * (1 - b);
  for (const { term, block, postings } of lists) {
    const weight = (asked.get(term) ?? 0) * inverseFrequency(chunks, frequencies.get(term) ?? 0);
    const first = block * blockSize;
    for (let at = 0; at < postings.length; at += 1) {
      const posting = postings[at] as number;
      const count = (posting >>> 14) & maxCount;
      const gained = (weight * count) / (count + flat + perLength * (posting & maxLength));
      scores.add(first + (posting >>> 22), gained);
    }
  }
}
