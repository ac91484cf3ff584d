// Next best actions in the words of those who sell.
import type { ActionEstimate, ActionVerdict, NextAction } from "@rapport/contracts";
import type { Tone } from "../../ui/status-badge.tsx";

export const verdictWords: Readonly<Record<ActionVerdict, string>> = {
  helps: "Helps",
  drawn: "In a trial: do it",
  untested: "Not tested",
  unclear: "Not clear",
  hurts: "Likely harms",
  "held-out": "In a trial: leave it",
  "not-wanted": "Not wanted",
};

export const verdictTone: Readonly<Record<ActionVerdict, Tone>> = {
  helps: "good",
  drawn: "wait",
  untested: "quiet",
  unclear: "quiet",
  hurts: "bad",
  "held-out": "wait",
  "not-wanted": "bad",
};

export const stateWords: Readonly<Record<ActionEstimate["state"], string>> = {
  measured: "Measured",
  "too-few": "Too few yet",
  "not-random": "Not by chance",
};

export const stateTone: Readonly<Record<ActionEstimate["state"], Tone>> = {
  measured: "good",
  "too-few": "wait",
  "not-random": "bad",
};

const rounded = (value: number): number => Math.round(value * 100);

const signed = (value: number): string => {
  const points = rounded(value);
  return points > 0 ? `+${points}` : String(points).replace("-", "−");
};

/** Such as "+14". */
export const effectText = ({ value }: { value: number }): string => signed(value);

/** Such as "+5 to +23 points, 90 % sure". */
export const spanText = ({ low, high }: { low: number; high: number }): string =>
  `${signed(low)} to ${signed(high)} points, 90 % sure`;

/** Of a reason: "adds 4 points". */
export function shareText(share: number): string {
  const points = Math.abs(share * 100);
  const words = points < 1 ? points.toFixed(1) : String(Math.round(points));
  return `${share >= 0 ? "+" : "−"}${words}`;
}

export const outlookText = ({ chance, score }: NonNullable<NextAction["chance"]>): string =>
  chance === null ? `${Math.round(score)} of 100` : `${rounded(chance)} %`;
