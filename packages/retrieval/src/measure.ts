// How good a ranking is, as trec_eval counts it: nDCG (Järvelin and Kekäläinen 2002) with the judged grade as gain,
// and recall.

export type Judged = ReadonlyMap<string, number>;

const discount = (rank: number): number => Math.log2(rank + 2);

export function ndcg(ranked: readonly string[], judged: Judged, depth: number): number {
  let gained = 0;
  for (const [rank, id] of ranked.slice(0, depth).entries()) {
    gained += Math.max(0, judged.get(id) ?? 0) / discount(rank);
  }
  const grades = [...judged.values()].filter((grade) => grade > 0).sort((x, y) => y - x);
  const ideal = grades
    .slice(0, depth)
    .reduce((sum, grade, rank) => sum + grade / discount(rank), 0);
  return ideal === 0 ? 0 : gained / ideal;
}

export function recall(ranked: readonly string[], judged: Judged, depth: number): number {
  const relevant = [...judged].filter(([, grade]) => grade > 0).map(([id]) => id);
  if (relevant.length === 0) return 0;
  const found = new Set(ranked.slice(0, depth));
  return relevant.filter((id) => found.has(id)).length / relevant.length;
}
