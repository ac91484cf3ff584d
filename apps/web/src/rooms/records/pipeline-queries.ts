import type { Pipeline } from "@rapport/sdk";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { sharedQuery } from "../../platform/shared-query.ts";

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: () => api.pipelines.list(),
  staleTime: 120_000,
});

const usePipelinesData = sharedQuery(pipelinesQuery);
const NONE: Pipeline[] = [];

export const usePipelines = (): Pipeline[] => usePipelinesData() ?? NONE;
