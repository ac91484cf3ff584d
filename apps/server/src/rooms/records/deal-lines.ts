// What every change of a deal's lines shares: the deal is held, and its amount becomes their net sum, through the
// one way by which records are written, which is where the rights are checked too.
import { type LineItem, lineAmounts, type QuoteLine } from "@rapport/contracts";
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { announceAll } from "./announce.ts";
import { findRecord } from "./find-record.ts";
import { insertLineItems, maxLineItems, readLineItems, removeLinesOf } from "./line-items.store.ts";
import { lockRecord } from "./records.store.ts";
import type { StoredRecord } from "./stored-record.ts";
import { onlyResult, type WriteDeps, writeRecords } from "./write-records.ts";

/** Held until the end, so that two lines that come at once are both in the sum. */
export async function holdDeal(
  deps: WriteDeps,
  tx: Tx,
  act: Act,
  dealId: string,
): Promise<StoredRecord> {
  const type = await deps.schema.objectType(tx, "deals");
  lockRecord(tx, type, dealId);
  return findRecord(tx, act.ctx, type, dealId);
}

/** `currency`: what the deal's amount is in from now on, where nothing said so before. */
export async function settleAmount(
  deps: WriteDeps,
  tx: Tx,
  act: Act,
  dealId: string,
  currency?: { currency: string },
): Promise<void> {
  const lines = await readLineItems(tx, dealId);
  const amountMinor = lines.reduce((sum, line) => sum + lineAmounts(line).netMinor, 0);
  if (!Number.isSafeInteger(amountMinor)) {
    throw invalid("records.amount_too_large", "The sum of the lines is too large.");
  }
  const op = { op: "update", id: dealId, data: { amountMinor, ...currency } } as const;
  onlyResult(await writeRecords(deps, tx, act, "deals", [op]));
}

export const tooManyLines = () =>
  invalid("records.too_many_lines", `A deal has ${maxLineItems} lines at most.`);

export async function addLines(tx: Tx, act: Act, lines: readonly LineItem[]): Promise<void> {
  insertLineItems(tx, lines);
  const changes = lines.map((after) => ({ before: null, after }));
  await announceAll(tx, act, "line-items", changes);
}

/** All lines of a deal at once, for what was agreed. */
export async function replaceLines(
  deps: WriteDeps,
  tx: Tx,
  act: Act,
  { dealId, lines }: { dealId: string; lines: readonly QuoteLine[] },
): Promise<void> {
  if (lines.length > maxLineItems) throw tooManyLines();
  await holdDeal(deps, tx, act, dealId);
  const removed = await removeLinesOf(tx, dealId);
  const changes = removed.map((before) => ({ before, after: null }));
  await announceAll(tx, act, "line-items", changes);
  const fresh = lines.map((line, position) => ({ id: newId(), dealId, position, ...line }));
  await addLines(tx, act, fresh);
  await settleAmount(deps, tx, act, dealId);
}
