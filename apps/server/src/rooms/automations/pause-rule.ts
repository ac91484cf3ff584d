// Pausing a rule that cannot go on: once, with the reason, and in the audit log like any other change of it. Who must
// know of it is for others to decide.
import type { RuleFault } from "@rapport/contracts";
import { systemContext } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { announceRule } from "./announce-rule.ts";
import type { RoomDeps } from "./deps.ts";
import { pauseRule } from "./rules.store.ts";

export async function pause(
  { acts, outbox }: Pick<RoomDeps, "acts" | "outbox">,
  tx: Tx,
  ruleId: string,
  because: RuleFault,
): Promise<void> {
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
  const notice = { id: ruleId, title: before.name, text: because.text, memberId: before.ownerId };
  outbox.publish(tx, "automations.paused", notice, ctx.requestId);
}
