// On whose behalf a rule runs. Pure.
import type { Ctx, Principal } from "../../platform/context.ts";
import type { StoredRule, StoredRun } from "./rule.ts";
import { linkOf } from "./trigger.rules.ts";

/** A member: what a rule runs as. */
export const isPerson = ({ memberId }: Pick<Principal, "memberId">) => memberId !== null;

/** The owner, as the audit log shows what a run did. */
export function runContext(principal: Principal, rule: StoredRule, run: StoredRun): Ctx {
  return {
    principal: { ...principal, label: `${principal.label}, by automation “${rule.name}”` },
    workspaceId: principal.workspaceId,
    requestId: `run-${run.id}`,
    source: "automation",
    ip: null,
    cause: {
      runId: run.id,
      chainId: run.chainId,
      depth: run.depth,
      trail: [...run.trail, linkOf(run.ruleId, run.recordId)],
    },
  };
}

/** The owner, to look and not to act. */
export function readingContext(principal: Principal, requestId: string): Ctx {
  return {
    principal,
    workspaceId: principal.workspaceId,
    requestId,
    source: "automation",
    ip: null,
  };
}
