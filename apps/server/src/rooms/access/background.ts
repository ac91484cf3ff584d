// Work that nobody waits for: its faults are logged, and stopping waits for it.
import type { Logger } from "../../platform/logger.ts";

export interface Background {
  run(what: string, work: () => Promise<void>): void;
  /** Resolves when all that was started has ended. */
  settle(): Promise<void>;
}

export function createBackground(logger: Logger): Background {
  const running = new Set<Promise<void>>();
  return {
    run: (what, work) => {
      const task = work()
        .catch((error: unknown) => logger.warn({ error, what }, "Work in the background failed"))
        .finally(() => running.delete(task));
      running.add(task);
    },
    settle: async () => {
      await Promise.all(running);
    },
  };
}
