// Jaro-Winkler likeness of two texts, between 0 (nothing in common) and 1 (equal).
// W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of Record
// Linkage" (1990), with his weight of 0.1 for each of the first four characters in common.

const prefixWeight = 0.1;
const longestPrefix = 4;

export function jaro(a: string, b: string): number {
  if (a === b) return 1;
  if (a === "" || b === "") return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const takenOfB = flags(b.length);
  const metInA: number[] = [];
  for (let at = 0; at < a.length; at += 1) {
    const letter = a.charCodeAt(at);
    const found = freePlace(letter, b, takenOfB, Math.max(0, at - reach), at + reach);
    if (found < 0) continue;
    takenOfB[found] = 1;
    metInA.push(letter);
  }
  const matches = metInA.length;
  if (matches === 0) return 0;
  const moved = Math.floor(outOfOrder(metInA, b, takenOfB) / 2);
  return (matches / a.length + matches / b.length + (matches - moved) / matches) / 3;
}

/** Used again and again: this runs for every pair of records that share a key. */
let scratch = new Uint8Array(256);

function flags(count: number): Uint8Array {
  if (count > scratch.length) scratch = new Uint8Array(count * 2);
  return scratch.fill(0, 0, count);
}

function freePlace(letter: number, text: string, taken: Uint8Array, from: number, to: number) {
  const last = Math.min(to, text.length - 1);
  for (let at = from; at <= last; at += 1) {
    if (taken[at] === 0 && text.charCodeAt(at) === letter) return at;
  }
  return -1;
}

/** Letters met in `a` that are other ones than those met in `b`, place by place. */
function outOfOrder(metInA: readonly number[], b: string, takenOfB: Uint8Array): number {
  let count = 0;
  let met = 0;
  for (let at = 0; at < b.length; at += 1) {
    if (takenOfB[at] === 0) continue;
    if (metInA[met] !== b.charCodeAt(at)) count += 1;
    met += 1;
  }
  return count;
}

export function jaroWinkler(a: string, b: string): number {
  const likeness = jaro(a, b);
  let prefix = 0;
  while (prefix < longestPrefix && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return likeness + prefix * prefixWeight * (1 - likeness);
}
