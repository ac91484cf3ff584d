// Settles what never told how it ended, and forgets calls after 400 days.
import { lowestIdAt } from "../../platform/ids.ts";
import { createRounds } from "../../platform/rounds.ts";
import { forgetCalls, settleExpired } from "./ledger.store.ts";
import type { LlmDeps } from "./llm-deps.ts";

export interface Upkeep {
  /** Answers how many calls were settled. */
  round(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

const pauseMs = 30_000;
const keptMs = 400 * 86_400_000;
const batchSize = 1_000;

type Deps = Pick<LlmDeps, "db" | "clock" | "logger" | "workspaceIds"> & {
  settled(): Promise<void>;
};

export function createUpkeep(deps: Deps): Upkeep {
  const rounds = createRounds({
    round,
    pauseMs,
    firstMs: pauseMs,
    logger: deps.logger,
    failed: "Calls of models were not looked after; trying again",
  });

  async function round(): Promise<number> {
    const nowMs = deps.clock.nowMs();
    let settled = 0;
    for (const workspaceId of await deps.workspaceIds()) {
      settled += await deps.db.tenant({ workspaceId }, async (tx) => {
        await forgetCalls(tx, lowestIdAt(nowMs - keptMs), batchSize);
        return settleExpired(tx, new Date(nowMs).toISOString());
      });
    }
    return settled;
  }

  return {
    round,
    start: rounds.start,
    stop: async () => {
      await rounds.stop();
      await deps.settled();
    },
  };
}
