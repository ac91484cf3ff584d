// Jaro-Winkler likeness of two texts, between 0 (nothing in common) and 1 (equal).
// W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of Record
// Linkage" (1990), with his weight of 0.1 for each of the first four characters in common.

const prefixWeight = 0.1;
const longestPrefix = 4;

export function jaro(a: string, b: string): number {
  if (a === b) return 1;
  if (a === "" || b === "") return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const takenOfB = new Array<boolean>(b.length).fill(false);
  const metInA: string[] = [];
  for (let at = 0; at < a.length; at += 1) {
    const found = freePlace(a.charAt(at), b, takenOfB, Math.max(0, at - reach), at + reach);
    if (found < 0) continue;
    takenOfB[found] = true;
    metInA.push(a.charAt(at));
  }
  const matches = metInA.length;
  if (matches === 0) return 0;
  const metInB = [...b].filter((_letter, at) => takenOfB[at]);
  const outOfOrder = metInA.filter((letter, at) => letter !== metInB[at]).length;
  const moved = Math.floor(outOfOrder / 2);
  return (matches / a.length + matches / b.length + (matches - moved) / matches) / 3;
}

function freePlace(letter: string, text: string, taken: boolean[], from: number, to: number) {
  for (let at = from; at <= Math.min(to, text.length - 1); at += 1) {
    if (!taken[at] && text.charAt(at) === letter) return at;
  }
  return -1;
}

export function jaroWinkler(a: string, b: string): number {
  const likeness = jaro(a, b);
  let prefix = 0;
  while (prefix < longestPrefix && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return likeness + prefix * prefixWeight * (1 - likeness);
}
