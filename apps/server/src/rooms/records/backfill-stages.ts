// The ways of deals that were there before ways were kept, read from the audit log once. A deal without entries is
// one that waits, so there is nothing else to remember: a killed job goes on where it was. Deals are held while
// their log is read, so that no move falls between.
import { sleep } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { entriesOfRecords } from "../governance/index.ts";
import { holdUnwritten, replaceEntries } from "./stage-entries.store.ts";
import { unseenWay, wayOf } from "./stage-history.rules.ts";

const batchSize = { embedded: 100, server: 500 };
const breathMs = 5;

export interface StageBackfill {
  run(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface StageBackfillDeps {
  db: Database;
  logger: Logger;
  workspaceIds(): Promise<readonly string[]>;
}

/** Answers the last deal of the batch; null when there was none. */
async function step(tx: Tx, afterId: string | null, limit: number): Promise<string | null> {
  const deals = await holdUnwritten(tx, afterId, limit);
  const last = deals.at(-1);
  if (!last) return null;
  const logged = await entriesOfRecords(tx, {
    object: "deals",
    recordIds: deals.map(({ id }) => id),
    field: "stageId",
  });
  const logs = Map.groupBy(logged, ({ recordId }) => recordId);
  const ways = deals.map((deal) => {
    const way = wayOf(deal.id, logs.get(deal.id) ?? []);
    const isWhole = way.at(-1)?.stageId === deal.stageId;
    return [deal.id, isWhole ? way : unseenWay(deal)] as const;
  });
  replaceEntries(tx, new Map(ways));
  return last.id;
}

export function createStageBackfill({
  db,
  logger,
  workspaceIds,
}: StageBackfillDeps): StageBackfill {
  const stopping = new AbortController();
  const { signal } = stopping;
  const limit = db.isEmbedded ? batchSize.embedded : batchSize.server;
  let running: Promise<void> = Promise.resolve();

  async function fill(workspaceId: string): Promise<void> {
    let afterId: string | null = null;
    do {
      const from: string | null = afterId;
      afterId = await db.tenant({ workspaceId }, (tx) => step(tx, from, limit));
      await sleep(breathMs, signal);
    } while (afterId !== null && !signal.aborted);
  }

  async function run(): Promise<void> {
    for (const workspaceId of await workspaceIds()) {
      if (!signal.aborted) await fill(workspaceId);
    }
  }

  return {
    run,
    start: () => {
      running = run().catch((error: unknown) => {
        logger.warn({ error }, "The ways of older deals were not all read; the next start goes on");
      });
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
