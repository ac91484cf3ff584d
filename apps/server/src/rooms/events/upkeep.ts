// Once an hour: the months ahead get their partitions before an event needs one, changes that every follower has long
// seen are forgotten with tables that were removed, and identities find people who were made at the same moment.
import type { Logger } from "../../platform/logger.ts";
import { createRounds } from "../../platform/rounds.ts";
import { forgetChanges, selectHeads } from "./changes.store.ts";
import { forgetLookups } from "./enrichments.store.ts";
import type { Months } from "./months.ts";
import { type RelinkDeps, relink } from "./relink.ts";
import { dayMs } from "./time.rules.ts";

const roundMs = 3600 * 1000;
const aheadDays = [0, 31, 62];
const keptDays = 30;

export interface Upkeep {
  round(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

interface UpkeepDeps extends RelinkDeps {
  logger: Logger;
  months: Months;
}

export function createUpkeep(deps: UpkeepDeps): Upkeep {
  const { db, clock, logger, months } = deps;
  const rounds = createRounds({
    round,
    pauseMs: roundMs,
    logger,
    failed: "Upkeep of events failed; trying again in an hour",
  });

  async function round(): Promise<void> {
    const nowMs = clock.nowMs();
    const before = new Date(nowMs - keptDays * dayMs).toISOString();
    for (const { workspaceId } of await selectHeads(db)) {
      await months.ensure(
        { workspaceId },
        aheadDays.map((days) => nowMs + days * dayMs),
      );
      await db.tenant({ workspaceId }, async (tx) => {
        forgetChanges(tx, before);
        forgetLookups(tx, before);
      });
      await relink(deps, workspaceId);
    }
  }

  return {
    round,
    start: rounds.start,
    stop: rounds.stop,
  };
}
