// One subscription for what very many parts of a screen read, such as the members' names in each row: an observer for
// each cell would cost more than drawing it.
import { type QueryKey, QueryObserver, type QueryObserverOptions } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { queryClient } from "./api.ts";

type Options<T, K extends QueryKey> = QueryObserverOptions<T, Error, T, T, K> & { queryKey: K };

/** A hook that gives the query's data, loaded and kept fresh as long as anyone reads it. */
export const sharedQuery = <T, K extends QueryKey>(options: Options<T, K>) => {
  const listeners = new Set<() => void>();
  let stop = (): void => undefined;
  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    if (listeners.size === 1) stop = new QueryObserver(queryClient, options).subscribe(notify);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) stop();
    };
  };
  const read = (): T | undefined => queryClient.getQueryData<T>(options.queryKey);
  return (): T | undefined => useSyncExternalStore(subscribe, read);
};
