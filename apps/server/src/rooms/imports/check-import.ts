// The dry run: the whole file through the same checks as a run, nothing written. Answers counts, the first
// differences and the first errors. Started anew after a kill, since it leaves nothing behind.
import type { Ctx } from "../../platform/context.ts";
import type { StoredRecord } from "../records/index.ts";
import type { WorkRequest } from "./import-acts.ts";
import { contextOf, type DryRun, type ImportRow } from "./import-row.ts";
import { readImport, updateImport } from "./imports.store.ts";
import type { Toolbox } from "./imports-deps.ts";
import { valueAt } from "./known-records.ts";
import { readRequestOf } from "./read-request.ts";
import { finish, loadWork, patiently, reasonOf } from "./run-import.ts";
import { type WrittenRow, writeChunk } from "./write-chunk.ts";

const shownOfEach = 10;
const shownErrors = 50;
const progressEveryRows = 20_000;

type Diff = DryRun["sample"][number];

export async function checkImport(tools: Toolbox, work: WorkRequest): Promise<void> {
  const row = await loadWork(tools, work, "checking");
  if (!row?.runAs) return;
  const ctx = contextOf(work.workspaceId, row.runAs);
  try {
    const dryRun = await tryOut(tools, ctx, row);
    if (dryRun) await finish(tools, ctx, work, { status: "ready", dryRun });
  } catch (error) {
    if (tools.stopping.aborted) return;
    await finish(tools, ctx, work, { status: "ready", error: reasonOf(error) });
  }
}

/** undefined: it was cancelled, or the server stops. */
async function tryOut(tools: Toolbox, ctx: Ctx, row: ImportRow): Promise<DryRun | undefined> {
  const keyField = row.mode === "upsert" ? row.upsertKey : null;
  const outcome: DryRun = {
    counts: { rows: 0, created: 0, updated: 0, unchanged: 0, bad: 0 },
    sample: [],
    errors: [],
  };
  const act = tools.acts.begin(ctx, "imports.run", { id: row.id });
  let nextProgress = progressEveryRows;
  for await (const chunk of tools.reader.chunks(readRequestOf(row, { fromOrdinal: 0, keyField }))) {
    const { counts, written, errors } = await patiently(tools, () =>
      tools.db.tenant(ctx, (tx) =>
        writeChunk(tools, tx, act, {
          settings: row,
          chunk,
          options: { brings: true, dryRun: true },
        }),
      ),
    );
    outcome.counts.rows = chunk.to;
    outcome.counts.created += counts.created;
    outcome.counts.updated += counts.updated;
    outcome.counts.unchanged += counts.unchanged;
    outcome.counts.bad += counts.bad;
    for (const { line, column, code, message } of errors.slice(
      0,
      shownErrors - outcome.errors.length,
    )) {
      outcome.errors.push({ line, column, code, message });
    }
    collectSample(outcome.sample, written, row);
    if (chunk.to < nextProgress) continue;
    nextProgress = chunk.to + progressEveryRows;
    if (!(await isWanted(tools, ctx, row, chunk.bytesRead))) return undefined;
  }
  return outcome;
}

async function isWanted(
  tools: Toolbox,
  ctx: Ctx,
  row: ImportRow,
  bytesDone: number,
): Promise<boolean> {
  if (tools.stopping.aborted) return false;
  return tools.db.tenant(ctx, async (tx) => {
    const now = await readImport(tx, row.id, "FOR UPDATE");
    if (now?.status !== "checking" || now.attempt !== row.attempt) return false;
    await updateImport(tx, row.id, { bytesDone });
    return true;
  });
}

/** The first few of each outcome, since all of one kind would hide the others. */
function collectSample(sample: Diff[], written: readonly WrittenRow[], row: ImportRow): void {
  for (const status of ["created", "updated"] as const) {
    const room = shownOfEach - sample.filter((diff) => diff.status === status).length;
    const more =
      room <= 0 ? [] : written.filter(({ result }) => result.status === status).slice(0, room);
    sample.push(...more.map((one) => diffOf(one, status, row)));
  }
}

function diffOf(
  { row: { line }, result }: WrittenRow,
  status: "created" | "updated",
  row: ImportRow,
): Diff {
  const before: StoredRecord | null = result.before ?? null;
  const after = result.record;
  // Only fields that the importer may write, and so see.
  const keys = (row.fields ?? [])
    .map(({ key }) => key)
    .filter((key) => key !== "id" && isOther(before, after, key));
  const pick = (record: StoredRecord) =>
    Object.fromEntries(keys.map((key) => [key, valueAt(record, key) ?? null]));
  return {
    line,
    status,
    id: before?.id ?? null,
    before: before === null ? null : pick(before),
    after: pick(after),
  };
}

function isOther(before: StoredRecord | null, after: StoredRecord, key: string): boolean {
  const now = JSON.stringify(valueAt(after, key) ?? null);
  return now !== JSON.stringify(before === null ? null : (valueAt(before, key) ?? null));
}
