// Brings into the index what bulk loads have queued: in small steps while the load goes on, since it needs
// the machine more, and all of it once the queue has been quiet for a moment.
import type { Clock } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { indexRecords } from "./index-changes.ts";
import type { KnownWords } from "./known-words.ts";
import { takeQueuedRecords, workspacesWithQueuedRecords } from "./record-queue.store.ts";

export type ReadRecords = (
  tx: Tx,
  object: string,
  ids: readonly string[],
) => Promise<readonly Record<string, unknown>[]>;

export interface IndexQueuedDeps {
  db: Database;
  clock: Clock;
  known: KnownWords;
  readRecords: ReadRecords;
}

const quietMs = 2000;

/** Whether anything was indexed. */
export async function indexQueued(deps: IndexQueuedDeps, stopping: AbortSignal): Promise<boolean> {
  let hasIndexed = false;
  for (const { workspaceId, newestMs } of await workspacesWithQueuedRecords(deps.db)) {
    const isQuiet = deps.clock.nowMs() - newestMs > quietMs;
    let isMore = true;
    while (isMore && !stopping.aborted) {
      const isOne = await indexOne(deps, workspaceId);
      hasIndexed ||= isOne;
      isMore = isOne && isQuiet;
    }
  }
  return hasIndexed;
}

/** One entry of the queue, in one transaction; false when there is none. */
async function indexOne(deps: IndexQueuedDeps, workspaceId: string): Promise<boolean> {
  return deps.db.tenant({ workspaceId }, async (tx) => {
    const queued = await takeQueuedRecords(tx);
    if (!queued) return false;
    const { object, recordIds } = queued;
    const records = await deps.readRecords(tx, object, recordIds);
    const live = records.filter((record) => !record.deletedAt);
    indexRecords(
      tx,
      live.map((record) => ({ object, record })),
      deps.known,
    );
    return true;
  });
}
