// What becomes of a suggestion, and how much of it was changed. Pure.
import type { CopilotOutcome, CopilotSuggestionState } from "@rapport/contracts";

type Outcome = CopilotOutcome["outcome"];
type State = CopilotSuggestionState;

const mostWords = 3000;

const wordsOf = (text: string): string[] =>
  text
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, mostWords);

/** The next line of the table of distances: `row` is that of one word less of `a`. */
function nextRow(row: readonly number[], word: string, b: readonly string[]): number[] {
  const next = [(row[0] ?? 0) + 1];
  for (const [at, other] of b.entries()) {
    const [corner = 0, above = 0, left = 0] = [row[at], row[at + 1], next[at]];
    next.push(Math.min(left + 1, above + 1, corner + (word === other ? 0 : 1)));
  }
  return next;
}

/** Words to insert, remove or replace, against the longer of both: 0 is the same, 1 has nothing of it. */
export function editShare(offered: string, sent: string): number {
  const [a, b] = [wordsOf(offered), wordsOf(sent)];
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 0;
  const first = Array.from({ length: b.length + 1 }, (_, at) => at);
  const last = a.reduce((row, word) => nextRow(row, word, b), first);
  return (last.at(-1) ?? 0) / longest;
}

const isFinal = (state: State) => state === "accepted" || state === "edited";

/** The state after it; null: it was settled otherwise before. The same said twice changes nothing. */
export function nextState(state: State, outcome: Outcome, share: number): State | null {
  if (isFinal(state)) return outcome === "rejected" ? null : state;
  if (state === "rejected") return outcome === "rejected" ? state : null;
  if (outcome === "sent") return share === 0 ? "accepted" : "edited";
  return outcome;
}
