// Which words' tokens are certainly in the lexicon, so that writers need not offer them again.
// Two generations of bounded size: what is not met for long is forgotten, and so, at the latest after
// some minutes, is a word that another process took out of the lexicon.
import type { Clock } from "../../platform/clock.ts";

export interface KnownWords {
  has(token: number): boolean;
  add(token: number): void;
  delete(token: number): void;
}

const generationSize = 120_000;
const generationMs = 5 * 60_000;

export function createKnownWords(clock: Clock): KnownWords {
  let young = new Set<number>();
  let old = new Set<number>();
  let bornMs = clock.nowMs();

  const turn = () => {
    if (young.size < generationSize && clock.nowMs() - bornMs < generationMs) return;
    old = young;
    young = new Set();
    bornMs = clock.nowMs();
  };

  return {
    has: (token) => young.has(token) || old.has(token),
    add: (token) => {
      turn();
      young.add(token);
    },
    delete: (token) => {
      young.delete(token);
      old.delete(token);
    },
  };
}
