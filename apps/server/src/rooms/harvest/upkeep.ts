// Looks when it is due: each hour, and soon after somebody asked for it.
import { createRounds } from "../../platform/rounds.ts";
import { lookIfDue } from "./look.ts";
import type { HarvestDeps } from "./ports.ts";

const pauseMs = 15_000;

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: HarvestDeps): Upkeep {
  async function round(signal: AbortSignal): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      if (signal.aborted) return;
      await lookIfDue(deps, workspaceId, signal);
    }
  }

  return createRounds({
    round,
    pauseMs,
    firstMs: pauseMs,
    logger: deps.logger,
    failed: "Closed tickets could not be looked at; trying again",
  });
}
