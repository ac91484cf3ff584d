// Pausing a rule that cannot go on: once, with the reason, and in the audit log like any other change of it.
import type { RuleFault } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import { systemContext } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { memberPrincipal } from "../access/index.ts";
import { announceRule } from "./announce-rule.ts";
import { actOf, usableAct } from "./catalogue.ts";
import type { StoredRule } from "./rule.ts";
import { pauseRule } from "./rules.store.ts";

export async function pause(acts: Acts, tx: Tx, ruleId: string, because: RuleFault): Promise<void> {
  const ctx = systemContext(tx.workspaceId, `pause-${ruleId}`, "automation");
  const act = acts.begin(ctx, "automations.pause");
  const before = await pauseRule(tx, ruleId, because, act.at);
  if (before === null) return;
  await announceRule(act, tx, before, {
    ...before,
    state: "paused",
    pausedBecause: because,
    version: before.version + 1,
    updatedAt: act.at,
  });
  await tellOwner(acts, tx, before, because);
}

/** Where members can be told things, the owner learns of it; an owner who left does not. */
async function tellOwner(acts: Acts, tx: Tx, rule: StoredRule, because: RuleFault): Promise<void> {
  if (!usableAct(acts, "notify") || !(await memberPrincipal(tx, rule.ownerId))) return;
  const ctx = systemContext(tx.workspaceId, `pause-${rule.id}`, "automation");
  await acts.within(tx, ctx, actOf.notify, {
    memberIds: [rule.ownerId],
    title: `Your automation “${rule.name}” was paused`,
    body: because.text,
  });
}
