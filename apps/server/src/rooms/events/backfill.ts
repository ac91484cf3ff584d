// Events from files, part by part: the sender keeps the file, this side keeps how many of its rows are done. A part is
// taken at the row where the last one ended; whatever was sent twice is told apart by message id or content.
import type { BackfillPart, BackfillStart, EventBackfill } from "@rapport/contracts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { addToBackfill, insertBackfill, listBackfills, readBackfill } from "./backfills.store.ts";
import type { Incoming, Outcome } from "./batch.ts";
import { missingBackfill, wrongRow } from "./errors.ts";

export interface BackfillDeps {
  db: Database;
  clock: Clock;
  ingest(ctx: Ctx, batch: readonly Incoming[]): Promise<Outcome[]>;
}

export function allBackfills({ db }: BackfillDeps, ctx: Ctx): Promise<EventBackfill[]> {
  return db.tenant(ctx, listBackfills);
}

/** A file that was begun goes on; the same content is the same file, whatever it is called. */
export async function startBackfill(
  { db, clock }: BackfillDeps,
  ctx: Ctx,
  { fileName, fileHash }: BackfillStart,
): Promise<EventBackfill> {
  const begun = { id: newId(), fileName, fileHash, at: nowIso(clock) };
  return db.tenant(ctx, (tx) => insertBackfill(tx, begun));
}

const columnOf = {
  accepted: "accepted",
  duplicate: "duplicates",
  rejected: "rejected",
  withheld: "withheld",
} as const;

export async function takePart(
  { db, clock, ingest }: BackfillDeps,
  ctx: Ctx,
  id: string,
  { fromRow, messages, isLast = false }: BackfillPart,
): Promise<EventBackfill> {
  const before = await db.tenant(ctx, (tx) => readBackfill(tx, id));
  if (!before) throw missingBackfill();
  if (before.rowsDone !== fromRow) throw wrongRow(before.rowsDone);
  const receivedMs = clock.nowMs();
  const outcomes = await ingest(
    ctx,
    messages.map((message) => ({ message, sourceId: null, receivedMs, isRepeatable: true })),
  );
  const counts = { accepted: 0, duplicates: 0, rejected: 0, withheld: 0 };
  for (const { status } of outcomes) counts[columnOf[status]] += 1;
  const done = { ...counts, fromRow, rows: messages.length, isLast, at: nowIso(clock) };
  const after = await db.tenant(ctx, (tx) => addToBackfill(tx, id, done));
  if (!after) throw wrongRow(fromRow + messages.length);
  return after;
}
