// The target from its texts: two classes, more classes or numbers, decided from the training rows.
import { LearnFault } from "../fault.ts";
import type { Target } from "../table.ts";
import { isMissing, isNoNumber } from "./missing.ts";
import { formatOf, type NumberFormat, parseNumber } from "./numbers.ts";
import { countTexts, type RawColumn } from "./raw-table.ts";

export type TargetPlan =
  | {
      readonly kind: "binary";
      readonly name: string;
      readonly classes: readonly [string, string];
      /** True where every text but the positive one counts as the other class. */
      readonly rest: boolean;
      readonly why: string;
    }
  | {
      readonly kind: "classes";
      readonly name: string;
      readonly classes: readonly string[];
      readonly why: string;
    }
  | {
      readonly kind: "number";
      readonly name: string;
      readonly format: NumberFormat;
      readonly why: string;
    };

const positiveWords = [
  "yes",
  "y",
  "true",
  "t",
  "1",
  "1.0",
  "positive",
  "pos",
  "won",
  "win",
  "success",
  "converted",
  "churned",
  "churn",
  "exited",
  "left",
  "ja",
  "oui",
  "si",
  "sí",
  "bad",
  "default",
  "spam",
  "fraud",
  "high",
];

const mostClasses = 1000;
const fewestRows = 10;

function refuse(message: string): never {
  throw new LearnFault("bad_target", message);
}

interface Values {
  readonly text: string;
  readonly rows: number;
}

function valuesOf(column: RawColumn): Values[] {
  const counts = countTexts(column);
  return column.texts
    .map((text, at) => ({ text, rows: counts[at] as number }))
    .filter(({ text, rows }) => rows > 0 && !isMissing(text))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}

function binaryPlan(name: string, values: readonly Values[], positive?: string): TargetPlan {
  const [first, second] = values as [Values, Values];
  if (positive !== undefined) return chosenPlan(name, values, positive);
  const word = positiveWords.find((one) => values.some(({ text }) => text.toLowerCase() === one));
  const byWord = word ? values.find(({ text }) => text.toLowerCase() === word) : undefined;
  const rarer = second.rows <= first.rows ? second : first;
  const found = byWord ?? rarer;
  const other = found === first ? second : first;
  const why = byWord
    ? `two classes; "${found.text}" is looked for, by its word`
    : `two classes; "${found.text}" is looked for, as the rarer one (say --positive to choose)`;
  return { kind: "binary", name, classes: [other.text, found.text], rest: false, why };
}

function chosenPlan(name: string, values: readonly Values[], positive: string): TargetPlan {
  const same = (text: string) => isAlike(text, positive.trim());
  const found =
    values.find(({ text }) => text === positive.trim()) ?? values.find(({ text }) => same(text));
  const shown = values.slice(0, 20).map(({ text }) => `"${text}"`);
  if (!found)
    return refuse(`"${positive}" does not occur in "${name}". There are ${shown.join(", ")}.`);
  const others = values.filter((value) => value !== found);
  const [only] = others;
  if (others.length === 1 && only) {
    const why = `two classes; "${found.text}" is looked for, as asked`;
    return { kind: "binary", name, classes: [only.text, found.text], rest: false, why };
  }
  const why = `"${found.text}" against the ${others.length} other values of "${name}", as asked`;
  return { kind: "binary", name, classes: [`not ${found.text}`, found.text], rest: true, why };
}

function asNumbers(column: RawColumn, values: readonly Values[]): NumberFormat | null {
  const texts = values.map(({ text }) => text);
  const format = formatOf(
    texts,
    values.map(({ rows }) => rows),
  );
  const numbers = texts.map((text) => parseNumber(text, format));
  const strange = texts.filter(
    (text, at) => Number.isNaN(numbers[at] as number) && !isNoNumber(text),
  );
  if (strange.length > 0) return null;
  const isWhole = numbers.every((value) => Number.isNaN(value) || Number.isInteger(value));
  const most = isWhole ? 20 : 10;
  return values.length > Math.min(most, column.codes.length / 3) ? format : null;
}

