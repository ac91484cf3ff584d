// The ground of an evaluation: the target, the rows that have one, the columns that may be learned from, and what people are
// to be told about them.
import { LearnFault } from "../fault.ts";
import { rocAuc } from "../metrics/ranking.ts";
import {
  applyPreparation,
  fitPreparation,
  onlyKinds,
  type Preparation,
  sourcesOf,
  withoutColumns,
} from "../prepare/preparation.ts";
import { findColumn, needColumn, type RawTable, takeRows } from "../prepare/raw-table.ts";
import {
  planTarget,
  type ReadTarget,
  readTarget,
  type TargetPlan,
  takeTargetRows,
} from "../prepare/target.ts";
import { lossOf } from "./choose.ts";
import { dataOf, mostJudged, predictSplits, splitsFor, takeData } from "./cross-validate.ts";
import type { EvaluationRequest } from "./evaluation.ts";
import { sampleRows } from "./folds.ts";
import { checkLeaks, type Leak } from "./leaks.ts";
import { type Data, quickCandidate } from "./learners.ts";
import type { Report, Warning } from "./report.ts";

type LeftOut = Report["columns"]["leftOut"][number];

export interface Ground {
  readonly plan: TargetPlan;
  readonly preparation: Preparation;
  readonly isText: boolean;
  readonly data: Data;
  readonly leaks: readonly Leak[];
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly Warning[];
}

const names = (list: readonly string[]): string => list.map((name) => `"${name}"`).join(", ");

function rowWarnings(plan: TargetPlan, read: ReadTarget, file: string): Warning[] {
  const warnings: Warning[] = [];
  if (read.missing > 0)
    warnings.push({
      code: "rows_without_target",
      message: `${read.missing} rows of the ${file} file have no "${plan.name}" and are left out.`,
    });
  if (read.unseen > 0)
    warnings.push({
      code: "unseen_classes",
      message: `${read.unseen} rows of the ${file} file have a "${plan.name}" that training did not see; metrics leave them out.`,
    });
  return warnings;
}

/** Whether texts are what is read: a column of them was named or asked for, or there is nothing else. */
function readsTexts(request: EvaluationRequest, preparation: Preparation): boolean {
  if ((request.text ?? []).length > 0)
    return request.learner === undefined || ["auto", "text"].includes(request.learner);
  if (request.learner === "text") return true;
  const isAuto = request.learner === undefined || request.learner === "auto";
  return isAuto && preparation.features.every(({ kind }) => kind === "text");
}

function dropped(preparation: Preparation, isText: boolean): LeftOut[] {
  return preparation.decisions.flatMap(({ name, kind, why }): LeftOut[] => {
    if (kind === "id" || kind === "constant") return [{ column: name, kind, why }];
    if ((kind === "text") === isText) return [];
    return [
      {
        column: name,
        kind,
        why: isText ? "only texts are read" : `${why}; name it with --text to read it`,
      },
    ];
  });
}

/** How well a quick model predicts, 0 … 1, on rows that it did not learn from. */
async function quickStrength(data: Data): Promise<number> {
  if (data.table.columns.length === 0) return 0;
  const predicted = await predictSplits(
    quickCandidate,
    data,
    splitsFor(data.target, 3).slice(0, 3),
    { seed: 3 },
  );
  const target = takeTargetRows(data.target, predicted.rows);
  if (target.kind === "binary")
    return Math.max(0, 2 * rocAuc(target.codes, predicted.raw).value - 1);
  const loss = lossOf(predicted, data.target);
  if (target.kind === "number") return Math.max(0, 1 - (loss / spread(target.values)) ** 2);
  return Math.max(0, 1 - loss / entropy(target.codes, target.classes.length));
}

function spread(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / values.length) || 1;
}

function entropy(codes: Int32Array, classes: number): number {
  const counts = new Float64Array(classes);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  let sum = 0;
  for (const count of counts)
    if (count > 0) sum -= (count / codes.length) * Math.log(count / codes.length);
  return sum || 1;
}

