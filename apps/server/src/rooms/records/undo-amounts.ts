// A deal with lines is worth their sum, also when an undo took back lines and kept the amount, or the reverse.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { ActEntry } from "../governance/index.ts";
import { changeOf } from "./images.rules.ts";
import { lineSums } from "./line-items.store.ts";
import { recordsByIds } from "./records.store.ts";
import type { SchemaCache } from "./schema-cache.ts";
import { updateRecords } from "./write.store.ts";

/** `entries` are those of parts; only deals whose lines are among them are looked at. */
export async function settleAmounts(
  { schema }: { schema: SchemaCache },
  tx: Tx,
  act: Act,
  entries: readonly ActEntry[],
): Promise<void> {
  const lines = entries.filter(({ object }) => object === "line-items");
  const ids = lines.flatMap(({ before, after }) => [before?.dealId, after?.dealId]);
  const dealIds = [...new Set(ids.filter((id) => typeof id === "string"))];
  if (dealIds.length === 0) return;
  const sums = await lineSums(tx, dealIds);
  const type = await schema.objectType(tx, "deals");
  const deals = await recordsByIds(tx, type, [...sums.keys()], "FOR NO KEY UPDATE");
  const updates = deals.flatMap((before) => {
    const amountMinor = sums.get(before.id) ?? null;
    if (before.amountMinor === amountMinor) return [];
    const now = { ...before, amountMinor, version: before.version + 1, updatedAt: act.at };
    return [{ before, now }];
  });
  updateRecords(tx, type, updates);
  await act.changed(
    tx,
    updates.map(({ before, now }) => changeOf(before, now)),
  );
}
