// k-means: k-means++ starts (Arthur and Vassilvitskii 2007), Lloyd's steps, best of several starts; k chosen by the
// mean silhouette (Rousseeuw 1987) over a sample of rows. Rows are numbers without holes, on scales that may be
// compared: standardise before.
import { LearnFault } from "../fault.ts";
import { createRandom, type Random, shuffle } from "../random.ts";

export interface Clusters {
  readonly k: number;
  /** `k × columns`. */
  readonly centres: Float64Array;
  /** The cluster of each row. Clusters are numbered by size, largest first. */
  readonly codes: Int32Array;
  /** Sum of squared distances to the own centre. */
  readonly inertia: number;
}

export interface KMeansSettings {
  readonly seed: number;
  readonly starts: number;
  readonly iterations: number;
}

/** Row after row, `rows × columns`. */
interface Points {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

function squaredDistance(points: Points, row: number, centres: Float64Array, at: number): number {
  let sum = 0;
  for (let column = 0; column < points.columns; column += 1) {
    const off =
      (points.values[row * points.columns + column] as number) -
      (centres[at * points.columns + column] as number);
    sum += off * off;
  }
  return sum;
}

function pointsOf(values: Float64Array, columns: number): Points {
  const rows = columns > 0 ? values.length / columns : 0;
  if (!Number.isInteger(rows) || rows < 1)
    throw new LearnFault("bad_table", "Clusters need at least one row and one column.");
  if (!values.every((value) => Math.abs(value) < 1e150))
    throw new LearnFault("bad_table", "Clusters need finite numbers without holes.");
  return { values, rows, columns };
}

/** Each next centre is drawn with a chance proportional to its squared distance from those there are. */
function plusPlus(points: Points, k: number, random: Random): Float64Array {
  const { values, rows, columns } = points;
  const centres = new Float64Array(k * columns);
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  let chosen = random.below(rows);
  for (let at = 0; at < k; at += 1) {
    centres.set(values.subarray(chosen * columns, (chosen + 1) * columns), at * columns);
    let total = 0;
    for (let row = 0; row < rows; row += 1) {
      nearest[row] = Math.min(nearest[row] as number, squaredDistance(points, row, centres, at));
      total += nearest[row] as number;
    }
    let left = random.unit() * total;
    chosen = 0;
    while (chosen < rows - 1 && left >= (nearest[chosen] as number)) {
      left -= nearest[chosen] as number;
      chosen += 1;
    }
  }
  return centres;
}

function assign(points: Points, centres: Float64Array, codes: Int32Array): number {
  const k = centres.length / points.columns;
  let inertia = 0;
  for (let row = 0; row < points.rows; row += 1) {
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < k; at += 1) {
      const distance = squaredDistance(points, row, centres, at);
      if (distance >= least) continue;
      least = distance;
      codes[row] = at;
    }
    inertia += least;
  }
  return inertia;
}

/** Means of the members; a cluster without members keeps its centre. */
function moveCentres(points: Points, centres: Float64Array, codes: Int32Array): void {
  const { values, rows, columns } = points;
  const sums = new Float64Array(centres.length);
  const counts = new Int32Array(centres.length / columns);
  for (let row = 0; row < rows; row += 1) {
    const code = codes[row] as number;
    counts[code] = (counts[code] as number) + 1;
    for (let column = 0; column < columns; column += 1)
      sums[code * columns + column] =
        (sums[code * columns + column] as number) + (values[row * columns + column] as number);
  }
  for (let at = 0; at < centres.length; at += 1) {
    const count = counts[Math.floor(at / columns)] as number;
    if (count > 0) centres[at] = (sums[at] as number) / count;
  }
}

function lloyd(points: Points, k: number, random: Random, iterations: number): Clusters {
  const centres = plusPlus(points, k, random);
  const codes = new Int32Array(points.rows);
  let inertia = assign(points, centres, codes);
  for (let turn = 0; turn < iterations; turn += 1) {
    moveCentres(points, centres, codes);
    const next = assign(points, centres, codes);
    if (!(next < inertia)) break;
    inertia = next;
  }
  return bySize({ k, centres, codes, inertia });
}

function bySize({ k, centres, codes, inertia }: Clusters): Clusters {
  const columns = centres.length / k;
  const counts = new Int32Array(k);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  const order = [...counts.keys()].sort(
    (one, other) => (counts[other] as number) - (counts[one] as number) || one - other,
  );
  const ordered = new Float64Array(centres.length);
  order.forEach((from, to) => {
    ordered.set(centres.subarray(from * columns, (from + 1) * columns), to * columns);
  });
  return { k, centres: ordered, codes: codes.map((code) => order.indexOf(code)), inertia };
}

