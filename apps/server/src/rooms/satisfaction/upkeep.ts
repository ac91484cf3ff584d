// Asks what is due, now and then: what waited for its time, and what a killed process left.
import { sleep } from "../../platform/clock.ts";
import { type AskDeps, askDue } from "./ask-customer.ts";

const pauseMs = 5_000;

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: AskDeps): Upkeep {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(pauseMs, stopping.signal);
      if (stopping.signal.aborted) return;
      await round().catch((error: unknown) =>
        deps.logger.warn({ error }, "Questions to customers could not be asked; trying again"),
      );
    }
  }

  async function round(): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      if (stopping.signal.aborted) return;
      await askDue(deps, workspaceId);
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
