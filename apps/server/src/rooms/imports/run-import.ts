// The work of a run: chunk after chunk, each in one transaction with its checkpoint. It may be started
// any number of times, here or in another process: the checkpoint decides what is left to do.
import { nowIso, sleep } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import { somebodyWaits } from "../../platform/spare-time.ts";
import { createUpsertTurns, type UpsertTurn, type UpsertTurns } from "../records/index.ts";
import { ImportFileFault } from "./cells.rules.ts";
import { asAppError } from "./errors.ts";
import type { WorkRequest } from "./import-acts.ts";
import { contextOf, type ImportRow } from "./import-row.ts";
import {
  addCounts,
  awaitPlace,
  commitWithoutWaiting,
  holdPlace,
  isEldest,
  moveCheckpoint,
  readImport,
  updateImport,
} from "./imports.store.ts";
import type { Toolbox } from "./imports-deps.ts";
import { mayDependOnKnown } from "./known-records.ts";
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
    if (!(await writeAll(tools, ctx, row, tools.reader.chunks(request)))) return;
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
      if (row.status === "running" && end.status) sayEnded(tools, tx, ctx, row, end);
    }),
  );
}

/** Whoever started it may be elsewhere by now. */
function sayEnded(
  tools: Toolbox,
  tx: Tx,
  ctx: Ctx,
  row: ImportRow,
  { status, error }: Partial<Pick<ImportRow, "status" | "error">>,
): void {
  const payload = {
    id: row.id,
    status,
    title: row.fileName ?? row.object,
    text: error?.message ?? null,
    memberId: row.runAs?.memberId ?? null,
  };
  tools.outbox.publish(tx, "imports.ended", payload, ctx.requestId);
}

/** A file of more bytes is a load: search follows when it is over, not within each transaction. */
const bulkBytes = 1_000_000;

/** Chunks that are written at the same time: one here, some in the database, some waiting for their place. */
const chunksAtOnce = 4;

/**
 * false: the import was cancelled, another process has it, or the server stops. Several chunks are
 * written at once, each in its own transaction; they commit in order, at the checkpoint.
 */
async function writeAll(
  tools: Toolbox,
  ctx: Ctx,
  row: ImportRow,
  chunks: AsyncIterable<Chunk>,
): Promise<boolean> {
  const turns = createUpsertTurns();
  const open: Promise<boolean>[] = [];
  let last: Promise<boolean> = Promise.resolve(true);
  for await (const chunk of chunks) {
    last = writeAfter(tools, ctx, row, { chunk, previous: last, turns });
    // Its failure is looked at when its turn comes.
    last.catch(() => undefined);
    open.push(last);
    const oldest = open.length < chunksAtOnce || (await open.shift());
    if (oldest !== true || tools.stopping.aborted) break;
  }
  return (await last) && !tools.stopping.aborted;
}

interface Turn {
  chunk: Chunk;
  previous: Promise<boolean>;
  turns: UpsertTurns;
}

async function writeAfter(
  tools: Toolbox,
  ctx: Ctx,
  row: ImportRow,
  { chunk, previous, turns }: Turn,
): Promise<boolean> {
  // The embedded database has one connection: two transactions at once would only keep others waiting.
  // Rows that may not be created name existing records in any order, which two chunks may both hold.
  const mayHurry = !tools.db.isEmbedded && row.mode !== "update" && !waitsForKnown(row);
  const early = mayHurry ? writeEarly(tools, ctx, row, { chunk, turns }) : undefined;
  const isDue = await previous.catch(() => false);
  if ((await early) === true) return true;
  return isDue && writePatiently(tools, ctx, row, { chunk, hasTried: early !== undefined });
}

/** What a row becomes may depend on its record, which the chunk before may just be making. */
const waitsForKnown = ({ mode, mapping, fields }: ImportRow) =>
  mode === "upsert" && mayDependOnKnown(mapping, fields ?? []);

/** false: it was not written, and is to be tried again when its turn has come. */
async function writeEarly(
  tools: Toolbox,
  ctx: Ctx,
  row: ImportRow,
  { chunk, turns }: Pick<Turn, "chunk" | "turns">,
): Promise<boolean> {
  const turn = turns.next();
  try {
    return await writeOnce(tools, ctx, row, { chunk, turn });
  } catch {
    return false;
  } finally {
    turn.end();
  }
}

function writePatiently(
  tools: Toolbox,
  ctx: Ctx,
  row: ImportRow,
  { chunk, hasTried }: { chunk: Chunk; hasTried: boolean },
): Promise<boolean> {
  let isOpen = hasTried;
  return patiently(tools, async () => {
    if (isOpen && (await wasWritten(tools, ctx, row.id, chunk))) return true;
    isOpen = true;
    return writeOnce(tools, ctx, row, { chunk });
  });
}

class NotDue extends Error {}

/** false: the checkpoint is not where this chunk begins, so nothing was written. */
async function writeOnce(
  tools: Toolbox,
  ctx: Ctx,
  row: ImportRow,
  { chunk, turn }: { chunk: Chunk; turn?: UpsertTurn },
): Promise<boolean> {
  somebodyWaits();
  const act = tools.acts.begin(ctx, "imports.run", {
    id: row.actId ?? row.id,
    isBulk: row.fileBytes > bulkBytes,
  });
  try {
    await tools.db.tenant(ctx, async (tx) => {
      // The embedded database dies with this process, and what it has not written with it.
      if (!tools.db.isEmbedded) commitWithoutWaiting(tx);
      holdPlace(tx, row.id, chunk.to);
      // Two imports know nothing of each other's keys: the younger takes turns with everybody.
      if (turn && !(await isEldest(tx, row))) throw new NotDue("Another import is running.");
      const { counts, errors } = await writeChunk(tools, tx, act, {
        settings: row,
        chunk,
        options: { brings: true, ...(turn ? { turn } : {}) },
      });
      awaitPlace(tx, row.id, chunk.from);
      const place = { from: chunk.from, to: chunk.to, bytesDone: chunk.bytesRead };
      if (!(await moveCheckpoint(tx, row.id, place)))
        throw new NotDue("The checkpoint is elsewhere.");
      addCounts(tx, row.id, counts);
      insertRowErrors(tx, row.id, errors);
    });
    return true;
  } catch (error) {
    if (error instanceof NotDue) return false;
    throw error;
  }
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