/**
 * Decides what the target is. With `positive` it is always one class against the rest.
 * @throws LearnFault for no rows, too few, one class only, more classes than rows can tell apart.
 */
export function planTarget(column: RawColumn, positive?: string): TargetPlan {
  const { name } = column;
  const values = valuesOf(column);
  const rows = values.reduce((total, value) => total + value.rows, 0);
  if (rows === 0) refuse(`"${name}" has no value in any training row.`);
  if (rows < fewestRows)
    refuse(
      `There are ${rows} training rows with a value of "${name}"; at least ${fewestRows} are needed.`,
    );
  const [only] = values;
  if (values.length === 1 && only)
    refuse(
      `All training rows have the same "${name}": "${only.text}". Two classes are the least that can be told apart.`,
    );
  if (positive !== undefined || values.length === 2) return binaryPlan(name, values, positive);
  const format = asNumbers(column, values);
  if (format) return { kind: "number", name, format, why: `numbers, ${values.length} different` };
  if (values.length > Math.min(mostClasses, rows / 2))
    refuse(
      `"${name}" has ${values.length} different values in ${rows} rows: too many for classes, and they are no numbers.`,
    );
  const classes = values.map(({ text }) => text);
  return { kind: "classes", name, classes, why: `${classes.length} classes` };
}

export interface ReadTarget {
  readonly target: Target;
  /** Rows of the file that have a target, in order; the target has one entry for each. */
  readonly rows: Int32Array;
  readonly missing: number;
  /** Rows whose class training did not see. */
  readonly unseen: number;
}

/** Reads the target of any rows; those without one, or with a class that training did not see, are left out. */
export function readTarget(plan: TargetPlan, column: RawColumn): ReadTarget {
  const coded = column.texts.map((text) => codeOf(plan, text));
  const rows: number[] = [];
  let missing = 0;
  let unseen = 0;
  for (const [row, code] of column.codes.entries()) {
    const value = coded[code] as number;
    if (value === unknownClass) unseen += 1;
    else if (Number.isNaN(value)) missing += 1;
    else rows.push(row);
  }
  const kept = Int32Array.from(rows);
  const values = Float64Array.from(kept, (row) => coded[column.codes[row] as number] as number);
  return { target: targetOf(plan, values), rows: kept, missing, unseen };
}

const unknownClass = -1e300;

function codeOf(plan: TargetPlan, text: string): number {
  if (isMissing(text)) return Number.NaN;
  if (plan.kind === "number") return isNoNumber(text) ? Number.NaN : parseNumber(text, plan.format);
  if (plan.kind === "binary" && plan.rest) {
    const [, positive] = plan.classes;
    return Number(text === positive || isAlike(positive, text));
  }
  const place = plan.classes.indexOf(text);
  if (place >= 0) return place;
  // Another program may have written 1.0 for 1, or Yes for yes.
  const alike = plan.classes.findIndex((name) => isAlike(name, text));
  return alike < 0 ? unknownClass : alike;
}

function isAlike(name: string, text: string): boolean {
  if (name.toLowerCase() === text.toLowerCase()) return true;
  return Number(name) === Number(text);
}

function targetOf(plan: TargetPlan, values: Float64Array): Target {
  if (plan.kind === "number") return { kind: "number", values };
  const codes = Int32Array.from(values);
  if (plan.kind === "binary") return { kind: "binary", codes, classes: plan.classes };
  return { kind: "classes", codes, classes: plan.classes };
}

export function takeTargetRows(target: Target, rows: Int32Array): Target {
  if (target.kind === "number")
    return { ...target, values: Float64Array.from(rows, (row) => target.values[row] as number) };
  return { ...target, codes: rows.map((row) => target.codes[row] as number) };
}
