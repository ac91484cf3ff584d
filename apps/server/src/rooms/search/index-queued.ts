// Brings into the index what bulk loads have queued: in small steps while the load goes on, since it needs
// the machine more, and all of it once the queue has been quiet for a moment.
import type { Clock } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { spareTime } from "../../platform/spare-time.ts";
import { indexRecords } from "./index-changes.ts";
import type { KnownWords } from "./known-words.ts";
import {
  takeQueuedRecords,
  type WaitingWorkspace,
  workspacesWithQueuedRecords,
} from "./record-queue.store.ts";

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

const quietMs = 1000;
/** Between two steps while a load goes on. */
const loadPauseMs = 5000;
/** How long requests may keep it waiting before a step. */
const patienceMs = 200;

/** Answers whether anything was indexed. */
export type QueuedIndexer = (stopping: AbortSignal) => Promise<boolean>;

export function createQueuedIndexer(deps: IndexQueuedDeps): QueuedIndexer {
  const { db, clock } = deps;
  let steppedAtMs = 0;

  async function indexAll(workspaceId: string, stopping: AbortSignal): Promise<boolean> {
    let hasIndexed = false;
    while (!stopping.aborted && (await indexOne(deps, workspaceId))) {
      hasIndexed = true;
      await spareTime(db, stopping, patienceMs);
    }
    return hasIndexed;
  }

  /** All of it once the load is over; while it goes on, one step now and then. */
  async function index(waiting: WaitingWorkspace, stopping: AbortSignal): Promise<boolean> {
    const nowMs = clock.nowMs();
    if (nowMs - waiting.newestMs > quietMs) return indexAll(waiting.workspaceId, stopping);
    if (nowMs - steppedAtMs < loadPauseMs) return false;
    steppedAtMs = nowMs;
    return indexOne(deps, waiting.workspaceId);
  }

  return async (stopping) => {
    let hasIndexed = false;
    for (const waiting of await workspacesWithQueuedRecords(db)) {
      if (await index(waiting, stopping)) hasIndexed = true;
    }
    return hasIndexed;
  };
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
