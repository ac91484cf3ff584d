// Which words may be what was meant: two words within the allowed distance share at least one form
// with letters left out (symmetric deletes, W. Garbe 2012, over the first seven letters), so looking
// typos up costs the same however many words there are. The distance itself is then measured.

const shortestForgiven = 4;
const longestForgiven = 24;
const longFrom = 8;
const prefixLength = 7;
const onlyLetters = /^\p{L}+$/u;

/** Typing errors forgiven in a word: none below four letters or with digits, two from eight letters on. */
export function allowedTypos(word: string): 0 | 1 | 2 {
  if (word.length < shortestForgiven || word.length > longestForgiven) return 0;
  if (!onlyLetters.test(word)) return 0;
  return word.length >= longFrom ? 2 : 1;
}

/** The word's beginning with up to the allowed number of letters left out, the beginning itself included. */
export function nearForms(word: string): string[] {
  const typos = allowedTypos(word);
  if (typos === 0) return [];
  const start = word.slice(0, prefixLength);
  const forms = new Set([start]);
  let last = [start];
  for (let round = 0; round < typos; round += 1) {
    last = last.flatMap(withoutOne);
    for (const form of last) forms.add(form);
  }
  return [...forms];
}

function withoutOne(text: string): string[] {
  return Array.from(text, (_, index) => text.slice(0, index) + text.slice(index + 1));
}

/**
 * Damerau–Levenshtein distance (optimal string alignment): letters wrong, missing, extra or swapped
 * with their neighbour. Answers `limit + 1` as soon as it must be greater than `limit`.
 */
export function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = nextRow(left, right, row, previous, before);
    if (Math.min(...current) > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return Math.min(previous[right.length] ?? 0, limit + 1);
}

function nextRow(
  left: string,
  right: string,
  row: number,
  previous: number[],
  before: number[],
): number[] {
  const current = [row];
  for (let column = 1; column <= right.length; column += 1) {
    const isSame = left[row - 1] === right[column - 1];
    const replaced = (previous[column - 1] ?? 0) + (isSame ? 0 : 1);
    const best = Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
    const isSwap =
      row > 1 &&
      column > 1 &&
      left[row - 1] === right[column - 2] &&
      left[row - 2] === right[column - 1];
    current.push(isSwap ? Math.min(best, (before[column - 2] ?? 0) + 1) : best);
  }
  return current;
}
