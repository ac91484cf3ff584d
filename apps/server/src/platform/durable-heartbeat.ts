// Says every two seconds that this process lives, and hands the runs of those that stopped saying so
// to the durable engine, which gives each run to exactly one taker.
// A process that could not beat itself (database away, event loop blocked) judges nobody until it has
// beaten for as long as it takes to be called dead: after an outage, all beats are old.
import type { Database } from "./db/index.ts";
import type { Logger } from "./logger.ts";
import { createRounds } from "./rounds.ts";

const beatEveryMs = 2000;
const deadAfterMs = 10_000;

export interface Heartbeat {
  beat(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
  /** Takes this process off the list; whatever it still held is free at once. */
  leave(): Promise<void>;
}

interface HeartbeatDeps {
  db: Database;
  logger: Logger;
  executorId: string;
  /** Re-queues the runs of dead processes; answers how many. */
  takeOver(executorIds: string[]): Promise<number>;
}

export function createHeartbeat({ db, logger, executorId, takeOver }: HeartbeatDeps): Heartbeat {
  let steadySinceMs = performance.now();
  let lastBeatMs = performance.now();

  async function beat(): Promise<void> {
    await db.system((tx) =>
      tx.query(
        `INSERT INTO platform.executors (id) VALUES ($1)
         ON CONFLICT (id) DO UPDATE SET beat_at = now()`,
        [executorId],
      ),
    );
    const nowMs = performance.now();
    if (nowMs - lastBeatMs > deadAfterMs / 2) steadySinceMs = nowMs;
    lastBeatMs = nowMs;
  }

  async function sweep(): Promise<void> {
    // Embedded, the folder's lock says that nobody else lives.
    const mayJudge = db.isEmbedded || performance.now() - steadySinceMs >= deadAfterMs;
    if (!mayJudge) return;
    const rows = await db.system((tx) =>
      tx.query<{ executor_id: string }>(
        `SELECT DISTINCT w.executor_id FROM dbos.workflow_status w
         WHERE w.status = 'PENDING' AND w.executor_id IS NOT NULL AND w.executor_id <> $1
           AND NOT EXISTS (
             SELECT 1 FROM platform.executors e
             WHERE e.id = w.executor_id AND NOT $2 AND e.beat_at > now() - make_interval(secs => $3))`,
        [executorId, db.isEmbedded, deadAfterMs / 1000],
      ),
    );
    if (rows.length === 0) return;
    const dead = rows.map((row) => row.executor_id);
    const count = await takeOver(dead);
    if (count > 0)
      logger.warn(
        { executors: dead, runs: count },
        "Took over the durable runs of processes that ended",
      );
    await db.system((tx) =>
      tx.query("DELETE FROM platform.executors WHERE id = ANY($1::text[])", [dead]),
    );
  }

  const rounds = createRounds({
    round: async () => {
      await beat();
      await sweep();
    },
    pauseMs: beatEveryMs,
    logger,
    failed: "The heartbeat of durable work failed; trying again",
  });

  return {
    beat,
    start: rounds.start,
    stop: rounds.stop,
    leave: async () => {
      await db
        .system((tx) => tx.query("DELETE FROM platform.executors WHERE id = $1", [executorId]))
        .catch(() => undefined);
    },
  };
}
