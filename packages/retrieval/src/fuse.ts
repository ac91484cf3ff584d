// Two rankings into one: each side's scores are divided by the best of theirs, then joined by weight (a convex
// combination: Bruch, Gai and Ingber 2023 found it better than joining ranks). With weight 0 the lexical side alone
// speaks; where that side found nothing, the other one alone does.

export interface Candidate {
  chunk: number;
  lexical: number;
  vector: number;
}

export interface Fused extends Candidate {
  score: number;
}

/**
 * Best first; of equals the one that came first.
 * @param weight of the vector side, from 0 to 1
 */
export function fuse(candidates: readonly Candidate[], weight: number): Fused[] {
  let [lexicalBest, vectorBest] = [0, 0];
  for (const { lexical, vector } of candidates) {
    if (lexical > lexicalBest) lexicalBest = lexical;
    if (vector > vectorBest) vectorBest = vector;
  }
  const ofVector = lexicalBest === 0 && weight > 0 ? 1 : weight;
  const share = (score: number, best: number) => (best > 0 && score > 0 ? score / best : 0);
  const fused = candidates.map((candidate) => ({
    ...candidate,
    score:
      (1 - ofVector) * share(candidate.lexical, lexicalBest) +
      ofVector * share(candidate.vector, vectorBest),
  }));
  return fused
    .filter(({ score }) => score > 0)
    .sort((x, y) => y.score - x.score || x.chunk - y.chunk);
}
