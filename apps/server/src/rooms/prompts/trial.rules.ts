// What the uses of a trial say. Pure.
//
// A share p of the work is tried. For an outcome y (kept 1, dropped 0) and any guess m made before it, the gain
// (y − m) of a tried one and −(y − m) · p / (1 − p) of another lies in [−1, 1], and in expectation is p times the
// difference of the shares that are kept, whatever m is (inverse probability weighting; m, the share kept so far, only
// takes noise away). A betting test over the gains decides.
import { type BettingState, createBettingTest } from "@rapport/learn";

export interface ToldUse {
  isTried: boolean;
  isKept: boolean;
}

/** One error in a hundred trials of each kind, however long they are looked at. */
export const evidence = 100;
const fewest = 30;

/** What uses say, in the order in which they were told. */
export function judgeTrial(share: number, uses: readonly ToldUse[]): BettingState {
  const test = createBettingTest({ evidence, tolerance: 0, fewest });
  // As if one had been kept and one dropped before the first.
  let [kept, count] = [1, 2];
  for (const { isTried: tried, isKept } of uses) {
    const y = isKept ? 1 : 0;
    const above = y - kept / count;
    const gain = tried ? above : (-above * share) / (1 - share);
    if (test.add(gain).verdict !== "open") break;
    kept += y;
    count += 1;
  }
  return test.state();
}

const percent = (part: number, of: number) => `${Math.round((part / of) * 100)} %`;

export interface ArmCounts {
  version: number;
  uses: number;
  kept: number;
  dropped: number;
}

const keptWords = ({ version, kept, dropped }: ArmCounts) =>
  kept + dropped === 0
    ? `version ${version}: none yet`
    : `version ${version}: ${percent(kept, kept + dropped)} of ${kept + dropped} kept`;

const endWords = {
  promoted: "It was better and is in force now.",
  "rolled-back": "It was worse and was taken back.",
  stopped: "It was stopped.",
} as const;

export function trialWords(
  state: "open" | keyof typeof endWords,
  [held, tried]: readonly [ArmCounts, ArmCounts],
): string {
  const counts = `${keptWords(tried)}; ${keptWords(held)}.`;
  const first = `${counts.charAt(0).toUpperCase()}${counts.slice(1)}`;
  return state === "open" ? `${first} Nothing is decided yet.` : `${endWords[state]} ${first}`;
}
