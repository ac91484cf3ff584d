// Ends trials that are decided, starts evaluations whose process died before it did, and forgets uses.
import { sleep } from "../../platform/clock.ts";
import { startEvaluation } from "./evaluate.ts";
import { openEvaluations } from "./evaluations.store.ts";
import type { RoomDeps } from "./ports.ts";
import { forgetUses } from "./trials.store.ts";
import { endDecided } from "./trials.ts";

const pauseMs = 15_000;
const keptMs = 400 * 86_400_000;
const batchSize = 1_000;

export interface Upkeep {
  round(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: RoomDeps): Upkeep {
  const { db, clock, logger } = deps;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    const before = new Date(clock.nowMs() - keptMs).toISOString();
    for (const workspaceId of await deps.workspaceIds()) {
      if (stopping.signal.aborted) return;
      await endDecided(deps, workspaceId);
      const open = await db.tenant({ workspaceId }, async (tx) => {
        await forgetUses(tx, before, batchSize);
        return openEvaluations(tx);
      });
      for (const id of open) await startEvaluation(deps, workspaceId, id);
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(pauseMs, stopping.signal);
      if (stopping.signal.aborted) return;
      await round().catch((error: unknown) =>
        logger.warn({ error }, "Trials of prompts could not be looked at; trying again"),
      );
    }
  }

  return {
    round,
    start: () => {
      running = loop();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
