// Work of which only so much may be under way at once in this process, since each takes memory or a thread: what comes
// more waits for its turn, in the order of coming.

export type InTurns = <T>(work: () => Promise<T>) => Promise<T>;

export function createTurns(mostAtOnce: number): InTurns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    // Whoever ends hands its turn on, so that nobody who comes meanwhile takes it.
    if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