const standard: KMeansSettings = { seed: 1, starts: 8, iterations: 100 };

/**
 * Groups rows into `k` clusters; with fewer distinct rows than `k`, some clusters have no members.
 * @param values row after row, `rows × columns`
 */
export function kMeans(
  values: Float64Array,
  columns: number,
  k: number,
  settings: Partial<KMeansSettings> = {},
): Clusters {
  const { seed, starts, iterations } = { ...standard, ...settings };
  const points = pointsOf(values, columns);
  if (!Number.isInteger(k) || k < 1)
    throw new LearnFault("bad_setting", "The number of clusters is a whole number from 1.");
  const random = createRandom(seed);
  let best: Clusters | undefined;
  for (let start = 0; start < starts || best === undefined; start += 1) {
    const found = lloyd(points, Math.min(k, points.rows), random, iterations);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best;
}

/** Rows over which a silhouette is averaged at most: it looks at every pair. */
const MOST_SILHOUETTES = 1500;

/** Mean silhouette, −1 to 1, of the rows (of a sample, where there are many). A row alone in its cluster counts 0. */
export function silhouette(values: Float64Array, columns: number, codes: Int32Array): number {
  const points = pointsOf(values, columns);
  const order = Int32Array.from({ length: points.rows }, (_, row) => row);
  if (points.rows > MOST_SILHOUETTES) shuffle(order, createRandom(1));
  const sample = order.subarray(0, MOST_SILHOUETTES);
  const k = codes.reduce((most, code) => Math.max(most, code), 0) + 1;
  const counts = new Float64Array(k);
  for (const row of sample) counts[codes[row] as number] = (counts[codes[row] as number] ?? 0) + 1;
  let sum = 0;
  for (const row of sample) sum += silhouetteOf(points, row, sample, { codes, counts });
  return sum / sample.length;
}

function silhouetteOf(
  points: Points,
  row: number,
  sample: Int32Array,
  { codes, counts }: { codes: Int32Array; counts: Float64Array },
): number {
  const own = codes[row] as number;
  if ((counts[own] as number) < 2) return 0;
  const sums = new Float64Array(counts.length);
  for (const other of sample) {
    const code = codes[other] as number;
    sums[code] =
      (sums[code] as number) + Math.sqrt(squaredDistance(points, row, points.values, other));
  }
  let nearest = Number.POSITIVE_INFINITY;
  for (let code = 0; code < counts.length; code += 1)
    if (code !== own && (counts[code] as number) > 0)
      nearest = Math.min(nearest, (sums[code] as number) / (counts[code] as number));
  const within = (sums[own] as number) / ((counts[own] as number) - 1);
  if (nearest === Number.POSITIVE_INFINITY || Math.max(within, nearest) === 0) return 0;
  return (nearest - within) / Math.max(within, nearest);
}

/** What a silhouette must reach for more than one cluster to be believed (Kaufman and Rousseeuw 1990: 0.25). */
const LEAST_SILHOUETTE = 0.25;

export interface ChosenClusters extends Clusters {
  /** Mean silhouette of each tried k, from 2. */
  readonly silhouettes: readonly { readonly k: number; readonly silhouette: number }[];
}

/**
 * Groups rows into as many clusters as their silhouette speaks for, from 1 to `most`: 1 says that the rows show no
 * groups that would be worth a name.
 */
export function chooseClusters(
  values: Float64Array,
  columns: number,
  most: number,
  settings: Partial<KMeansSettings> = {},
): ChosenClusters {
  const rows = pointsOf(values, columns).rows;
  let best = kMeans(values, columns, 1, settings);
  let highest = LEAST_SILHOUETTE;
  const silhouettes: { k: number; silhouette: number }[] = [];
  for (let k = 2; k <= Math.min(most, rows - 1); k += 1) {
    const found = kMeans(values, columns, k, settings);
    const value = silhouette(values, columns, found.codes);
    silhouettes.push({ k, silhouette: value });
    if (value <= highest) continue;
    highest = value;
    best = found;
  }
  return { ...best, silhouettes };
}

/** The cluster of each of new rows. */
export function nearestCluster(
  centres: Float64Array,
  values: Float64Array,
  columns: number,
): Int32Array {
  const points = pointsOf(values, columns);
  const codes = new Int32Array(points.rows);
  assign(points, centres, codes);
  return codes;
}
