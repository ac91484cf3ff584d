// A record that was merged away is not taken out of the trash by hand: what hung on it is its successor's now,
// and comes back with it when the merge is undone.
import type { Tx } from "../../platform/db/index.ts";
import { gone } from "./gone.ts";
import type { Successors } from "./successors.ts";
import { type Batch, failOne, isOpen, missing, type Planned } from "./write-batch.ts";

export async function refuseMerged(
  deps: { successors: Successors },
  tx: Tx,
  batch: Batch,
): Promise<void> {
  const restored = batch.planned.filter((planned) => takesFromTrash(batch, planned));
  if (restored.length === 0) return;
  const ids = [...new Set(restored.map(({ id }) => id ?? ""))];
  const merged = await deps.successors(tx, ids);
  const { type, act } = batch;
  for (const { index, id } of restored) {
    if (id === null || !merged.has(id)) continue;
    const told = await gone(deps, tx, act.ctx, { type, id, kind: "gone" });
    failOne(batch, index, told ?? missing(type));
  }
}

function takesFromTrash(batch: Batch, planned: Planned): boolean {
  if (planned.op.op !== "restore" || planned.id === null || !isOpen(batch, planned)) return false;
  return (batch.pending.get(planned.id)?.now.deletedAt ?? null) !== null;
}
