// The report of `learn evaluate` as text for people.

interface Interval {
  value: number;
  low: number;
  high: number;
}

interface Evaluation {
  target: {
    column: string;
    kind: string;
    classes: string[] | null;
    positive: string | null;
    why: string;
  };
  rows: { train: number; test: number; trainRate: number | null; testRate: number | null };
  learner: { name: string; why: string };
  columns: { used: string[]; leftOut: { column: string; kind: string; why: string }[] };
  leaks: { column: string; reasons: string[] }[];
  signal: { found: boolean; words: string };
  probabilities: { status: string; method: string; words: string };
  metrics: Record<string, Interval> | null;
  calibration: { error: number; byChance: number; onHeldOutFolds: number | null } | null;
  gains: { depth: number; rate: number; lift: number; gain: number }[] | null;
  trainingSeconds: number;
  totalSeconds: number;
  microsecondsPerRow: number;
  warnings: { code: string; message: string }[];
  files: { predictions: string | null; attributions: string | null };
}

const metricNames: Record<string, string> = {
  rocAuc: "ROC AUC",
  prAuc: "PR AUC (average precision)",
  logLoss: "log loss",
  brier: "Brier score",
  calibrationError: "calibration error",
  accuracy: "accuracy",
  macroF1: "macro F1",
  rmse: "RMSE",
  mae: "MAE",
  r2: "R²",
};

const statuses: Record<string, string> = {
  served: "served, with",
  corrected: "corrected for a base rate that moved, after",
  withdrawn: "withdrawn: only the ranking can be used; was",
  base_rate: "the base rate in their place; was",
};

const number = (value: number): string => value.toPrecision(4).replace(/^(-?\d+)\.0+$/, "$1");
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? "").length)),
  );
  return rows.map((row) =>
    `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd(),
  );
}

function metricLines(metrics: Evaluation["metrics"]): string[] {
  if (!metrics) return ["Metrics", "  none: no test row has a target"];
  const rows = Object.entries(metrics).map(([name, { value, low, high }]) => [
    metricNames[name] ?? name,
    number(value),
    `${number(low)} to ${number(high)}`,
  ]);
  return ["Metrics on the test rows, with 95 % intervals", ...table(rows)];
}

function gainsLines(gains: Evaluation["gains"], isRanked: boolean): string[] {
  if (!gains || !isRanked) return [];
  const rows = gains.map(({ depth, rate, lift, gain }) => [
    percent(depth),
    percent(rate),
    number(lift),
    percent(gain),
  ]);
  return ["Gains, best rows first", ...table([["rows down to", "rate", "lift", "found"], ...rows])];
}

function calibrationLines({ calibration }: Evaluation): string[] {
  if (!calibration) return [];
  const { error, byChance, onHeldOutFolds } = calibration;
  const held =
    onHeldOutFolds === null ? "" : `, ${number(onHeldOutFolds)} on held-out training rows`;
  return [
    "Calibration",
    `  error ${number(error)} on the test rows (by chance alone ${number(byChance)})${held}`,
  ];
}

function columnLines({ columns, leaks }: Evaluation): string[] {
  const lines = [`Columns: ${columns.used.length} used`, `  ${columns.used.join(", ")}`];
  const known = leaks.map(({ column, reasons }) => `  ${column}: ${reasons.join("; ")}`);
  if (known.length > 0) lines.push("Columns that know the outcome", ...known);
  const others = columns.leftOut.filter(({ kind }) => kind !== "leak");
  if (others.length === 0) return lines;
  return [...lines, "Left out", ...others.map(({ column, why }) => `  ${column}: ${why}`)];
}

const rate = (share: number | null): string => (share === null ? "" : ` (${percent(share)})`);

function headLines({ target, rows, learner, signal, probabilities }: Evaluation): string[] {
  const lines = [
    `Target   ${target.column}: ${target.why}`,
    `Rows     ${rows.train} to learn from${rate(rows.trainRate)}, ${rows.test} to try it on${rate(rows.testRate)}`,
    `Learner  ${learner.name}: ${learner.why}`,
    `Signal   ${signal.words}`,
  ];
  if (target.kind === "number") return lines;
  const status = statuses[probabilities.status] ?? probabilities.status;
  return [...lines, `Chances  ${status} ${probabilities.method}. ${probabilities.words}`.trimEnd()];
}

function endLines(evaluation: Evaluation): string[] {
  const { trainingSeconds, totalSeconds, microsecondsPerRow, files } = evaluation;
  const lines = [
    `Trained in ${number(trainingSeconds)} s (with all checks ${number(totalSeconds)} s), ${number(microsecondsPerRow)} µs a row`,
  ];
  if (files.predictions) lines.push(`Predictions: ${files.predictions}`);
  if (files.attributions) lines.push(`Attributions: ${files.attributions}`);
  return lines;
}

export function evaluated(evaluation: Evaluation): string {
  const { warnings, metrics, gains, signal } = evaluation;
  const warned = warnings.map(({ message }) => `  ! ${message}`);
  const parts = [
    headLines(evaluation),
    warned.length > 0 ? ["Warnings", ...warned] : [],
    metricLines(metrics),
    calibrationLines(evaluation),
    gainsLines(gains, signal.found),
    columnLines(evaluation),
    endLines(evaluation),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
