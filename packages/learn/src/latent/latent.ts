// Latent semantic analysis (Deerwester, Dumais, Furnas, Landauer and Harshman 1990): documents and terms as directions
// in one space of some hundred dimensions, in which terms that stand in like company lie close together.
//
//   weight of term i in document j   (1 + ln tf_ij) · g_i
//   g_i = 1 + Σ_j p_ij · ln p_ij / ln n,  p_ij = tf_ij / Σ_j tf_ij      (log-entropy, Dumais 1991)
//
// Rows are scaled to length one; V are the first right singular vectors; a document or a question q stands at q · V,
// scaled to length one. What comes later is folded in by the same product, without training again.
// Terms are numbers that the caller chose: this file knows no words.
import { LearnFault } from "../fault.ts";
import { dense, type SparseRows } from "./matrix.ts";
import { rightSingularVectors } from "./svd.ts";

/** Documents as counts: those of document d are `starts[d] … starts[d + 1]` of `terms` and `counts`. */
export interface TermCounts {
  readonly starts: Int32Array;
  readonly terms: Int32Array;
  readonly counts: Uint16Array;
}

export interface LatentSettings {
  /** 200 unless told; never more than there are documents or terms. */
  readonly dims?: number;
  readonly seed?: number;
  /** Terms of fewer documents are left out; 2 unless told. */
  readonly minDocuments?: number;
  /** Terms of a larger share of all documents are left out; 0.5 unless told. */
  readonly maxShare?: number;
  /** The most frequent terms that are kept; 40,000 unless told. */
  readonly maxTerms?: number;
}

export interface LatentModel {
  readonly dims: number;
  /** Ascending. */
  readonly terms: Int32Array;
  /** g of each term. */
  readonly weights: Float32Array;
  /** A term's direction is its row of `basis` times its scale. */
  readonly scales: Float32Array;
  readonly basis: Int8Array;
}

const documentsOf = ({ starts }: TermCounts): number => starts.length - 1;

interface TermStatistics {
  documents: number;
  total: number;
}

function statisticsOf({ terms, counts }: TermCounts): Map<number, TermStatistics> {
  const known = new Map<number, TermStatistics>();
  for (let at = 0; at < terms.length; at += 1) {
    const term = terms[at] as number;
    const seen = known.get(term);
    const count = counts[at] as number;
    if (seen === undefined) known.set(term, { documents: 1, total: count });
    else {
      seen.documents += 1;
      seen.total += count;
    }
  }
  return known;
}

function chooseTerms(
  known: ReadonlyMap<number, TermStatistics>,
  documents: number,
  settings: LatentSettings,
): Int32Array {
  const { minDocuments = 2, maxShare = 0.5, maxTerms = 40_000 } = settings;
  const most = Math.max(minDocuments, documents * maxShare);
  const usable = [...known].filter(
    ([, term]) => term.documents >= minDocuments && term.documents <= most,
  );
  usable.sort(([a, x], [b, y]) => y.documents - x.documents || a - b);
  return Int32Array.from(usable.slice(0, maxTerms), ([term]) => term).sort();
}

function entropyWeights(
  input: TermCounts,
  known: ReadonlyMap<number, TermStatistics>,
  terms: Int32Array,
): Float32Array {
  const rowOf = new Map(Array.from(terms, (term, row) => [term, row] as const));
  const sums = new Float64Array(terms.length);
  for (let at = 0; at < input.terms.length; at += 1) {
    const term = input.terms[at] as number;
    const row = rowOf.get(term);
    if (row === undefined) continue;
    const share = (input.counts[at] as number) / (known.get(term)?.total ?? 1);
    (sums[row] as number) += share * Math.log(share);
  }
  const scale = Math.log(Math.max(2, documentsOf(input)));
  return Float32Array.from(sums, (sum) => 1 + sum / scale);
}

