// Wakes conversations that were put away until now. Each is held while it wakes, so that several processes may do it.
import { nowIso } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { createRounds } from "../../platform/rounds.ts";
import { dueSnoozed } from "./conversations.store.ts";
import { saveChanged } from "./image.ts";
import type { ConversationsDeps } from "./ports.ts";

const pauseMs = 15_000;
const batchSize = 100;

export interface Upkeep {
  /** Wakes all that is due in a workspace; answers how many. */
  wake(workspaceId: string): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: ConversationsDeps): Upkeep {
  const rounds = createRounds({
    round,
    pauseMs,
    firstMs: pauseMs,
    logger: deps.logger,
    failed: "Snoozed conversations could not be woken; trying again",
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

  async function round(): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      while (!rounds.signal.aborted && (await wake(workspaceId)) === batchSize);
    }
  }

  return {
    wake,
    start: rounds.start,
    stop: rounds.stop,
  };
}
