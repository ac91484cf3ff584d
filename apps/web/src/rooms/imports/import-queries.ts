import type { ImportDescription } from "@rapport/sdk";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { isBusy } from "./import.rules.ts";

const RUNNING_MS = 1_000;
const IDLE_MS = 30_000;

/** The latest imports; asked often while one of them works. */
export const recentImportsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: async () => (await api.imports.list({ limit: 20 })).data,
  refetchInterval: (query) => (query.state.data?.some(isBusy) ? RUNNING_MS : IDLE_MS),
});

export const importKey = (id: string) => ["import", id] as const;

/** One import, followed closely while it works. */
export const useImport = (id: string) =>
  useQuery({
    queryKey: importKey(id),
    queryFn: () => api.imports.get(id),
    refetchInterval: (query) => (query.state.data && isBusy(query.state.data) ? RUNNING_MS : false),
  });

/** Keeps what a step answered, so that the screen moves on at once. */
export const keepImport = (job: ImportDescription): void => {
  queryClient.setQueryData(importKey(job.id), job);
  void queryClient.invalidateQueries({ queryKey: ["imports"] });
};
