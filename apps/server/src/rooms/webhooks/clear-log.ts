// Once an hour: deliveries, attempts and events older than 30 days go, and so does what is left of endpoints
// that were removed. Bit by bit, so that nobody waits; any number of processes may do it at once.
import { nowIso } from "../../platform/clock.ts";
import { lowestIdAt } from "../../platform/ids.ts";
import { createRounds } from "../../platform/rounds.ts";
import {
  deleteOldDeliveries,
  deleteOldEvents,
  deleteRemoved,
  giveUpWaiting,
  workspacesWithEndpoints,
} from "./log.store.ts";
import type { WebhooksDeps } from "./webhooks-deps.ts";

const dayMs = 24 * 3600 * 1000;
export const keptMs = 30 * dayMs;
const everyMs = 3600 * 1000;
const firstMs = 60_000;
const atOnce = 2000;

export interface LogClearing {
  clear(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export function createLogClearing({
  db,
  clock,
  logger,
}: Pick<WebhooksDeps, "db" | "clock" | "logger">): LogClearing {
  const rounds = createRounds({
    round: clear,
    pauseMs: everyMs,
    firstMs,
    logger,
    failed: "The log of webhooks was not cleared; trying again in an hour",
  });

  async function clearIn(workspaceId: string): Promise<void> {
    const scope = { workspaceId };
    const oldestMs = clock.nowMs() - keptMs;
    const steps = [
      () => db.tenant(scope, (tx) => deleteOldDeliveries(tx, lowestIdAt(oldestMs), atOnce)),
      // A day later than their deliveries, so that none is left without its event.
      () => db.tenant(scope, (tx) => deleteOldEvents(tx, lowestIdAt(oldestMs - dayMs), atOnce)),
      () => db.tenant(scope, (tx) => deleteRemoved(tx, atOnce)),
    ];
    await db.tenant(scope, (tx) => giveUpWaiting(tx, lowestIdAt(oldestMs), nowIso(clock)));
    for (const step of steps) while (!rounds.signal.aborted && (await step()) > 0);
  }

  async function clear(): Promise<void> {
    for (const workspaceId of await db.system(workspacesWithEndpoints)) await clearIn(workspaceId);
  }

  return {
    clear,
    start: rounds.start,
    stop: rounds.stop,
  };
}
