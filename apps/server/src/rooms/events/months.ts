// Makes sure that the month of an event has its partition before the event comes: ahead of time for the present
// ones, on demand for others. In a transaction of its own, since it takes a lock that others should not wait for.
import type { Database, TenantScope } from "../../platform/db/index.ts";
import { makeMonth } from "./entries.store.ts";
import { monthOf } from "./time.rules.ts";

export interface Months {
  /** Resolves when all of these have one. */
  ensure(scope: TenantScope, timesMs: Iterable<number>): Promise<void>;
}

export function createMonths(db: Database): Months {
  const made = new Set<string>();
  return {
    ensure: async (scope, timesMs) => {
      const missing = new Set<string>();
      for (const ms of timesMs) {
        const month = monthOf(ms);
        if (!made.has(month)) missing.add(month);
      }
      for (const month of missing) {
        await db.tenant(scope, (tx) => makeMonth(tx, month));
        made.add(month);
      }
    },
  };
}
