// A value outside React that components can watch.
import { useSyncExternalStore } from "react";

export const createStore = <T>(first: T) => {
  let value = first;
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    get: (): T => value,
    set: (next: T): void => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    /** Draws again when what `pick` takes of the value is another. */
    use: <P>(pick: (value: T) => P): P => useSyncExternalStore(subscribe, () => pick(value)),
  };
};
