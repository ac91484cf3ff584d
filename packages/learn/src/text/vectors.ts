// Messages as sparse vectors: term frequency damped by 1 + ln, times rarity, words and pieces each of length 1, then the
// whole of length 1 (Salton and Buckley 1988). Rarity is the smoothed idf ln((1 + n) / (1 + df)) + 1 of scikit-learn;
// where classes have few rows, ln((1 + classes) / classes that have it) + ½ tells more. Which buckets exist and how rare
// they are is learned from training rows only.
import type { SparseRows } from "../linear/sparse.ts";
import { createNgramReader, type NgramSettings, type Ngrams } from "./ngrams.ts";

export interface Vocabulary {
  readonly settings: NgramSettings;
  /** The bucket of each feature, ascending. */
  readonly buckets: Int32Array;
  readonly rarity: Float64Array;
  /** The rarity of what training never saw. */
  readonly unseenRarity: number;
}

/** One message's vector; the arrays are overwritten by the next call. */
export interface MessageVector {
  features: Int32Array;
  values: Float64Array;
  count: number;
  /** Shares of the squared length, 0 to 1, that n-grams have which training never saw. */
  unseenWords: number;
  unseenPieces: number;
}

export interface Vectoriser {
  readonly vocabulary: Vocabulary;
  readonly features: number;
  vectorOf(text: string): MessageVector;
  /** The feature of a bucket, or −1. */
  featureOf(bucket: number): number;
  /** The n-grams of a message as they are counted, for explanations. */
  ngramsOf(text: string): Ngrams;
}

interface Counted {
  readonly starts: Int32Array;
  readonly buckets: Int32Array;
  readonly counts: Float32Array;
}

/** Distinct buckets of each text, ascending, with how often each occurs. */
function countNgrams(texts: readonly string[], settings: NgramSettings): Counted {
  const reader = createNgramReader(settings);
  const starts = new Int32Array(texts.length + 1);
  let buckets = new Int32Array(4096);
  let counts = new Float32Array(4096);
  let used = 0;
  texts.forEach((text, row) => {
    const read = reader.read(text);
    const sorted = read.buckets.subarray(0, read.count).sort();
    if (used + read.count > buckets.length) {
      const size = (used + read.count) * 2;
      const [moreBuckets, moreCounts] = [new Int32Array(size), new Float32Array(size)];
      moreBuckets.set(buckets);
      moreCounts.set(counts);
      [buckets, counts] = [moreBuckets, moreCounts];
    }
    for (let at = 0; at < sorted.length; at += 1) {
      const isNew = at === 0 || sorted[at] !== sorted[at - 1];
      if (isNew) {
        buckets[used] = sorted[at] as number;
        counts[used] = 0;
        used += 1;
      }
      counts[used - 1] = (counts[used - 1] as number) + 1;
    }
    starts[row + 1] = used;
  });
  return { starts, buckets: buckets.slice(0, used), counts: counts.slice(0, used) };
}

/** How many rows must have a bucket for it to become a feature: as few as keep the number of features in bounds. */
function leastRows(frequency: Int32Array, mostFeatures: number): number {
  const having = new Map<number, number>();
  for (const rows of frequency) if (rows > 0) having.set(rows, (having.get(rows) ?? 0) + 1);
  let left = [...having.values()].reduce((sum, count) => sum + count, 0);
  let least = 1;
  for (const rows of [...having.keys()].sort((a, b) => a - b)) {
    if (left <= mostFeatures) break;
    left -= having.get(rows) as number;
    least = rows + 1;
  }
  return least;
}

/** The classes of the rows, where rarity counts classes and not rows. */
export interface RowClasses {
  readonly codes: Int32Array;
  readonly classes: number;
}

/** How many classes have each bucket. */
function classFrequency(
  { starts, buckets }: Counted,
  { codes, classes }: RowClasses,
  size: number,
): Int32Array {
  const last = new Int32Array(size).fill(-1);
  const frequency = new Int32Array(size);
  const byClass = Int32Array.from(codes, (_, row) => row).sort(
    (one, other) => (codes[one] as number) - (codes[other] as number) || one - other,
  );
  for (const row of byClass) {
    const code = codes[row] as number;
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at += 1) {
      const bucket = buckets[at] as number;
      if (last[bucket] === code) continue;
      last[bucket] = code;
      frequency[bucket] = Math.min(classes, (frequency[bucket] as number) + 1);
    }
  }
  return frequency;
}

interface VocabularyLimits {
  readonly mostFeatures: number;
  readonly rowClasses?: RowClasses | undefined;
}

