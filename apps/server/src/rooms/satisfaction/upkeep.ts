// Asks what is due, now and then: what waited for its time, and what a killed process left.
import { createRounds } from "../../platform/rounds.ts";
import { type AskDeps, askDue } from "./ask-customer.ts";

const pauseMs = 5_000;

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: AskDeps): Upkeep {
  async function round(signal: AbortSignal): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      if (signal.aborted) return;
      await askDue(deps, workspaceId);
    }
  }

  return createRounds({
    round,
    pauseMs,
    firstMs: pauseMs,
    logger: deps.logger,
    failed: "Questions to customers could not be asked; trying again",
  });
}
