// Removes the bytes of files that nothing has pointed at for 30 days: their row first, so that none points at
// bytes that are gone. Removes too what is left of uploads whose process was killed on the way.
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import { lowestIdAt } from "../../platform/ids.ts";
import type { Logger } from "../../platform/logger.ts";
import { createRounds } from "../../platform/rounds.ts";
import { forgetUnused } from "./attachments.store.ts";
import { blobKey, incomingPrefix } from "./store-file.ts";

export interface Upkeep {
  /** Answers how many files went. */
  round(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

interface UpkeepDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  blobs: Blobs;
  workspaceIds(): Promise<readonly string[]>;
}

const dayMs = 86_400_000;
const keptMs = 30 * dayMs;
const pauseMs = 3_600_000;
const batchSize = 100;

export function createUpkeep(deps: UpkeepDeps): Upkeep {
  const rounds = createRounds({
    round,
    pauseMs,
    firstMs: pauseMs,
    logger: deps.logger,
    failed: "Files that are not used could not be removed; trying again",
  });

  async function clear(workspaceId: string): Promise<number> {
    let total = 0;
    for (let isMore = true; isMore && !rounds.signal.aborted; ) {
      const before = new Date(deps.clock.nowMs() - keptMs).toISOString();
      const gone = await deps.db.tenant({ workspaceId }, (tx) =>
        forgetUnused(tx, before, batchSize),
      );
      for (const sha256 of gone) await deps.blobs.delete(blobKey(workspaceId, sha256));
      total += gone.length;
      isMore = gone.length === batchSize;
    }
    return total;
  }

  /** The key of an upload under way ends in an id, and so in the time at which it began. */
  async function clearIncoming(workspaceId: string): Promise<void> {
    const prefix = incomingPrefix(workspaceId);
    const oldest = prefix + lowestIdAt(deps.clock.nowMs() - dayMs);
    for await (const { key } of deps.blobs.list(prefix)) {
      if (rounds.signal.aborted) return;
      if (key < oldest) await deps.blobs.delete(key);
    }
  }

  async function round(): Promise<number> {
    let total = 0;
    for (const workspaceId of await deps.workspaceIds()) {
      total += await clear(workspaceId);
      await clearIncoming(workspaceId);
    }
    return total;
  }

  return {
    round,
    start: rounds.start,
    stop: rounds.stop,
  };
}
