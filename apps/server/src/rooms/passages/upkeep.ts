// Work after the commit: workspaces in which enough has changed learn their latent model anew. Until then what is new is
// folded into the model that there is, and the lexical side finds everything at once.
import { sleep } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { isDue, type TrainDeps, trainPassages } from "./train-passages.ts";

export interface UpkeepDeps extends TrainDeps {
  logger: Logger;
  workspaceIds(): Promise<readonly string[]>;
}

export interface Upkeep {
  round(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

const roundMs = 10_000;

export function createUpkeep(deps: UpkeepDeps): Upkeep {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      if (stopping.signal.aborted) return;
      if (await isDue(deps, workspaceId)) await trainPassages(deps, workspaceId, stopping.signal);
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(roundMs, stopping.signal);
      if (stopping.signal.aborted) return;
      await round().catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        deps.logger.warn({ error }, "Learning from passages failed; trying again");
      });
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
