// Once an hour: the months ahead get their partitions before an event needs one, and changes that every follower
// has long seen are forgotten.
import { type Clock, sleep } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { forgetChanges, selectHeads } from "./changes.store.ts";
import type { Months } from "./months.ts";
import { dayMs } from "./time.rules.ts";

const roundMs = 3600 * 1000;
const aheadDays = [0, 31, 62];
const keptDays = 30;

export interface Upkeep {
  round(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

interface UpkeepDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  months: Months;
}

export function createUpkeep({ db, clock, logger, months }: UpkeepDeps): Upkeep {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    const nowMs = clock.nowMs();
    const before = new Date(nowMs - keptDays * dayMs).toISOString();
    for (const { workspaceId } of await selectHeads(db)) {
      await months.ensure(
        { workspaceId },
        aheadDays.map((days) => nowMs + days * dayMs),
      );
      await db.tenant({ workspaceId }, async (tx) => forgetChanges(tx, before));
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await round().catch((error: unknown) => {
        logger.warn({ error }, "Upkeep of events failed; trying again in an hour");
      });
      await sleep(roundMs, stopping.signal);
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
