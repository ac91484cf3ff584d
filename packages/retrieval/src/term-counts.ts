// Counts of many texts, as the latent model takes them.
import type { TermCounts } from "@rapport/learn";

export function termCountsOf(texts: readonly ReadonlyMap<number, number>[]): TermCounts {
  const starts = new Int32Array(texts.length + 1);
  for (const [index, counts] of texts.entries()) {
    starts[index + 1] = (starts[index] ?? 0) + counts.size;
  }
  const total = starts.at(-1) ?? 0;
  const terms = new Int32Array(total);
  const counted = new Uint16Array(total);
  let at = 0;
  for (const counts of texts) {
    for (const [term, count] of counts) {
      terms[at] = term;
      counted[at] = Math.min(65_535, count);
      at += 1;
    }
  }
  return { starts, terms, counts: counted };
}
