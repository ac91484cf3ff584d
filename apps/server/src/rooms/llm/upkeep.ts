// Settles what never told how it ended, and forgets calls after 400 days.
import { sleep } from "../../platform/clock.ts";
import { lowestIdAt } from "../../platform/ids.ts";
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
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

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

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(pauseMs, stopping.signal);
      if (stopping.signal.aborted) return;
      await round().catch((error: unknown) =>
        deps.logger.warn({ error }, "Calls of models were not looked after; trying again"),
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
      await deps.settled();
    },
  };
}
