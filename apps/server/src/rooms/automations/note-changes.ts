// Listens to every change, in its transaction: whatever sets a rule off is written down as a run together with
// the change, so that neither is ever there without the other. A workspace without rules costs one small question
// every two seconds and process, and nothing else.
import type { ChangeListener } from "../../platform/acts.ts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { WatchingRule } from "./rule.ts";
import { watchingRules } from "./rules.store.ts";
import { insertRuns } from "./runs.store.ts";
import { runsOf } from "./trigger.rules.ts";

/** What another process switched on or off is known here after this long. */
const knownMs = 2000;
const maxWorkspaces = 10_000;

export interface Watching {
  onChange: ChangeListener;
  /** To be called after each commit that changed a rule of the workspace. */
  forget(workspaceId: string): void;
}

export function createWatching(clock: Clock, onNoted: () => void): Watching {
  const known = new Map<string, { rules: readonly WatchingRule[]; untilMs: number }>();

  async function rulesOf(tx: Tx): Promise<readonly WatchingRule[]> {
    const entry = known.get(tx.workspaceId);
    if (entry && clock.nowMs() < entry.untilMs) return entry.rules;
    const rules = await watchingRules(tx);
    if (known.size >= maxWorkspaces) known.clear();
    known.set(tx.workspaceId, { rules, untilMs: clock.nowMs() + knownMs });
    return rules;
  }

  return {
    forget: (workspaceId) => void known.delete(workspaceId),
    onChange: async (tx, act, changes) => {
      // Only records have one: members, views and the like set nothing off.
      const ofRecords = changes.filter(({ record, op }) => record !== null && op !== "purge");
      if (ofRecords.length === 0) return;
      const rules = await rulesOf(tx);
      if (rules.length === 0) return;
      const { id, name, isBulk, ctx } = act;
      const happening = {
        act: { id, name, isBulk, source: ctx.source },
        cause: ctx.cause,
        changes: ofRecords,
      };
      const runs = runsOf(rules, happening, newId);
      if (runs.length === 0) return;
      insertRuns(tx, runs, nowIso(clock));
      onNoted();
    },
  };
}
