// Lists that are open as tables: what is new for one waits behind a chip, so that rows do not move under the cursor.
import type { Filter } from "@rapport/sdk";
import { useCallback, useEffect, useId } from "react";
import { queryClient } from "../../platform/api.ts";
import { createStore } from "./external-store.ts";

export interface OpenList {
  object: string;
  filter: Filter | undefined;
  arrived: ReadonlySet<string>;
  many: boolean;
}

const lists = createStore<ReadonlyMap<string, OpenList>>(new Map());
const NOTHING = { arrived: new Set<string>(), many: false };

export const openLists = (object: string): [string, OpenList][] =>
  [...lists.get()].filter(([, list]) => list.object === object);

export const changeList = (key: string, change: (list: OpenList) => Partial<OpenList>): void => {
  const list = lists.get().get(key);
  if (list) lists.set(new Map(lists.get()).set(key, { ...list, ...change(list) }));
};

/** Announces a table; answers what waits for it, and how to take that in. */
export const useLiveList = (object: string, filter: Filter | undefined) => {
  const key = useId();
  const text = JSON.stringify(filter ?? null);
  useEffect(() => {
    const asked = JSON.parse(text) as Filter | null;
    lists.set(new Map(lists.get()).set(key, { object, filter: asked ?? undefined, ...NOTHING }));
    return () => {
      const rest = new Map(lists.get());
      rest.delete(key);
      lists.set(rest);
    };
  }, [key, object, text]);
  const waiting = lists.use((all) => all.get(key));
  const take = useCallback(() => {
    changeList(key, () => NOTHING);
    void queryClient.invalidateQueries({ queryKey: ["list", object] });
    void queryClient.invalidateQueries({ queryKey: ["total", object] });
    void queryClient.invalidateQueries({ queryKey: ["groups", object] });
  }, [key, object]);
  return { arrived: waiting?.arrived.size ?? 0, many: waiting?.many ?? false, take };
};
