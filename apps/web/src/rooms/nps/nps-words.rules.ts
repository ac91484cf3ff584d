// How campaigns read. Pure.
import type { NpsCampaign, NpsPreview, NpsScore, NpsState } from "@rapport/sdk";
import { formatNumber } from "../../ui/format.rules.ts";
import type { Tone } from "../../ui/status-badge.tsx";

export const STATES: Record<NpsState, { word: string; tone: Tone }> = {
  draft: { word: "Not started", tone: "quiet" },
  sending: { word: "Sending", tone: "wait" },
  sent: { word: "Sent", tone: "good" },
  stopped: { word: "Stopped", tone: "quiet" },
};

const signed = (points: number): string =>
  `${points > 0 ? "+" : ""}${formatNumber(Math.round(points))}`;

export const scoreText = ({ value }: NpsScore): string => (value === null ? "–" : signed(value));

export const intervalText = ({ low, high }: NpsScore): string =>
  low === null || high === null ? "" : `95 % sure: between ${signed(low)} and ${signed(high)}`;

export const counted = (count: number, one: string, many: string): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

/** Whom a start would ask, and why not the others. */
export const previewLines = (preview: NpsPreview): string[] => {
  const { within, noAddress, sameAddress, notAgreed, askedLately } = preview;
  const why: [number, string][] = [
    [notAgreed, "did not agree to surveys"],
    [askedLately, "asked within the period already"],
    [noAddress, "without a mail address"],
    [sameAddress, "with the address of somebody who is asked"],
  ];
  const left = why.filter(([count]) => count > 0);
  return [
    `${counted(within, "person is", "people are")} within the segment.`,
    ...left.map(([count, words]) => `${formatNumber(count)} ${words}.`),
  ];
};

/** How far sending is, in words. */
export const progressText = ({ state, progress }: NpsCampaign): string => {
  const { waiting, sent, refused, unknown, skipped } = progress;
  const all = waiting + sent + refused + unknown + skipped;
  if (all === 0) return "Nobody was asked yet.";
  const parts: [number, string][] = [
    [refused, "not taken by a mail server"],
    [unknown, "of which nobody knows whether they arrived"],
    [skipped, "left out, since they do not agree any more or have no address"],
  ];
  const rest = parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${formatNumber(count)} ${words}`);
  const head =
    state === "sending" || waiting > 0
      ? `${formatNumber(all - waiting)} of ${formatNumber(all)} done, ${formatNumber(waiting)} waiting`
      : `${counted(sent, "mail", "mails")} sent`;
  return `${[head, ...rest].join("; ")}.`;
};
