// The log of what went through channels. It is gathered and written some at a time, so that no message waits for it:
// it serves people who look after a channel, and is not what counts. Older than 30 days it goes.
import { type Clock, nowIso, sleep } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import { lowestIdAt, newId } from "../../platform/ids.ts";
import type { Logger } from "../../platform/logger.ts";
import { createRounds } from "../../platform/rounds.ts";
import { workspacesWithChannels } from "./channels.store.ts";
import { addTraffic, deleteOldTraffic, type StoredTraffic } from "./traffic.store.ts";

const gatherMs = 500;
const mostGathered = 5000;
const keptMs = 30 * 24 * 3600 * 1000;
const everyMs = 3600 * 1000;
const firstMs = 90_000;
const atOnce = 2000;

export type Passed = Pick<StoredTraffic, "channelId" | "direction" | "outcome"> &
  Partial<Pick<StoredTraffic, "providerId" | "conversationId" | "reason">>;

export interface Traffic {
  note(workspaceId: string, passed: Passed): void;
  /** Writes what was gathered. */
  flush(): Promise<void>;
  clear(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export function createTraffic(deps: { db: Database; clock: Clock; logger: Logger }): Traffic {
  const { db, clock, logger } = deps;
  const rounds = createRounds({
    round: clear,
    pauseMs: everyMs,
    firstMs,
    logger,
    failed: "The log of channels was not cleared; trying again in an hour",
  });
  let gathered: { workspaceId: string; row: StoredTraffic }[] = [];
  let writing: Promise<void> | null = null;

  async function flush(): Promise<void> {
    const all = Map.groupBy(gathered, ({ workspaceId }) => workspaceId);
    gathered = [];
    for (const [workspaceId, entries] of all) {
      const rows = entries.map(({ row }) => row);
      await db
        .tenant({ workspaceId }, async (tx) => addTraffic(tx, rows))
        .catch((error: unknown) =>
          logger.warn({ error }, "A part of the log of channels was not written"),
        );
    }
  }

  async function soon(): Promise<void> {
    await sleep(gatherMs, rounds.signal);
    writing = null;
    await flush();
  }

  function note(workspaceId: string, passed: Passed): void {
    if (gathered.length >= mostGathered) return;
    const row = { providerId: null, conversationId: null, reason: null, ...passed };
    gathered.push({ workspaceId, row: { id: newId(), at: nowIso(clock), ...row } });
    writing ??= soon();
  }

  async function clear(): Promise<void> {
    const before = lowestIdAt(clock.nowMs() - keptMs);
    for (const { workspaceId, id } of await db.system(workspacesWithChannels)) {
      const step = () =>
        db.tenant({ workspaceId }, (tx) => deleteOldTraffic(tx, id, before, atOnce));
      while (!rounds.signal.aborted && (await step()) === atOnce);
    }
  }

  return {
    note,
    flush,
    clear,
    start: rounds.start,
    stop: async () => {
      await rounds.stop();
      await writing;
      await flush();
    },
  };
}
