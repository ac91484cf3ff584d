// One chunk of rows into the database, inside the transaction that also moves the import's checkpoint.
// Rows pass the records engine, with the importer's rights; a row that it refuses becomes a bad row.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { AppError } from "../../platform/errors.ts";
import type { WriteOp, WriteOptions, WriteResult } from "../records/index.ts";
import { quoted } from "./coercion.rules.ts";
import type { ImportRow } from "./import-row.ts";
import type { ChunkCounts } from "./imports.store.ts";
import type { ConsentDeps, ImportedConsent } from "./imports-deps.ts";
import { type KnownRecords, knownRecords, valueAt } from "./known-records.ts";
import { readOpenAmounts } from "./open-amounts.ts";
import type { BadRow, Chunk, GoodRow } from "./read-messages.ts";
import { type ResolveDeps, resolveReferences } from "./resolve-references.ts";
import type { RowError } from "./row-errors.store.ts";

export interface WrittenRow {
  row: GoodRow;
  result: Exclude<WriteResult, { status: "failed" }>;
}

export interface WrittenChunk {
  counts: ChunkCounts;
  written: WrittenRow[];
  errors: RowError[];
}

type Settings = Pick<
  ImportRow,
  "object" | "mode" | "upsertKey" | "mapping" | "fileName" | "fields" | "defaultCurrency"
>;

type ChunkDeps = ResolveDeps & Pick<ConsentDeps, "recordConsent">;

export async function writeChunk(
  deps: ChunkDeps,
  tx: Tx,
  act: Act,
  job: { settings: Settings; chunk: Chunk; options: WriteOptions },
): Promise<WrittenChunk> {
  const { settings, chunk, options } = job;
  const known = await knownRecords(deps, tx, act.ctx, { settings, rows: chunk.good });
  const resolved = await resolveReferences(deps, tx, act.ctx, { rows: chunk.good, known });
  const amounts = readOpenAmounts(settings, known, resolved.good);
  const targeted = targets(settings, known, amounts.good);
  const ops = targeted.good.map(({ op }) => op);
  const results = await deps.records.write(tx, act, settings.object, ops, options);
  const sorted = sortOut(settings, targeted.good, results);
  const said = consentsOf(act, settings, sorted.written);
  if (said.length > 0 && !options.dryRun) await deps.recordConsent(tx, act, said);
  const bad = [...chunk.bad, ...resolved.bad, ...amounts.bad, ...targeted.bad, ...sorted.bad];
  return {
    counts: countAll(sorted.written, bad.length),
    written: sorted.written,
    errors: bad.flatMap(errorsOf),
  };
}

/** Of the people who were written: whoever may write them may say what they said. */
function consentsOf(
  act: Act,
  { object, fileName }: Settings,
  written: readonly WrittenRow[],
): ImportedConsent[] {
  if (object !== "people") return [];
  return written.flatMap(({ row, result }) =>
    (row.consents ?? []).map(({ purpose, state, column }) => ({
      personId: result.record.id,
      purpose,
      state,
      givenAt: act.at,
      source: "import" as const,
      proof: `column "${column}" of ${fileName}`,
    })),
  );
}

interface Targeted {
  row: GoodRow;
  op: WriteOp;
}

function targets(
  settings: Settings,
  known: KnownRecords,
  rows: readonly GoodRow[],
): { good: Targeted[]; bad: BadRow[] } {
  const { mode, upsertKey } = settings;
  if (mode === "create" || upsertKey === null) {
    return { good: rows.map((row) => ({ row, op: { op: "create", data: row.data } })), bad: [] };
  }
  if (mode === "upsert") {
    return {
      good: rows.map((row) => ({ row, op: { op: "upsert", key: upsertKey, data: row.data } })),
      bad: [],
    };
  }
  if (upsertKey === "id") return namedById(rows);
  return existing(known, upsertKey, rows);
}

/** Rows that name their record themselves; whether it is there is told by the write. */
function namedById(rows: readonly GoodRow[]): { good: Targeted[]; bad: BadRow[] } {
  const good: Targeted[] = [];
  const bad: BadRow[] = [];
  for (const row of rows) {
    const { id, ...data } = row.data;
    if (typeof id === "string") good.push({ row, op: { op: "update", id, data } });
    else bad.push({ line: row.line, problems: [noId] });
  }
  return { good, bad };
}

const noId = {
  column: null,
  code: "required",
  message: "It has no id. Import new records without the column of ids.",
};

/** Mode `update`: only rows whose record is there already. */
function existing(
  known: KnownRecords,
  key: string,
  rows: readonly GoodRow[],
): { good: Targeted[]; bad: BadRow[] } {
  const good: Targeted[] = [];
  const bad: BadRow[] = [];
  for (const row of rows) {
    const [record, another] = known.of(row);
    if (record && !another) good.push({ row, op: { op: "update", id: record.id, data: row.data } });
    else bad.push(unmatched(row, key, record !== undefined));
  }
  return { good, bad };
}

function unmatched(row: GoodRow, key: string, isAmbiguous: boolean): BadRow {
  const shown = quoted(String(valueAt(row.data, key) ?? ""));
  const message = isAmbiguous
    ? `Several records have ${shown}. Merge them first, or use another key.`
    : `No record that you can see has ${shown}. Use the mode "upsert" to create it.`;
  return {
    line: row.line,
    problems: [{ column: null, code: isAmbiguous ? "ambiguous" : "not_found", message }],
  };
}

function sortOut(
  settings: Settings,
  targeted: readonly Targeted[],
  results: readonly WriteResult[],
) {
  const written: WrittenRow[] = [];
  const bad: BadRow[] = [];
  for (const [at, { row }] of targeted.entries()) {
    const result = results[at];
    if (!result) continue;
    if (result.status === "failed")
      bad.push({ line: row.line, problems: problemsOf(settings, result.error) });
    else written.push({ row, result });
  }
  return { written, bad };
}

function problemsOf(settings: Settings, error: AppError): BadRow["problems"] {
  const { errors = [] } = error.details;
  if (errors.length === 0) return [{ column: null, code: error.code, message: error.message }];
  return errors.map(({ path, message, code }) => ({
    column: columnOf(settings, path),
    code: code ?? error.code,
    message,
  }));
}

function columnOf(settings: Settings, field: string): string | null {
  const mapped = settings.mapping.find(
    ({ target }) => target.kind === "field" && target.field === field,
  );
  return mapped?.column ?? null;
}

function countAll(written: readonly WrittenRow[], bad: number): ChunkCounts {
  const counts: ChunkCounts = { created: 0, updated: 0, unchanged: 0, bad };
  for (const { result, row } of written) {
    const isRepeated = result.status === "created" && row.isRepeated;
    const isFilled = result.status === "unchanged" && row.fillsUnmade;
    if (isRepeated || isFilled || result.status === "updated") counts.updated++;
    else if (result.status === "created") counts.created++;
    else counts.unchanged++;
  }
  return counts;
}

function errorsOf({ line, problems }: BadRow): RowError[] {
  return problems.map((problem, position) => ({ line, position, ...problem }));
}
