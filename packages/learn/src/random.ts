// The seeded source of chance: xoshiro128** by Blackman and Vigna (2018), its state filled by SplitMix32. The same seed
// gives the same numbers on every machine. Not for secrets.

export interface Random {
  /** A whole number of 32 bits, 0 … 2³² − 1. */
  word(): number;
  /** A number in [0, 1) with 53 bits. */
  unit(): number;
  /** A whole number in [0, below); `below` from 1 to 2³². Without bias, by rejection. */
  below(below: number): number;
}

function splitMix(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) >>> 0;
  };
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** @param seed any whole number; only its lowest 32 bits count. */
export function createRandom(seed: number): Random {
  const next = splitMix(seed);
  let [a, b, c, d] = [next(), next(), next(), next()];
  const word = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  return {
    word,
    unit: () => (word() * 2 ** 21 + (word() >>> 11)) / 2 ** 53,
    below: (below) => {
      const limit = 2 ** 32 - (2 ** 32 % below);
      let drawn = word();
      while (drawn >= limit) drawn = word();
      return drawn % below;
    },
  };
}

/** Puts the entries into a random order, in place (Fisher and Yates). */
export function shuffle(entries: Int32Array, random: Random): void {
  for (let at = entries.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    const kept = entries[at] as number;
    entries[at] = entries[other] as number;
    entries[other] = kept;
  }
}
