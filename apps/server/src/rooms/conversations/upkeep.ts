// Wakes conversations that were put away until now. Each is held while it wakes, so that several processes may do it.
import { nowIso, sleep } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
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
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

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
      while (!stopping.signal.aborted && (await wake(workspaceId)) === batchSize);
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(pauseMs, stopping.signal);
      if (stopping.signal.aborted) return;
      await round().catch((error: unknown) =>
        deps.logger.warn({ error }, "Snoozed conversations could not be woken; trying again"),
      );
    }
  }

  return {
    wake,
    start: () => {
      running = loop();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
