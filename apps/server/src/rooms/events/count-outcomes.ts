// Adds a batch to the counts of its day, by source.
import { systemUserId } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { Incoming, Settled } from "./batch.ts";
import { addCounts, type Tally } from "./changes.store.ts";

const column = {
  accepted: "accepted",
  duplicate: "duplicates",
  rejected: "rejected",
  withheld: "withheld",
} as const;

export function countOutcomes(
  tx: Tx,
  at: string,
  batch: readonly Incoming[],
  settled: Settled,
): void {
  const bySource = new Map<string, Tally>();
  for (const [place, outcome] of settled.entries()) {
    if (outcome === undefined) continue;
    const { status } = outcome;
    const sourceId = batch[place]?.sourceId ?? systemUserId;
    let tally = bySource.get(sourceId);
    if (!tally) {
      tally = { accepted: 0, duplicates: 0, rejected: 0, withheld: 0 };
      bySource.set(sourceId, tally);
    }
    tally[column[status]] += 1;
  }
  addCounts(tx, at.slice(0, 10), bySource);
}