async function leaksOf(preparation: Preparation, data: Data): Promise<readonly Leak[]> {
  const sample = takeData(data, sampleRows(data.target, mostJudged, 5));
  const { leaks } = await checkLeaks({
    ...sample,
    features: preparation.features,
    strengthWithout: (sources) => {
      const kept = withoutColumns(preparation, sources).features;
      const columns = sample.table.columns.filter(({ name }) =>
        kept.some((feature) => feature.name === name),
      );
      return quickStrength(dataOf({ ...sample.table, columns }, sample.target));
    },
  });
  return leaks;
}

function leakWarning(leaks: readonly Leak[], kept: ReadonlySet<string>): Warning[] {
  if (leaks.length === 0) return [];
  const columns = leaks.map(({ column }) => column);
  const out = columns.filter((column) => !kept.has(column));
  const what = out.length > 0 ? `Left out: ${names(out)}.` : "Kept, as asked.";
  return [
    {
      code: "leak",
      message: `${columns.length === 1 ? "A column knows" : `${columns.length} columns know`} the outcome: ${names(columns)}. ${what} They are not there when a prediction is needed.`,
      columns,
    },
  ];
}

/** @throws LearnFault where there is nothing to learn from. */
function needFeatures(preparation: Preparation, leftOut: readonly LeftOut[]): void {
  if (preparation.features.length > 0) return;
  const reasons = leftOut.slice(0, 12).map(({ column, why }) => `"${column}" (${why})`);
  throw new LearnFault(
    "bad_table",
    `There is no column to learn from. Left out: ${reasons.join("; ") || "the target alone is there"}.`,
  );
}

/** Prepares the training rows and leaves out what must not be learned from. */
export async function layGround(
  request: EvaluationRequest,
  tell: (what: string) => void,
): Promise<Ground> {
  const { train: raw } = request;
  if (raw.rows === 0) throw new LearnFault("bad_table", "The training file has no rows.");
  const targetColumn = needColumn(raw, request.target);
  const plan = planTarget(targetColumn, request.positive);
  const read = readTarget(plan, targetColumn);
  const rows = read.rows.length === raw.rows ? raw : takeRows(raw, read.rows);
  tell("deciding what each column is");
  const asked = (request.drop ?? []).map((name) => needColumn(raw, name).name);
  const texts = (request.text ?? []).map((name) => needColumn(raw, name).name);
  if ([...asked, ...texts].includes(targetColumn.name))
    throw new LearnFault(
      "bad_setting",
      `"${targetColumn.name}" is the target; it can be neither dropped nor read as a text.`,
    );
  const fitted = fitPreparation(rows, {
    without: [targetColumn.name, ...asked],
    ...(request.text ? { text: request.text } : {}),
  });
  const isText = readsTexts(request, fitted);
  const preparation = onlyKinds(fitted, isText ? "text" : "columns");
  const leftOut: LeftOut[] = [
    ...asked.map((column): LeftOut => ({ column, kind: "asked", why: "left out as asked" })),
    ...dropped(fitted, isText),
  ];
  needFeatures(preparation, leftOut);
  const data = dataOf(applyPreparation(preparation, rows).table, read.target);
  const base = { plan, isText, data, preparation, warnings: headerWarnings(raw, plan, read) };
  if (isText) return { ...base, leaks: [], leftOut };
  tell("looking for columns that know the outcome");
  return withoutLeaks({ ...base, leaks: await leaksOf(preparation, data), leftOut }, request);
}

