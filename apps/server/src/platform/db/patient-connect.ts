// Connections for work in the background: one after the other, each when one is free and nobody waits, so that no
// request stands behind them all.
import { once } from "node:events";
import type pg from "pg";

/** However many requests wait: what runs in the background goes on, if slowly. */
const mostPatienceMs = 100;

export function createPatientConnect(pool: pg.Pool): () => Promise<pg.PoolClient> {
  /** Settles when the last one who asked has its connection. */
  let last: Promise<unknown> = Promise.resolve();

  const isFree = () =>
    pool.waitingCount === 0 && (pool.idleCount > 0 || pool.totalCount < pool.options.max);

  async function untilFree(): Promise<void> {
    if (isFree()) return;
    const patience = AbortSignal.timeout(mostPatienceMs);
    while (!isFree() && !patience.aborted) {
      // It rejects when the time is over.
      await once(pool, "release", { signal: patience }).catch(() => undefined);
    }
  }

  return () => {
    const own = last.then(untilFree).then(() => pool.connect());
    last = own.catch(() => undefined);
    return own;
  };
}
