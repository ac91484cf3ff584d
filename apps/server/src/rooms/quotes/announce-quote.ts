// Hands a change of a quote on, whole, so that it is audited, and undone like a change of a record.
import type { Act, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";

export async function announceQuote<T extends { id: string }>(
  act: Act,
  tx: Tx,
  before: T | null,
  after: T | null,
  object = "quotes",
): Promise<void> {
  const kept = after ?? before;
  if (!kept) return;
  const left: RecordChange["op"] = after === null ? "purge" : "update";
  const change: RecordChange = {
    object,
    id: kept.id,
    op: before === null ? "create" : left,
    before: before === null ? null : { ...before },
    after: after === null ? null : { ...after },
    record: null,
  };
  await act.changed(tx, [change]);
}
