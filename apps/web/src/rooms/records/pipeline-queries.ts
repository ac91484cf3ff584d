import type { Pipeline } from "@rapport/sdk";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: () => api.pipelines.list(),
  staleTime: 120_000,
});

export const usePipelines = (): Pipeline[] => useQuery(pipelinesQuery).data ?? [];
