// A sequential test of which of two is better: may be looked at after every observation, for ever, without a larger risk
// of error.
//
// Each observation is a gain in [−1, 1], which in expectation is positive where the second is better. Under "it is no
// better" (mean gain ≤ 0) the wealth ∏ (1 + λ gain) of a bettor with 0 ≤ λ < 1 is a supermartingale; so is its mean over
// several λ. By Ville's inequality it passes 1/α with probability α at most, whenever one looks.
// Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024).

export interface BettingState {
  readonly observations: number;
  /** Evidence that the second is better, and that it is worse: e-values. */
  readonly better: number;
  readonly worse: number;
  readonly verdict: "open" | "better" | "worse";
}

export interface BettingSettings {
  /** An e-value of this decides: 100 is one error in a hundred tests of each kind. */
  readonly evidence: number;
  /** Losing less than this on average is no harm. */
  readonly tolerance: number;
  /** Nothing is decided before so many observations. */
  readonly fewest: number;
}

export interface BettingTest {
  state(): BettingState;
  /** @param gain from −1 to 1; once decided, nothing changes it */
  add(gain: number): BettingState;
}

/** Stakes of the bettors; small ones find small differences late, large ones find large differences soon. */
const stakes = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9] as const;

const mean = (wealth: readonly number[]): number =>
  wealth.reduce((sum, one) => sum + one, 0) / wealth.length;

/** A test that is fed one observation after another. */
export function createBettingTest({ evidence, tolerance, fewest }: BettingSettings): BettingTest {
  const better = stakes.map(() => 1);
  const worse = stakes.map(() => 1);
  let observations = 0;
  let verdict: BettingState["verdict"] = "open";
  const state = (): BettingState => ({
    observations,
    better: mean(better),
    worse: mean(worse),
    verdict,
  });
  return {
    state,
    add(gain) {
      if (verdict !== "open") return state();
      observations += 1;
      const lost = Math.max(-1, Math.min(1, -gain - tolerance));
      for (const [at, stake] of stakes.entries()) {
        better[at] = (better[at] as number) * (1 + stake * gain);
        worse[at] = (worse[at] as number) * (1 + stake * lost);
      }
      if (observations >= fewest && mean(worse) >= evidence) verdict = "worse";
      else if (observations >= fewest && mean(better) >= evidence) verdict = "better";
      return state();
    },
  };
}
