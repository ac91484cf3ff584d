// Makes sure that the month of an event has its partition before the event comes: ahead of time for the present
// ones, on demand for others. In a transaction of its own, since it takes a lock that others should not wait for.
import type { Database, TenantScope } from "../../platform/db/index.ts";
import { makeMonth } from "./entries.store.ts";
import { dayMs, monthOf } from "./time.rules.ts";

export interface Months {
  /** Resolves when all of these have one. */
  ensure(scope: TenantScope, timesMs: Iterable<number>): Promise<void>;
}

export function createMonths(db: Database): Months {
  const made = new Set<string>();
  /** Days since 1970 whose month is made: what most times are settled by. */
  const days = new Set<number>();
  return {
    ensure: async (scope, timesMs) => {
      const missing = new Map<number, string>();
      for (const ms of timesMs) {
        const day = Math.floor(ms / dayMs);
        if (!days.has(day)) missing.set(day, monthOf(ms));
      }
      for (const [day, month] of missing) {
        if (!made.has(month)) await db.tenant(scope, (tx) => makeMonth(tx, month));
        made.add(month);
        days.add(day);
      }
    },
  };
}
