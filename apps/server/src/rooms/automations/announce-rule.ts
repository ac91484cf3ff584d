// Hands a change of a rule on, so that it is audited, and undone, like a change of a record.
import type { Act, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { StoredRule } from "./rule.ts";

/** How far dates were looked at is bookkeeping: it moves by itself, and no undo may stumble over it. */
export function imageOf({ sweptUntil: _sweptUntil, ...rule }: StoredRule): Record<string, unknown> {
  return rule;
}

export function announceRule(
  act: Act,
  tx: Tx,
  before: StoredRule | null,
  after: StoredRule | null,
): Promise<void> {
  const kept = after ?? before;
  if (!kept) return Promise.resolve();
  const removed: RecordChange["op"] = after === null ? "purge" : "update";
  return act.changed(tx, [
    {
      object: "automations",
      id: kept.id,
      op: before === null ? "create" : removed,
      before: before && imageOf(before),
      after: after && imageOf(after),
      record: null,
    },
  ]);
}
