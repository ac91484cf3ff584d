// How values lie: bins of numbers, the most frequent texts, and how far two such pictures are apart.
import type { Distribution, FeatureValue } from "@rapport/contracts";

const binCount = 20;
const textCount = 12;

const rounded = (value: number) => Number(value.toPrecision(4));

/** Edges of equal width; of whole numbers within a short span, one bin a number. */
function edgesOf(least: number, greatest: number, areWhole: boolean): number[] {
  if (least === greatest) return [least, least + 1];
  if (areWhole && greatest - least < binCount)
    return Array.from({ length: greatest - least + 2 }, (_, at) => least + at);
  const width = (greatest - least) / binCount;
  return Array.from({ length: binCount + 1 }, (_, at) => least + at * width);
}

function numberBins(sorted: readonly number[]): Distribution["bins"] {
  const least = sorted[0] ?? 0;
  const greatest = sorted.at(-1) ?? 0;
  const edges = edgesOf(least, greatest, sorted.every(Number.isInteger));
  const counts = new Array<number>(edges.length - 1).fill(0);
  const isOnePerNumber =
    edges.length > 2 && (edges[1] ?? 0) - (edges[0] ?? 0) === 1 && Number.isInteger(least);
  for (const value of sorted) {
    const width = ((edges.at(-1) ?? 1) - least) / counts.length;
    const at = Math.min(counts.length - 1, Math.floor((value - least) / width));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts.map((count, at) => {
    const from = edges[at] ?? 0;
    const to = edges[at + 1] ?? 0;
    const label =
      isOnePerNumber || least === greatest
        ? String(rounded(from))
        : `${rounded(from)} – ${rounded(to)}`;
    return { label, from, to, count };
  });
}

function textBins(values: readonly string[]): Distribution["bins"] {
  const counts = [...Map.groupBy(values, (value) => value)].map(([label, of]) => ({
    label,
    count: of.length,
  }));
  counts.sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  const shown = counts.slice(0, textCount);
  const rest = counts.slice(textCount).reduce((sum, { count }) => sum + count, 0);
  const bins = shown.map(({ label, count }) => ({ label, from: null, to: null, count }));
  return rest > 0 ? [...bins, { label: "Others", from: null, to: null, count: rest }] : bins;
}

export function distributionOf(
  values: readonly FeatureValue[],
  kind: "number" | "text",
): Distribution {
  const held = values.filter((value) => value !== null);
  const base = { sampled: values.length, nulls: values.length - held.length };
  if (kind === "text" || held.length === 0)
    return {
      ...base,
      least: null,
      median: null,
      greatest: null,
      mean: null,
      bins: textBins(held.map(String)),
    };
  const sorted = held.map(Number).sort((a, b) => a - b);
  return {
    ...base,
    least: sorted[0] ?? null,
    median: sorted[Math.floor(sorted.length / 2)] ?? null,
    greatest: sorted.at(-1) ?? null,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    bins: numberBins(sorted),
  };
}

/** What later values are compared with: edges by quantiles of numbers, or texts, with the count of each. */
export interface Reference {
  /** Inner edges of numbers; values below the first are in the first bin. */
  edges: number[] | null;
  texts: string[] | null;
  counts: number[];
  rows: number;
}

const referenceBins = 10;
const others = "\u001eothers";
const none = "\u001enone";

export function referenceOf(values: readonly FeatureValue[], kind: "number" | "text"): Reference {
  const held = values.filter((value) => value !== null);
  if (kind === "text") {
    const texts = textBins(held.map(String)).map(({ label }) => label);
    const kept = [...texts.filter((text) => text !== "Others"), others, none];
    return {
      edges: null,
      texts: kept,
      counts: countBy(values, { edges: null, texts: kept }),
      rows: values.length,
    };
  }
  const sorted = held.map(Number).sort((a, b) => a - b);
  const cut = Array.from(
    { length: referenceBins - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / referenceBins)] ?? 0,
  );
  const edges = [...new Set(cut)];
  return {
    edges,
    texts: null,
    counts: countBy(values, { edges, texts: null }),
    rows: values.length,
  };
}

/** One count a bin; the last is of missing values. */
export function countBy(
  values: readonly FeatureValue[],
  { edges, texts }: Pick<Reference, "edges" | "texts">,
): number[] {
  const size = edges ? edges.length + 2 : (texts?.length ?? 0);
  const counts = new Array<number>(size).fill(0);
  for (const value of values) {
    const at = edges ? numberBin(value, edges) : textBin(value, texts ?? []);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

function numberBin(value: FeatureValue, edges: readonly number[]): number {
  if (value === null) return edges.length + 1;
  const at = edges.findIndex((edge) => Number(value) < edge);
  return at < 0 ? edges.length : at;
}

function textBin(value: FeatureValue, texts: readonly string[]): number {
  if (value === null) return texts.indexOf(none);
  const at = texts.indexOf(String(value));
  return at < 0 ? texts.indexOf(others) : at;
}

const floor = 1e-4;

/** Population stability index, natural logarithm, shares of at least 1e-4. */
export function psiOf(expected: readonly number[], actual: readonly number[]): number {
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const before = total(expected);
  const after = total(actual);
  return expected.reduce((sum, count, at) => {
    const was = Math.max(floor, count / before);
    const is = Math.max(floor, (actual[at] ?? 0) / after);
    return sum + (is - was) * Math.log(is / was);
  }, 0);
}

/** The regularised lower incomplete gamma function, by its series (for the arguments that occur here). */
function gammaP(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 1000 && term > sum * 1e-17; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Of whole and half numbers, by recurrence. */
function logGamma(a: number): number {
  let log = a % 1 === 0 ? 0 : Math.log(Math.sqrt(Math.PI));
  for (let at = a % 1 === 0 ? 1 : 0.5; at < a; at += 1) log += Math.log(at);
  return log;
}

/** The value below which a chi-square of so many degrees of freedom lies with this probability. */
export function chiSquareQuantile(probability: number, freedom: number): number {
  let low = 0;
  let high = freedom + 40 * Math.sqrt(freedom) + 40;
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (gammaP(freedom / 2, middle / 2) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** What chance alone exceeds once in a thousand times, for samples of these sizes (Yurdakul and Naranjo 2020). */
export function psiByChance(
  before: number,
  after: number,
  bins: number,
  probability = 0.001,
): number {
  return chiSquareQuantile(1 - probability, Math.max(1, bins - 1)) * (1 / before + 1 / after);
}
