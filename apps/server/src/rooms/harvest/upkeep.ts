// Looks when it is due: each hour, and soon after somebody asked for it.
import { sleep } from "../../platform/clock.ts";
import { lookIfDue } from "./look.ts";
import type { HarvestDeps } from "./ports.ts";

const pauseMs = 15_000;

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: HarvestDeps): Upkeep {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      if (stopping.signal.aborted) return;
      await lookIfDue(deps, workspaceId, stopping.signal);
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(pauseMs, stopping.signal);
      if (stopping.signal.aborted) return;
      await round().catch((error: unknown) =>
        deps.logger.warn({ error }, "Closed tickets could not be looked at; trying again"),
      );
    }
  }

  return {
    start: () => {
      running = loop();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
