// Saves states of one thing that follow each other quickly: one at a time, each on the version that the last one made.
// Of those that come while one is being saved, only the newest is.

interface LatestSave<T, S> {
  save: (kept: T, state: S) => Promise<T>;
  /** Nothing is on its way any more, and this is what was saved last; what was refused is told by `save` itself. */
  onRest: (kept: T) => void;
}

/** Answers what takes a state; `kept` is what it was made on, for the first of a row. */
export const createLatestSave = <T, S>({ save, onRest }: LatestSave<T, S>) => {
  let waiting: { state: S } | null = null;
  let isBusy = false;

  return async (first: T, state: S): Promise<void> => {
    waiting = { state };
    if (isBusy) return;
    isBusy = true;
    let kept = first;
    try {
      for (let next: { state: S } | null = waiting; next !== null; next = waiting) {
        waiting = null;
        kept = await save(kept, next.state);
      }
    } catch {
      // Those that follow were made on what was refused.
      waiting = null;
    }
    isBusy = false;
    onRest(kept);
  };
};
