// Seeded randomness (sfc32, seeded by FNV-1a of a text). Every part of the world draws from its own
// fork, named after what it decides, so that a change in one part leaves the others as they were.
// Not for secrets: whoever knows the seed knows every draw.

export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform integer in [low, high], both included. */
  integer(low: number, high: number): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  normal(): number;
  /** Log-normal with the given median; `spread` is the standard deviation of its logarithm. */
  logNormal(median: number, spread: number): number;
  poisson(mean: number): number;
  pick<T>(items: readonly T[]): T;
  /** One key, with a chance in proportion to its weight. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  /** An independent generator: the same name under the same parent gives the same draws. */
  fork(name: string): Random;
}

/** sfc32: uniform 32-bit integers. Source: C. Doty-Humphrey, PractRand. */
export function createUint32(seed: string): () => number {
  let a = hashText(`${seed}/a`);
  let b = hashText(`${seed}/b`);
  let c = hashText(`${seed}/c`);
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

export function createRandom(seed: string): Random {
  const nextUint32 = createUint32(seed);
  const unit = () => nextUint32() / 4_294_967_296;
  const between = (low: number, high: number) => low + (high - low) * unit();
  const integer = (low: number, high: number) => low + Math.floor((high - low + 1) * unit());
  const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0)
      throw new RangeError("Cannot pick from an empty list: give it an item.");
    return items[Math.floor(unit() * items.length)] as T;
  };
  return {
    unit,
    integer,
    between,
    chance: (probability) => unit() < probability,
    normal,
    logNormal: (median, spread) => median * Math.exp(spread * normal()),
    poisson: (mean) => drawPoisson(mean, unit),
    pick,
    weighted: (weights) => drawWeighted(weights, unit()),
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

/** Knuth's method: the means drawn here are below 30, where it is exact and quick. */
function drawPoisson(mean: number, unit: () => number): number {
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = unit(); product > floor; product *= unit()) count += 1;
  return count;
}

function drawWeighted<K extends string>(weights: Readonly<Record<K, number>>, share: number): K {
  const keys = Object.keys(weights) as K[];
  let left = share * keys.reduce((sum, key) => sum + weights[key], 0);
  for (const key of keys) {
    left -= weights[key];
    if (left < 0) return key;
  }
  return keys[keys.length - 1] as K;
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  // FNV leaves the high bits of short texts alike; this finish (from MurmurHash3) spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
