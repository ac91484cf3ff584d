// Lists by hand in the cache, and what is done with them.
import type { ListAddition, ListChanged } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { formatCount } from "../../ui/format.rules.ts";
import { showUndo } from "../../ui/toast.tsx";

export const useLists = (object?: string) =>
  useQuery({
    queryKey: ["lists", object ?? "all"],
    queryFn: () => api.lists.list(object ? { object } : {}),
    staleTime: 60_000,
  });

export const useListsOf = (object: string, recordId: string) =>
  useQuery({
    queryKey: ["lists", "of", object, recordId],
    queryFn: () => api.lists.list({ object, recordId }),
  });

export const refreshLists = async (object: string): Promise<void> => {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ["lists"] }),
    queryClient.invalidateQueries({ queryKey: ["list", object] }),
    queryClient.invalidateQueries({ queryKey: ["total", object] }),
  ]);
};

/** What to do with which records, in a list that is there or is made first. */
export interface ListWork {
  verb: "add" | "take out";
  list: { id: string; name: string } | { name: string };
  what: ListAddition;
}

const told = (
  verb: ListWork["verb"],
  name: string,
  { changed, unchanged }: ListChanged,
): string => {
  const done = verb === "add" ? "added to" : "taken out of";
  const kept = verb === "add" ? "already in it" : "not in it";
  const rest = unchanged > 0 ? ` ${formatCount(unchanged, "was", "were")} ${kept}.` : "";
  return `${formatCount(changed, "record", "records")} ${done} ${name}.${rest}`;
};

export const useListWork = (object: string) =>
  useMutation({
    mutationFn: async ({ verb, list, what }: ListWork) => {
      const made = "id" in list ? null : await api.lists.create({ object, name: list.name });
      const id = "id" in list ? list.id : (made?.data.id ?? "");
      const ids = "recordIds" in what ? what.recordIds : [];
      const done =
        verb === "add" ? await api.lists.add(id, what) : await api.lists.takeOut(id, ids);
      const acts = [made?.actId, done.actId].filter((act) => typeof act === "string");
      return { acts, changed: done.data };
    },
    onSuccess: ({ acts, changed }, { verb, list }) =>
      showUndo(told(verb, list.name, changed), acts),
    onSettled: () => refreshLists(object),
  });
