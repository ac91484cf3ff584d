// What a batch of deals needs beside the deals: the stages, held still until the batch is written, and
// the lines of those whose amount is changed by hand. A deal that has lines is worth their sum.
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { lineSums } from "./line-items.store.ts";
import { holdStages, stagesOf } from "./pipelines.store.ts";
import { type Batch, failOne, isOpen, type Planned } from "./write-batch.ts";

export async function loadDealFacts(tx: Tx, batch: Batch): Promise<void> {
  holdStages(tx);
  const changed = batch.trusted ? [] : batch.planned.filter((op) => changesAmount(batch, op));
  const [stages, sums] = await Promise.all([stagesOf(tx), sumsOf(tx, changed)]);
  batch.stages = stages;
  for (const planned of changed) checkAmount(batch, planned, sums);
}

function changesAmount(batch: Batch, planned: Planned): boolean {
  const known = planned.id === null ? undefined : batch.pending.get(planned.id);
  const amount = planned.values.get("amountMinor");
  if (!known || amount === undefined || !isOpen(batch, planned)) return false;
  return amount !== known.now.amountMinor;
}

async function sumsOf(tx: Tx, changed: readonly Planned[]): Promise<ReadonlyMap<string, number>> {
  const ids = changed.map((planned) => planned.id).filter((id) => id !== null);
  return ids.length === 0 ? new Map() : lineSums(tx, ids);
}

function checkAmount(batch: Batch, planned: Planned, sums: ReadonlyMap<string, number>): void {
  const sum = sums.get(planned.id ?? "");
  if (sum === undefined || sum === planned.values.get("amountMinor")) return;
  const message = `The amount of this deal is the sum of its lines (${sum}). Change the lines instead.`;
  const error = invalid("records.amount_from_lines", message, [
    { path: "amountMinor", message, code: "records.amount_from_lines" },
  ]);
  failOne(batch, planned.index, error);
}