function rowFaults(raw: RawTable, which: "training" | "test"): Warning[] {
  const warnings: Warning[] = [];
  const isTraining = which === "training";
  if (raw.unevenRows > 0) {
    const fate = isTraining ? "those with more were left out" : "they are judged as they stand";
    const message = `${raw.unevenRows} rows of the ${which} file have more or fewer cells than its header; ${fate}, and what is missing is empty.`;
    warnings.push({ code: "uneven_rows", message });
  }
  if (raw.unreadableRows > 0) {
    const fate = isTraining ? "left out" : "judged as empty";
    const message = `${raw.unreadableRows} rows of the ${which} file could not be read; they were ${fate}.`;
    warnings.push({ code: "unreadable_rows", message });
  }
  return warnings;
}

function headerWarnings(raw: RawTable, plan: TargetPlan, read: ReadTarget): Warning[] {
  const warnings = [...rowFaults(raw, "training"), ...rowWarnings(plan, read, "training")];
  if (raw.repeated.length === 0) return warnings;
  const message = `Headers that stand more than once: ${names(raw.repeated)}; the later ones got a number.`;
  return [{ code: "repeated_headers", message, columns: raw.repeated }, ...warnings];
}

function withoutLeaks(ground: Ground, request: EvaluationRequest): Ground {
  const kept = new Set((request.keep ?? []).map((name) => needColumn(request.train, name).name));
  const out = ground.leaks.filter(({ column }) => !kept.has(column));
  const leftOut = [
    ...ground.leftOut,
    ...out.map(
      ({ column, reasons }): LeftOut => ({ column, kind: "leak", why: reasons.join("; ") }),
    ),
  ];
  const warnings = [...ground.warnings, ...leakWarning(ground.leaks, kept)];
  const less = leaveOut(
    ground,
    out.map(({ column }) => column),
  );
  needFeatures(less.preparation, leftOut);
  return { ...less, leftOut, warnings };
}

/** The same ground without columns of the file. */
export function leaveOut(ground: Ground, columns: readonly string[]): Ground {
  if (columns.length === 0) return ground;
  const preparation = withoutColumns(ground.preparation, columns);
  const stays = new Set(preparation.features.map(({ name }) => name));
  const table = {
    ...ground.data.table,
    columns: ground.data.table.columns.filter(({ name }) => stays.has(name)),
  };
  return { ...ground, preparation, data: dataOf(table, ground.data.target) };
}

export interface TestGround {
  /** All rows of the test file. */
  readonly table: ReturnType<typeof applyPreparation>["table"];
  /** Rows that have a target, and the target; null where the file has no such column. */
  readonly read: ReadTarget | null;
  readonly warnings: readonly Warning[];
}

/** The test rows prepared as the training rows were. */
export function layTestGround(ground: Ground, raw: RawTable): TestGround {
  const prepared = applyPreparation(ground.preparation, raw);
  const column = findColumn(raw, ground.plan.name);
  const read = column ? readTarget(ground.plan, column) : null;
  const warnings: Warning[] = rowFaults(raw, "test");
  if (raw.rows === 0)
    warnings.push({
      code: "no_test_rows",
      message: "The test file has no rows, so nothing can be measured.",
    });
  if (prepared.missingColumns.length > 0) {
    const message = `The test file lacks ${names(prepared.missingColumns)}; these count as missing in every row.`;
    warnings.push({ code: "missing_columns", message, columns: prepared.missingColumns });
  }
  if (prepared.missingColumns.length === sourcesOf(ground.preparation).length)
    throw new LearnFault(
      "missing_column",
      "The test file has none of the columns that were learned from.",
    );
  for (const { column: name, rows } of prepared.unseen)
    if (rows > 0.01 * raw.rows)
      warnings.push({
        code: "unseen_values",
        message: `${rows} test rows have a value of "${name}" that training did not see; it counts as missing.`,
        columns: [name],
      });
  if (read) warnings.push(...rowWarnings(ground.plan, read, "test"));
  else
    warnings.push({
      code: "no_test_target",
      message: `The test file has no "${ground.plan.name}", so nothing can be measured.`,
    });
  return { table: prepared.table, read, warnings };
}
