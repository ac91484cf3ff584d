// Forgets answers that were kept for an Idempotency-Key: callers' after a day, since they hold records;
// the marks of durable work, which hold none, after a month, when no run can come back to them.
import type { Clock } from "./clock.ts";
import { systemUserId } from "./context.ts";
import type { Database } from "./db/index.ts";
import type { Logger } from "./logger.ts";
import { createRounds } from "./rounds.ts";

export interface KeptAnswers {
  start(): void;
  stop(): Promise<void>;
  /** Forgets what is due; answers how many. */
  forget(): Promise<number>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const batchSize = 2000;

export function createKeptAnswers(deps: {
  db: Database;
  clock: Clock;
  logger: Logger;
}): KeptAnswers {
  /** By place, which no statistics can plan wrongly: rows this old are not changed any more. */
  async function forgetSome(): Promise<number> {
    const nowMs = deps.clock.nowMs();
    const iso = (ageMs: number) => new Date(nowMs - ageMs).toISOString();
    const gone = await deps.db.system((tx) =>
      tx.query(
        `DELETE FROM platform.idempotency WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM platform.idempotency
           WHERE created_at < $1 AND (principal_id <> $3 OR created_at < $2)
           ORDER BY created_at LIMIT ${batchSize}))
         RETURNING 1`,
        [iso(dayMs), iso(30 * dayMs), systemUserId],
      ),
    );
    return gone.length;
  }

  async function forget(signal: AbortSignal): Promise<number> {
    let total = 0;
    for (;;) {
      const count = await forgetSome();
      total += count;
      if (count < batchSize || signal.aborted) return total;
    }
  }

  const { round, start, stop } = createRounds({
    round: forget,
    pauseMs: hourMs,
    logger: deps.logger,
    failed: "Old answers could not be forgotten; trying again",
  });
  return { forget: round, start, stop };
}
