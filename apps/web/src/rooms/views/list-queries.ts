// Lists by hand in the cache, and what is done with them.
import type { ListChanged } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { formatCount } from "../../ui/format.rules.ts";
import { showUndo } from "../../ui/toast.tsx";
import { type ListWork, workOnList } from "./list-work.ts";

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
    mutationFn: (work: ListWork) => workOnList(object, work),
    onSuccess: ({ acts, changed }, { verb, list }) =>
      showUndo(told(verb, list.name, changed), acts),
    onSettled: () => refreshLists(object),
  });
