// A sample of what was served, kept so that it can be computed again from the sources. Gathered in memory and written by
// the upkeep: reading waits for nothing, and a kill loses some of a sample.
import type { Database } from "../../platform/db/index.ts";
import { keepServed, type ServedRow } from "./checks.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import type { OnlineRow } from "./online.ts";

export interface ServedLog {
  note(workspaceId: string, set: FeatureSet, rows: readonly OnlineRow[], nowMs: number): void;
  write(db: Database): Promise<void>;
}

/** One of so many rows. */
const everyRow = 50;
const mostWaiting = 2000;

export function createServedLog(): ServedLog {
  let waiting: { workspaceId: string; row: ServedRow }[] = [];
  let seen = 0;
  return {
    note: (workspaceId, set, rows, nowMs) => {
      for (const { entityId, values } of rows) {
        seen += 1;
        if (seen % everyRow !== 1 || waiting.length >= mostWaiting) continue;
        const row = { setHash: set.hash, entityId, asOf: new Date(nowMs).toISOString(), values };
        waiting.push({ workspaceId, row });
      }
    },
    write: async (db) => {
      const taken = waiting;
      waiting = [];
      for (const [workspaceId, some] of Map.groupBy(taken, (one) => one.workspaceId))
        await db.tenant({ workspaceId }, async (tx) =>
          keepServed(
            tx,
            some.map(({ row }) => row),
          ),
        );
    },
  };
}
