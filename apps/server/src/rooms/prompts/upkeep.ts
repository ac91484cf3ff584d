// Ends trials that are decided, starts evaluations whose process died before it did, ends those whose run broke off, and
// forgets uses.
import { createRounds } from "../../platform/rounds.ts";
import { mendEvaluation } from "./evaluate.ts";
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

  async function round(signal: AbortSignal): Promise<void> {
    const before = new Date(clock.nowMs() - keptMs).toISOString();
    for (const workspaceId of await deps.workspaceIds()) {
      if (signal.aborted) return;
      await endDecided(deps, workspaceId);
      const open = await db.tenant({ workspaceId }, async (tx) => {
        await forgetUses(tx, before, batchSize);
        return openEvaluations(tx);
      });
      for (const id of open) await mendEvaluation(deps, workspaceId, id);
    }
  }

  return createRounds({
    round,
    pauseMs,
    firstMs: pauseMs,
    logger,
    failed: "Trials of prompts could not be looked at; trying again",
  });
}
