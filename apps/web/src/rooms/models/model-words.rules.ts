// Models in the words of those who use them.
import type { ModelEstimate, ModelRung, ModelSummary } from "@rapport/contracts";

export const rungWords: Readonly<Record<ModelRung, string>> = {
  learned: "Learned model",
  "few-examples": "Learned from few examples",
  rules: "Rules",
};

export const rungTone: Readonly<Record<ModelRung, "good" | "wait" | "quiet">> = {
  learned: "good",
  "few-examples": "wait",
  rules: "quiet",
};

const names: Readonly<Record<string, { label: string; hint: string }>> = {
  rocAuc: {
    label: "Ranking (ROC AUC)",
    hint: "How often a record with the outcome is ranked above one without; 0.5 is chance.",
  },
  prAuc: {
    label: "Precision over recall",
    hint: "Area under the curve of precision by recall; chance is the base rate.",
  },
  logLoss: { label: "Log loss", hint: "How far the chances are from what came; less is better." },
  brier: { label: "Brier score", hint: "Mean squared distance of the chances; less is better." },
  calibrationError: {
    label: "Calibration error",
    hint: "Mean distance between what was said and what came.",
  },
  accuracy: {
    label: "Sorted right",
    hint: "Share of later messages that it sorted as people did.",
  },
  macroF1: { label: "Mean F1", hint: "Mean over the classes of the F1 score." },
};

export const metricLabel = (name: string): string => names[name]?.label ?? name;
export const metricHint = (name: string): string => names[name]?.hint ?? "";

export const metricText = ({ value, low, high }: ModelEstimate): string =>
  `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;

export const percentText = (share: number, digits = 0): string =>
  `${(share * 100).toFixed(digits)} %`;

/** How sure a score is, in words and number. */
export const chanceText = (chance: number, low: number | null, high: number | null): string => {
  const between =
    low === null || high === null ? "" : `, between ${percentText(low)} and ${percentText(high)}`;
  const digits = chance < 0.1 ? 1 : 0;
  return `${percentText(chance, digits)} chance${between}`;
};

/** For a log-odds share: how much it moves, in a word. */
export const weightWords = (share: number, isRule: boolean): string => {
  if (isRule) return `${share > 0 ? "+" : "−"}${Math.abs(share)} points`;
  const size = Math.abs(share);
  if (size >= 1) return "strongly";
  return size >= 0.3 ? "clearly" : "a little";
};

/** Lines of CSV; cells that a spreadsheet would run are quoted as text. */
export const csvOf = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows
    .map((row) =>
      row
        .map((cell) => {
          const text = String(cell ?? "");
          const safe = typeof cell === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
          return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
        })
        .join(","),
    )
    .join("\n");

/** When the last training ended, whether its release was put in force or refused. */
export const lastTrained = ({ run, trainedAt }: Pick<ModelSummary, "run" | "trainedAt">) =>
  run?.endedAt ?? trainedAt;