function vocabularyOf(
  counted: Counted,
  settings: NgramSettings,
  { mostFeatures, rowClasses }: VocabularyLimits,
): Vocabulary {
  const rows = counted.starts.length - 1;
  const frequency = new Int32Array(2 ** (settings.bits + 1));
  for (const bucket of counted.buckets) frequency[bucket] = (frequency[bucket] as number) + 1;
  const least = leastRows(frequency, mostFeatures);
  const kept: number[] = [];
  for (let bucket = 0; bucket < frequency.length; bucket += 1)
    if ((frequency[bucket] as number) >= least) kept.push(bucket);
  const buckets = Int32Array.from(kept);
  if (rowClasses) {
    const having = classFrequency(counted, rowClasses, frequency.length);
    const rarityOf = (classes: number): number =>
      Math.log((1 + rowClasses.classes) / classes) + 0.5;
    const rarity = Float64Array.from(kept, (bucket) => rarityOf(having[bucket] as number));
    return { settings, buckets, rarity, unseenRarity: rarityOf(1) };
  }
  const rarityOf = (having: number): number => Math.log((1 + rows) / (1 + having)) + 1;
  const rarity = Float64Array.from(kept, (bucket) => rarityOf(frequency[bucket] as number));
  return { settings, buckets, rarity, unseenRarity: rarityOf(0) };
}

/** Squared lengths of the known part and of all, for words and pieces. */
interface Lengths {
  known: [number, number];
  all: [number, number];
}

const half = Math.SQRT1_2;

export function createVectoriser(vocabulary: Vocabulary): Vectoriser {
  const { settings, buckets, rarity, unseenRarity } = vocabulary;
  const places = new Int32Array(2 ** (settings.bits + 1)).fill(-1);
  for (let feature = 0; feature < buckets.length; feature += 1)
    places[buckets[feature] as number] = feature;
  const firstPiece = 2 ** settings.bits;
  const reader = createNgramReader(settings);
  const vector: MessageVector = {
    features: new Int32Array(1024),
    values: new Float64Array(1024),
    count: 0,
    unseenWords: 0,
    unseenPieces: 0,
  };

  const take = (bucket: number, times: number, lengths: Lengths): void => {
    const feature = places[bucket] as number;
    const sort = bucket < firstPiece ? 0 : 1;
    const value =
      (1 + Math.log(times)) * (feature < 0 ? unseenRarity : (rarity[feature] as number));
    lengths.all[sort] += value * value;
    if (feature < 0) return;
    lengths.known[sort] += value * value;
    vector.features[vector.count] = feature;
    vector.values[vector.count] = value;
    vector.count += 1;
  };

  const scale = ({ known }: Lengths): void => {
    const both = known[0] > 0 && known[1] > 0 ? half : 1;
    const wordScale = known[0] > 0 ? both / Math.sqrt(known[0]) : 0;
    const pieceScale = known[1] > 0 ? both / Math.sqrt(known[1]) : 0;
    for (let at = 0; at < vector.count; at += 1) {
      const isWord = (buckets[vector.features[at] as number] as number) < firstPiece;
      vector.values[at] = (vector.values[at] as number) * (isWord ? wordScale : pieceScale);
    }
  };

  return {
    vocabulary,
    features: buckets.length,
    featureOf: (bucket) => places[bucket] as number,
    ngramsOf: (text) => reader.read(text),
    vectorOf: (text) => {
      const read = reader.read(text);
      const sorted = read.buckets.subarray(0, read.count).sort();
      if (sorted.length > vector.features.length) {
        vector.features = new Int32Array(sorted.length * 2);
        vector.values = new Float64Array(sorted.length * 2);
      }
      vector.count = 0;
      const lengths: Lengths = { known: [0, 0], all: [0, 0] };
      for (let at = 0; at < sorted.length; ) {
        const first = at;
        while (at < sorted.length && sorted[at] === sorted[first]) at += 1;
        take(sorted[first] as number, at - first, lengths);
      }
      scale(lengths);
      const unseen = (sort: 0 | 1): number =>
        lengths.all[sort] > 0 ? 1 - lengths.known[sort] / lengths.all[sort] : 1;
      vector.unseenWords = unseen(0);
      vector.unseenPieces = unseen(1);
      return vector;
    },
  };
}

/** Learns the vocabulary of the texts. */
export function fitVectoriser(
  texts: readonly string[],
  settings: NgramSettings,
  limits: VocabularyLimits,
): Vectoriser {
  return createVectoriser(vocabularyOf(countNgrams(texts, settings), settings, limits));
}

export function vectorsOf(texts: readonly string[], vectoriser: Vectoriser): SparseRows {
  const starts = new Int32Array(texts.length + 1);
  let features = new Int32Array(4096);
  let values = new Float32Array(4096);
  let used = 0;
  texts.forEach((text, row) => {
    const vector = vectoriser.vectorOf(text);
    if (used + vector.count > features.length) {
      const size = (used + vector.count) * 2;
      const [moreFeatures, moreValues] = [new Int32Array(size), new Float32Array(size)];
      moreFeatures.set(features);
      moreValues.set(values);
      [features, values] = [moreFeatures, moreValues];
    }
    features.set(vector.features.subarray(0, vector.count), used);
    values.set(vector.values.subarray(0, vector.count), used);
    used += vector.count;
    starts[row + 1] = used;
  });
  return { starts, features: features.slice(0, used), values: values.slice(0, used) };
}
