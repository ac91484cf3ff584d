// The sequential test of a canary: may be looked at after every decision, for ever, without a larger risk of error.
//
// For each decision both releases gave a probability; the outcome tells which was nearer. The difference of the squared
// errors, d = (champion − y)² − (candidate − y)², lies in [−1, 1] and is positive where the candidate was better. Under
// "the candidate is no better" (mean d ≤ 0) the wealth ∏ (1 + λ d) of a bettor with 0 ≤ λ < 1 is a supermartingale; so is
// its mean over several λ. By Ville's inequality it passes 1/α with probability α at most, whenever one looks.
// Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024); Brier scores
// compared so: Choe and Ramdas, "Comparing sequential forecasters", Operations Research 72 (2024).

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

/** Stakes of the bettors; small ones find small differences late, large ones find large differences soon. */
const stakes = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9] as const;
/** One error in a hundred canaries of each kind, however long they are looked at. */
export const evidence = 100;
/** Squared errors that differ by less on average are no harm: the candidate is not worse before that. */
const tolerance = 0.002;
const fewest = 30;

export function differenceOf({ championChance, candidateChance, outcome }: CanaryDecision): number {
  const y = outcome ? 1 : 0;
  return (championChance - y) ** 2 - (candidateChance - y) ** 2;
}

/** A test that is fed one decision after another. */
export function createCanaryTest() {
  const better = stakes.map(() => 1);
  const worse = stakes.map(() => 1);
  let decisions = 0;
  let verdict: CanaryState["verdict"] = "open";
  const mean = (wealth: readonly number[]) =>
    wealth.reduce((sum, one) => sum + one, 0) / wealth.length;
  const state = (): CanaryState => ({
    decisions,
    better: mean(better),
    worse: mean(worse),
    verdict,
  });
  return {
    state,
    add(decision: CanaryDecision): CanaryState {
      if (verdict !== "open") return state();
      const gained = differenceOf(decision);
      decisions += 1;
      for (const [at, stake] of stakes.entries()) {
        better[at] = (better[at] as number) * (1 + stake * gained);
        const lost = Math.max(-1, Math.min(1, -gained - tolerance));
        worse[at] = (worse[at] as number) * (1 + stake * lost);
      }
      if (decisions >= fewest && mean(worse) >= evidence) verdict = "roll-back";
      else if (decisions >= fewest && mean(better) >= evidence) verdict = "promote";
      return state();
    },
  };
}

export function judgeCanary(decisions: readonly CanaryDecision[]): CanaryState {
  const test = createCanaryTest();
  for (const decision of decisions) if (test.add(decision).verdict !== "open") break;
  return test.state();
}
