// Notes when keys and sessions were last used: in the background, in batches, at most once a minute each.
import type { Clock } from "../../platform/clock.ts";
import { nowIso } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";

const flushMs = 5000;
const restMs = 60_000;

export interface KeyUse {
  noteUse(key: { id: string; lastUsedAt: string | null }): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

interface KeyUseDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  touch(tx: Tx, ids: readonly string[], at: string): Promise<void>;
}

export function createKeyUse(deps: KeyUseDeps): KeyUse {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const ids = [...waiting];
    waiting.clear();
    if (ids.length === 0) return;
    await deps.db.system((tx) => deps.touch(tx, ids, nowIso(deps.clock)));
  }

  const flushLater = () => {
    flush().catch((error: unknown) =>
      deps.logger.warn({ error }, "The use of keys and sessions was not noted"),
    );
  };

  return {
    noteUse: ({ id, lastUsedAt }) => {
      const isRecent = lastUsedAt !== null && deps.clock.nowMs() - Date.parse(lastUsedAt) < restMs;
      if (isRecent) return;
      waiting.add(id);
      timer ??= setTimeout(flushLater, flushMs).unref();
    },
    flush,
    stop: flush,
  };
}
