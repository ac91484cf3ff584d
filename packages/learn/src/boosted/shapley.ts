// Exact Shapley values of trees, path-dependent: the values that TreeSHAP gives (Lundberg et al. 2018, Algorithm 2),
// computed by integration. A leaf's weight for a set of known columns is a product over the columns on its path: 1 or 0
// where known (does the row go there?), the share of training rows where not. Averaged over all orders, that product
// is ∫₀¹ Π (o·t + z·(1 − t)) dt, a polynomial of degree below the number of columns on the path, which Gauss–Legendre
// quadrature integrates exactly. Sums over leaves are taken once a tree, as in Linear TreeSHAP (Yu et al. 2022).
import { goesLeft, type Trees } from "./tree.ts";

/** Nodes and weights on 0 … 1 that integrate polynomials of degree 2·count − 1 exactly. */
export function gaussLegendre(count: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    let x = Math.cos((Math.PI * (at + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let turn = 0; turn < 100; turn += 1) {
      let [before, value] = [1, x];
      for (let degree = 2; degree <= count; degree += 1)
        [before, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree];
      slope = (count * (x * value - before)) / (x * x - 1);
      const step = value / slope;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    nodes[at] = (1 - x) / 2;
    weights[at] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** One tree, ready for attributions: by node of the tree, `points` entries where a node has one a quadrature point. */
interface Plan {
  readonly first: number;
  readonly nodes: number;
  readonly points: number;
  readonly parents: Int32Array;
  /** Nearest edge above on the same column (its lower node), −1 if none. */
  readonly above: Int32Array;
  /** Column of the edge into the node, −1 at the root. */
  readonly columns: Int32Array;
  /** Share of training rows that follow all edges of this column down to here. */
  readonly shares: Float64Array;
  /** Factor into the node relative to the edge above, when the row goes here / when it leaves the path here / after. */
  readonly here: Float64Array;
  readonly leaves: Float64Array;
  readonly gone: Float64Array;
  /** (o − z) × quadrature weight / factor, when the row goes here, and when not. */
  readonly onWeights: Float64Array;
  readonly offWeights: Float64Array;
  readonly weights: Float64Array;
  readonly base: number;
}

/** Where a child has no training rows its share is 0, which nothing may be divided by. */
const leastShare = 1e-12;

interface Paths {
  readonly parents: Int32Array;
  readonly above: Int32Array;
  readonly columns: Int32Array;
  readonly shares: Float64Array;
  /** Most distinct columns on a path. */
  readonly widest: number;
  readonly base: number;
}

function nearestAbove(paths: Pick<Paths, "parents" | "columns">, node: number, column: number) {
  let at = node;
  while (at > 0 && paths.columns[at] !== column) at = paths.parents[at] as number;
  return at > 0 ? at : -1;
}

function pathsOf(trees: Trees, first: number, nodes: number): Paths {
  const parents = new Int32Array(nodes).fill(-1);
  const above = new Int32Array(nodes).fill(-1);
  const columns = new Int32Array(nodes).fill(-1);
  const shares = new Float64Array(nodes).fill(1);
  const widths = new Int32Array(nodes);
  const reach = new Float64Array(nodes).fill(1);
  let base = 0;
  for (let node = 0; node < nodes; node += 1) {
    const column = trees.columns[first + node] as number;
    if (column < 0) {
      base += (reach[node] as number) * (trees.values[first + node] as number);
      continue;
    }
    const left = (trees.lefts[first + node] as number) - first;
    const right = (trees.rights[first + node] as number) - first;
    const known = nearestAbove({ parents, columns }, node, column);
    const leftCover = trees.covers[first + left] as number;
    const total = leftCover + (trees.covers[first + right] as number);
    const leftShare = total > 0 ? leftCover / total : 0.5;
    for (const [child, part] of [[left, leftShare], [right, 1 - leftShare]] as const) {
      const share = Math.max(leastShare, part);
      parents[child] = node;
      columns[child] = column;
      above[child] = known;
      shares[child] = share * (known < 0 ? 1 : (shares[known] as number));
      reach[child] = share * (reach[node] as number);
      widths[child] = (widths[node] as number) + (known < 0 ? 1 : 0);
    }
  }
  return { parents, above, columns, shares, widest: widths.reduce((a, b) => Math.max(a, b), 0), base };
}

function planOf(trees: Trees, first: number, end: number): Plan {
  const nodes = end - first;
  const paths = pathsOf(trees, first, nodes);
  const points = Math.max(1, Math.ceil(paths.widest / 2));
  const quadrature = gaussLegendre(points);
  const of = () => new Float64Array(nodes * points);
  const plan = { ...paths, first, nodes, points, weights: quadrature.weights };
  const tables = { here: of(), leaves: of(), gone: of(), onWeights: of(), offWeights: of() };
  for (let node = 1; node < nodes; node += 1) {
    const share = paths.shares[node] as number;
    const up = paths.above[node] as number;
    const upShare = up < 0 ? 1 : (paths.shares[up] as number);
    for (let point = 0; point < points; point += 1) {
      const t = quadrature.nodes[point] as number;
      const weight = quadrature.weights[point] as number;
      const at = node * points + point;
      const on = t + share * (1 - t);
      const off = share * (1 - t);
      const upOn = up < 0 ? 1 : t + upShare * (1 - t);
      const upOff = up < 0 ? 1 : upShare * (1 - t);
      tables.here[at] = on / upOn;
      tables.leaves[at] = off / upOn;
      tables.gone[at] = off / upOff;
      tables.onWeights[at] = ((1 - share) * weight) / on;
      tables.offWeights[at] = (-share * weight) / off;
    }
  }
  return { ...plan, ...tables };
}

/** Attributions of all trees of a model. Scratch memory is kept, so one instance serves one caller at a time. */
export class Attributor {
  readonly #trees: Trees;
  readonly #plans: Plan[];
  readonly #products: Float64Array;
  readonly #on: Uint8Array;
  /** By output: mean of the trees' answers over the training rows' paths. */
  readonly expected: Float64Array;

  constructor(trees: Trees, outputs: number) {
    this.#trees = trees;
    this.#plans = [];
    this.expected = new Float64Array(outputs);
    let [room, nodes] = [1, 1];
    for (let tree = 0; tree + 1 < trees.starts.length; tree += 1) {
      const plan = planOf(trees, trees.starts[tree] as number, trees.starts[tree + 1] as number);
      this.#plans.push(plan);
      const output = tree % outputs;
      this.expected[output] = (this.expected[output] as number) + plan.base;
      room = Math.max(room, plan.nodes * plan.points);
      nodes = Math.max(nodes, plan.nodes);
    }
    this.#products = new Float64Array(room);
    this.#on = new Uint8Array(nodes);
  }

  /** Adds every column's share to `shares`, `outputs × width`. @param binOf bin of a column. */
  add(bins: ArrayLike<number>, shares: Float64Array, width: number): void {
    const outputs = this.expected.length;
    for (let tree = 0; tree < this.#plans.length; tree += 1) {
      const plan = this.#plans[tree] as Plan;
      if (plan.nodes === 1) continue;
      this.#down(plan, bins);
      this.#up(plan, shares, (tree % outputs) * width);
    }
  }

  /** Products of the factors on the path, times the value at a leaf. */
  #down(plan: Plan, bins: ArrayLike<number>): void {
    const { points, parents, above, here, leaves, gone, first } = plan;
    const trees = this.#trees;
    const products = this.#products;
    const on = this.#on;
    products.fill(1, 0, points);
    for (let node = 1; node < plan.nodes; node += 1) {
      const parent = parents[node] as number;
      const up = above[node] as number;
      const split = first + parent;
      const bin = bins[trees.columns[split] as number] as number;
      const stays = goesLeft(trees, split, bin) === (trees.lefts[split] === first + node);
      const upOn = up < 0 || on[up] === 1;
      on[node] = upOn && stays ? 1 : 0;
      let factors = gone;
      if (upOn) factors = stays ? here : leaves;
      const leaf = (trees.columns[first + node] as number) < 0;
      const scale = leaf ? (trees.values[first + node] as number) : 1;
      for (let point = 0; point < points; point += 1) {
        const at = node * points + point;
        products[at] =
          (products[parent * points + point] as number) * (factors[at] as number) * scale;
      }
    }
  }

  /** From products at the leaves to sums over the leaves below each edge, and from these to the columns' shares. */
  #up(plan: Plan, shares: Float64Array, from: number): void {
    const { points, parents, above, columns, onWeights, offWeights, first } = plan;
    const products = this.#products;
    const on = this.#on;
    for (let node = 0; node < plan.nodes; node += 1)
      if ((this.#trees.columns[first + node] as number) >= 0)
        products.fill(0, node * points, (node + 1) * points);
    for (let node = plan.nodes - 1; node > 0; node -= 1) {
      const parent = parents[node] as number;
      const up = above[node] as number;
      const own = on[node] === 1 ? onWeights : offWeights;
      const other = up >= 0 && on[up] === 1 ? onWeights : offWeights;
      let share = 0;
      for (let point = 0; point < points; point += 1) {
        const sum = products[node * points + point] as number;
        products[parent * points + point] = (products[parent * points + point] as number) + sum;
        share += sum * (own[node * points + point] as number);
        // Leaves below use this edge instead of the one above on the same column.
        if (up >= 0) share -= sum * (other[up * points + point] as number);
      }
      const place = from + (columns[node] as number);
      shares[place] = (shares[place] as number) + share;
    }
  }
}
