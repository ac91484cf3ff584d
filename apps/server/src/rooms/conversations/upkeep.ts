// Wakes conversations that were put away until now, and takes those from members who are none any more that are not
// closed, so that they stand among the unassigned. Each is held meanwhile, so that several processes may do it.
import { nowIso } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { createRounds } from "../../platform/rounds.ts";
import { dueSnoozed } from "./conversations.store.ts";
import { heldBy, holders } from "./holders.store.ts";
import { saveChanged } from "./image.ts";
import type { ConversationsDeps } from "./ports.ts";

const pauseMs = 15_000;
const batchSize = 100;

export interface Upkeep {
  /** Wakes all that is due in a workspace; answers how many. */
  wake(workspaceId: string): Promise<number>;
  /** Takes what members have who are not active; answers how many. */
  release(workspaceId: string): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: ConversationsDeps): Upkeep {
  const rounds = createRounds({
    round,
    pauseMs,
    firstMs: pauseMs,
    logger: deps.logger,
    failed: "Conversations could not be woken or released; trying again",
  });

  async function wake(workspaceId: string): Promise<number> {
    const ctx = systemContext(workspaceId, newId());
    const act = deps.acts.begin(ctx, "conversations.wake");
    return deps.db.tenant(ctx, async (tx) => {
      const due = await dueSnoozed(tx, nowIso(deps.clock), batchSize);
      for (const one of due)
        await saveChanged(deps, tx, act, one, { ...one, state: "open", snoozedUntil: null });
      return due.length;
    });
  }

  async function release(workspaceId: string): Promise<number> {
    const ctx = systemContext(workspaceId, newId());
    const reader = deps.db.reader(ctx);
    const all = await holders(reader);
    const active = all.length > 0 ? await deps.knownMembers(reader, all) : new Set<string>();
    const former = all.filter((id) => !active.has(id));
    if (former.length === 0) return 0;
    const act = deps.acts.begin(ctx, "conversations.release");
    return deps.db.tenant(ctx, async (tx) => {
      const left = await heldBy(tx, former, batchSize);
      for (const one of left)
        await saveChanged(deps, tx, act, one, { ...one, assigneeId: null, routing: [] });
      return left.length;
    });
  }

  async function round(): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      while (!rounds.signal.aborted && (await wake(workspaceId)) === batchSize);
      while (!rounds.signal.aborted && (await release(workspaceId)) === batchSize);
    }
  }

  return {
    wake,
    release,
    start: rounds.start,
    stop: rounds.stop,
  };
}
