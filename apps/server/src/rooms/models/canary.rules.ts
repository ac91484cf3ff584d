// The sequential test of a canary: for each decision both releases gave a probability; the outcome tells which was nearer.
// The difference of the squared errors, d = (champion − y)² − (candidate − y)², lies in [−1, 1] and is positive where the
// candidate was better; a betting test decides. Brier scores compared so: Choe and Ramdas, "Comparing sequential
// forecasters", Operations Research 72 (2024).
import { type BettingState, createBettingTest } from "@rapport/learn";

export interface CanaryState {
  readonly decisions: number;
  /** Evidence that the candidate is better, and that it is worse: e-values. */
  readonly better: number;
  readonly worse: number;
  readonly verdict: "open" | "promote" | "roll-back";
}

export interface CanaryDecision {
  readonly championChance: number;
  readonly candidateChance: number;
  readonly outcome: boolean;
}

/** One error in a hundred canaries of each kind, however long they are looked at. */
export const evidence = 100;
/** Squared errors that differ by less on average are no harm: the candidate is not worse before that. */
const tolerance = 0.002;
const fewest = 30;

const verdicts = { open: "open", better: "promote", worse: "roll-back" } as const;

export function differenceOf({ championChance, candidateChance, outcome }: CanaryDecision): number {
  const y = outcome ? 1 : 0;
  return (championChance - y) ** 2 - (candidateChance - y) ** 2;
}

function stateOf({ observations, better, worse, verdict }: BettingState): CanaryState {
  return { decisions: observations, better, worse, verdict: verdicts[verdict] };
}

/** A test that is fed one decision after another. */
export function createCanaryTest() {
  const test = createBettingTest({ evidence, tolerance, fewest });
  return {
    state: (): CanaryState => stateOf(test.state()),
    add: (decision: CanaryDecision): CanaryState => stateOf(test.add(differenceOf(decision))),
  };
}

export function judgeCanary(decisions: readonly CanaryDecision[]): CanaryState {
  const test = createCanaryTest();
  for (const decision of decisions) if (test.add(decision).verdict !== "open") break;
  return test.state();
}
