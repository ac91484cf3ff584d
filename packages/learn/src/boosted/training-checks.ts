// What a training refuses before it starts, and the weights of its rows.
import { LearnFault, type LearnFaultCode } from "../fault.ts";
import type { Column, Table, Target } from "../table.ts";
import type { Labels } from "./loss.ts";
import type { BoostedOptions } from "./options.ts";

function refuse(message: string, code: LearnFaultCode = "bad_table"): never {
  throw new LearnFault(code, `Boosted trees: ${message}`);
}

/** The number and category columns. */
export function usableColumns(table: Table): Column[] {
  if (!(table.rows > 0)) refuse("the table has no rows.");
  const names = new Set<string>();
  const usable = table.columns.filter(({ kind }) => kind !== "text");
  for (const column of usable) {
    if (names.has(column.name)) refuse(`the column "${column.name}" occurs twice.`);
    names.add(column.name);
    checkColumn(column, table.rows);
  }
  return usable;
}

function checkColumn(column: Column, rows: number): void {
  const length = column.kind === "category" ? column.codes.length : column.values.length;
  if (length !== rows)
    refuse(`the column "${column.name}" has ${length} values, the table ${rows} rows.`);
  if (column.kind !== "category") return;
  for (const code of column.codes)
    if (code < -1 || code >= column.levels.length)
      refuse(`the column "${column.name}" has the code ${code}, which none of its levels has.`);
}

function classFactors(target: Target, options: BoostedOptions): Float64Array | null {
  const { classWeights } = options;
  if (classWeights === undefined) return null;
  if (target.kind === "number") return refuse("numbers have no class weights.", "bad_setting");
  const classes = target.classes.length;
  if (classWeights !== "balanced") {
    if (classWeights.length !== classes)
      refuse(
        `${classes} classes need as many class weights, not ${classWeights.length}.`,
        "bad_setting",
      );
    return Float64Array.from(classWeights);
  }
  const counts = new Float64Array(classes);
  for (const code of target.codes) counts[code] = (counts[code] as number) + 1;
  return counts.map((count) => (count > 0 ? target.codes.length / (classes * count) : 0));
}

/** Weight of each row times that of its class; null when all weigh the same. */
export function combinedWeights(
  target: Target,
  options: BoostedOptions,
  rows: number,
): Float64Array | null {
  const { weights } = options;
  if (weights && weights.length !== rows)
    refuse(`${rows} rows need as many weights, not ${weights.length}.`, "bad_setting");
  const factors = classFactors(target, options);
  if (!weights && !factors) return null;
  const combined = weights ? Float64Array.from(weights) : new Float64Array(rows).fill(1);
  if (factors && target.kind !== "number")
    for (const [row, code] of target.codes.entries())
      combined[row] = (combined[row] as number) * (factors[code] as number);
  return levelled(combined);
}

function levelled(weights: Float64Array): Float64Array {
  let total = 0;
  for (const weight of weights) {
    if (!(weight >= 0 && weight <= Number.MAX_VALUE / 1e9))
      refuse(`a weight must be a number of at least 0, not ${weight}.`, "bad_setting");
    total += weight / weights.length;
  }
  if (!(total > 0)) refuse("all weights are 0.", "bad_setting");
  // Sums of gradients are kept near those of rows that weigh 1 each.
  const extreme = total > 1e6 || total < 1e-6;
  return extreme ? weights.map((weight) => weight / total) : weights;
}

/** Two classes with weight are the least that can be told apart. */
export function requireClasses(target: Target, labels: Labels): void {
  if (target.kind === "number") return;
  const seen = new Set<number>();
  for (const [row, code] of labels.values.entries())
    if (labels.weights === null || (labels.weights[row] as number) > 0) seen.add(code);
  if (seen.size >= 2) return;
  const [only] = seen;
  refuse(
    `all rows are of the class "${target.classes[only as number]}"; two are needed.`,
    "bad_target",
  );
}
