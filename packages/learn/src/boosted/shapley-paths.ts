// What attributions need to know of a tree's paths, whatever the row: shares of training rows, repeated columns, widths.
import type { Trees } from "./tree.ts";

/** Where a child has no training rows its share is 0, which nothing may be divided by. */
const leastShare = 1e-12;

/** All trees, ready for attributions. Nodes are counted from 1 within their tree; 0 stands for "none above". */
export interface Paths {
  /** By node over all trees: share of training rows that follow all edges of its last column down to here. */
  readonly shares: Float64Array;
  /** By node: nearest node above whose edge is on the same column, counted within the tree. */
  readonly above: Int32Array;
  /** By tree: most distinct columns on a path. */
  readonly widest: Int32Array;
  /** Inner nodes of all trees, and where each tree's begin. */
  readonly inner: Int32Array;
  readonly innerStarts: Int32Array;
  /** By tree: mean answer over the training rows' paths. */
  readonly means: Float64Array;
}

/** How a tree is walked while its paths are noted. */
interface Walked {
  readonly parents: Int32Array;
  readonly edgeColumns: Int32Array;
  readonly reach: Float64Array;
  readonly widths: Int32Array;
}

function nearestAbove(walked: Walked, from: number, column: number): number {
  let node = from;
  while (node > 1 && walked.edgeColumns[node] !== column) node = walked.parents[node] as number;
  return node > 1 ? node : 0;
}

export function notePaths(trees: Trees, tree: number, paths: Paths): void {
  const first = trees.starts[tree] as number;
  const nodes = (trees.starts[tree + 1] as number) - first;
  const walked: Walked = {
    parents: new Int32Array(nodes + 1),
    edgeColumns: new Int32Array(nodes + 1).fill(-1),
    reach: new Float64Array(nodes + 1).fill(1),
    widths: new Int32Array(nodes + 1),
  };
  for (let node = 1; node <= nodes; node += 1) {
    if ((trees.columns[first + node - 1] as number) >= 0)
      noteChildren(trees, first, node, { paths, walked });
    else
      paths.means[tree] =
        (paths.means[tree] as number) +
        (walked.reach[node] as number) * (trees.values[first + node - 1] as number);
  }
  paths.widest[tree] = walked.widths.reduce((most, width) => Math.max(most, width), 0);
}

function noteChildren(
  trees: Trees,
  first: number,
  node: number,
  into: { readonly paths: Paths; readonly walked: Walked },
): void {
  const { paths, walked } = into;
  const column = trees.columns[first + node - 1] as number;
  const left = (trees.lefts[first + node - 1] as number) - first + 1;
  const above = nearestAbove(walked, node, column);
  const known = above === 0 ? 1 : (paths.shares[first + above - 1] as number);
  const leftCover = trees.covers[first + left - 1] as number;
  const cover = leftCover + (trees.covers[first + left] as number);
  const leftShare = cover > 0 ? leftCover / cover : 0.5;
  for (const child of [left, left + 1]) {
    const share = Math.max(leastShare, child === left ? leftShare : 1 - leftShare);
    walked.parents[child] = node;
    walked.edgeColumns[child] = column;
    walked.reach[child] = share * (walked.reach[node] as number);
    walked.widths[child] = (walked.widths[node] as number) + (above === 0 ? 1 : 0);
    paths.shares[first + child - 1] = share * known;
    paths.above[first + child - 1] = above;
  }
}

/** Room for the paths of all trees, and their inner nodes. */
export function pathRoom(trees: Trees): Paths {
  const nodes = trees.columns.length;
  const count = trees.starts.length - 1;
  const inner = Int32Array.from(trees.columns.keys()).filter(
    (node) => (trees.columns[node] as number) >= 0,
  );
  const innerStarts = new Int32Array(count + 1);
  for (let tree = 0, place = 0; tree < count; tree += 1) {
    const end = trees.starts[tree + 1] as number;
    while (place < inner.length && (inner[place] as number) < end) place += 1;
    innerStarts[tree + 1] = place;
  }
  return {
    shares: new Float64Array(nodes).fill(1),
    above: new Int32Array(nodes),
    widest: new Int32Array(count),
    means: new Float64Array(count),
    inner,
    innerStarts,
  };
}
