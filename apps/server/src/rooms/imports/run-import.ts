// The work of a run: chunk after chunk, each in one transaction with its checkpoint. It may be started
// any number of times, here or in another process: the checkpoint decides what is left to do.
import { nowIso, sleep } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { isAppError } from "../../platform/errors.ts";
import { ImportFileFault } from "./cells.rules.ts";
import { asAppError } from "./errors.ts";
import type { WorkRequest } from "./import-acts.ts";
import { contextOf, type ImportRow } from "./import-row.ts";
import { addCounts, moveCheckpoint, readImport, updateImport } from "./imports.store.ts";
import type { Toolbox } from "./imports-deps.ts";
import type { Chunk } from "./read-messages.ts";
import { readRequestOf } from "./read-request.ts";
import { insertRowErrors } from "./row-errors.store.ts";
import { writeChunk } from "./write-chunk.ts";

/** Pauses while the database is away; together they outlast a restart of it. */
const pausesMs = [200, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 30_000, 30_000];

export async function runImport(tools: Toolbox, work: WorkRequest): Promise<void> {
  const row = await loadWork(tools, work, "running");
  if (!row?.runAs) return;
  const ctx = contextOf(work.workspaceId, row.runAs);
  const request = readRequestOf(row, { fromOrdinal: row.rowsDone, keyField: null });
  try {
    for await (const chunk of tools.reader.chunks(request)) {
      if (tools.stopping.aborted || !(await writeOnce(tools, ctx, row, chunk))) return;
    }
    await finish(tools, ctx, work, { status: "done" });
  } catch (error) {
    if (tools.stopping.aborted) return;
    tools.logger.warn({ error, importId: row.id }, "An import ended early");
    await finish(tools, ctx, work, { status: "failed", error: reasonOf(error) });
  }
}

/** The row, if this attempt is still the one that is wanted. */
export async function loadWork(
  tools: Toolbox,
  work: WorkRequest,
  status: ImportRow["status"],
): Promise<ImportRow | undefined> {
  const row = await tools.db.tenant(work, (tx) => readImport(tx, work.importId));
  return row?.status === status && row.attempt === work.attempt ? row : undefined;
}

export function reasonOf(error: unknown): { code: string; message: string } {
  const known = asAppError(error);
  if (isAppError(known) && known.kind !== "internal")
    return { code: known.code, message: known.message };
  const message =
    "Something unexpected went wrong. What was imported so far is kept; run it again to go on, or undo it.";
  return { code: "imports.failed", message };
}

export async function finish(
  tools: Toolbox,
  ctx: Ctx,
  work: WorkRequest,
  end: Partial<Pick<ImportRow, "status" | "error" | "dryRun">>,
): Promise<void> {
  await patiently(tools, () =>
    tools.db.tenant(ctx, async (tx) => {
      const row = await readImport(tx, work.importId, "FOR UPDATE");
      const isOurs =
        row?.attempt === work.attempt && ["running", "undoing", "checking"].includes(row.status);
      if (!isOurs) return;
      const bytes = end.status === "done" ? { bytesDone: row.fileBytes } : {};
      await updateImport(tx, work.importId, { ...end, ...bytes, finishedAt: nowIso(tools.clock) });
    }),
  );
}

/** false: the import was cancelled, or another process has it. */
async function writeOnce(tools: Toolbox, ctx: Ctx, row: ImportRow, chunk: Chunk): Promise<boolean> {
  let isRetry = false;
  return patiently(tools, async () => {
    if (isRetry && (await wasWritten(tools, ctx, row.id, chunk))) return true;
    isRetry = true;
    return tools.db.tenant(ctx, async (tx) => {
      const place = { from: chunk.from, to: chunk.to, bytesDone: chunk.bytesRead };
      if (!(await moveCheckpoint(tx, row.id, place))) return false;
      const act = tools.acts.begin(ctx, "imports.run", row.actId ?? row.id);
      const { counts, errors } = await writeChunk(tools, tx, act, {
        settings: row,
        chunk,
        dryRun: false,
      });
      addCounts(tx, row.id, counts);
      insertRowErrors(tx, row.id, errors);
      return true;
    });
  });
}

/** A connection that breaks during commit leaves open whether it was done: the checkpoint tells. */
async function wasWritten(tools: Toolbox, ctx: Ctx, id: string, chunk: Chunk): Promise<boolean> {
  const now = await tools.db.tenant(ctx, (tx) => readImport(tx, id));
  return now?.status === "running" && now.rowsDone === chunk.to;
}

/** Tries again while the database is away; other errors are not a matter of patience. */
export async function patiently<T>(tools: Toolbox, work: () => Promise<T>): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await work();
    } catch (error) {
      const isAway =
        isAppError(error) && error.kind === "unavailable" && !(error instanceof ImportFileFault);
      if (!isAway || tools.stopping.aborted) throw error;
      tools.logger.warn({ error }, "The database is away; the import waits");
      await sleep(pauseMs, tools.stopping);
    }
  }
  return work();
}
