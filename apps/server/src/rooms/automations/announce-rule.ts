// Hands a change of a rule on, so that it is audited, and undone, like a change of a record.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
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
  const change = wholeChange("automations", before, after);
  return act.changed(tx, [
    { ...change, before: before && imageOf(before), after: after && imageOf(after) },
  ]);
}