/** Where a term stands, or −1. */
function find(terms: Int32Array, term: number): number {
  let low = 0;
  let high = terms.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = terms[middle] as number;
    if (found === term) return middle;
    if (found < term) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Pairs of row and weight, scaled to length one together. */
function weighed(
  model: Pick<LatentModel, "terms" | "weights">,
  terms: ArrayLike<number>,
  counts: ArrayLike<number>,
): { rows: number[]; values: number[] } {
  const rows: number[] = [];
  const values: number[] = [];
  let square = 0;
  for (let at = 0; at < terms.length; at += 1) {
    const row = find(model.terms, terms[at] as number);
    if (row < 0) continue;
    const value = (1 + Math.log(counts[at] as number)) * (model.weights[row] as number);
    rows.push(row);
    values.push(value);
    square += value * value;
  }
  const length = Math.sqrt(square);
  return { rows, values: length > 0 ? values.map((value) => value / length) : values };
}

function matrixOf(input: TermCounts, model: Pick<LatentModel, "terms" | "weights">): SparseRows {
  const starts = new Int32Array(input.starts.length);
  const columns: number[] = [];
  const entries: number[] = [];
  for (let row = 0; row + 1 < input.starts.length; row += 1) {
    const [from, to] = [input.starts[row] as number, input.starts[row + 1] as number];
    const { rows, values } = weighed(
      model,
      input.terms.subarray(from, to),
      input.counts.subarray(from, to),
    );
    for (const [index, column] of rows.entries()) {
      columns.push(column);
      entries.push(values[index] as number);
    }
    starts[row + 1] = columns.length;
  }
  return {
    rows: documentsOf(input),
    width: model.terms.length,
    starts,
    columns: Int32Array.from(columns),
    values: Float64Array.from(entries),
  };
}

/** @throws LearnFault `bad_table` when there are fewer than 8 documents or terms to learn from. */
export function trainLatent(input: TermCounts, settings: LatentSettings = {}): LatentModel {
  const { dims = 200, seed = 1 } = settings;
  const known = statisticsOf(input);
  const terms = chooseTerms(known, documentsOf(input), settings);
  if (documentsOf(input) < 8 || terms.length < 8) {
    throw new LearnFault("bad_table", "At least 8 documents with words in common are needed.");
  }
  const weights = entropyWeights(input, known, terms);
  const { basis } = rightSingularVectors(matrixOf(input, { terms, weights }), { dims, seed });
  const packed = packRows(basis.values, basis.width);
  return { dims: basis.width, terms, weights, ...packed };
}

function packRows(values: Float64Array, width: number) {
  const rows = values.length / width;
  const scales = new Float32Array(rows);
  const basis = new Int8Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    const packed = packVector(values.subarray(row * width, (row + 1) * width));
    scales[row] = packed.scale;
    basis.set(packed.values, row * width);
  }
  return { scales, basis };
}

/** A vector in one byte a number: value ≈ scale · byte, off by half a scale at most. */
export function packVector(vector: ArrayLike<number>): { scale: number; values: Int8Array } {
  let largest = 0;
  for (let k = 0; k < vector.length; k += 1) {
    largest = Math.max(largest, Math.abs(vector[k] as number));
  }
  const scale = Math.fround(largest / 127);
  const values = new Int8Array(vector.length);
  if (scale > 0) {
    for (let k = 0; k < vector.length; k += 1) {
      values[k] = Math.round((vector[k] as number) / scale);
    }
  }
  return { scale, values };
}

/**
 * Where a text stands; null when it has no term that the model knows. Length one.
 * @param terms each once
 */
export function foldIn(
  model: LatentModel,
  terms: ArrayLike<number>,
  counts: ArrayLike<number>,
): Float64Array | null {
  const { dims, basis, scales } = model;
  const { rows, values } = weighed(model, terms, counts);
  const place = dense(1, dims).values;
  for (const [index, row] of rows.entries()) {
    const factor = (values[index] as number) * (scales[row] as number);
    for (let k = 0; k < dims; k += 1) {
      (place[k] as number) += factor * (basis[row * dims + k] as number);
    }
  }
  let square = 0;
  for (const value of place) square += value * value;
  if (square < 1e-18) return null;
  const length = Math.sqrt(square);
  return place.map((value) => value / length);
}
