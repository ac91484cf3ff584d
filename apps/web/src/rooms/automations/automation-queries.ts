// What the screens of automations read.
import { queryOptions } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";

const LIVE_MS = 5_000;

export const automationsQuery = queryOptions({
  queryKey: ["automations"],
  queryFn: () => api.automations.list(),
  refetchInterval: LIVE_MS * 3,
});

export const automationQuery = (id: string) =>
  queryOptions({ queryKey: ["automations", id], queryFn: () => api.automations.get(id) });

export const catalogueQuery = queryOptions({
  queryKey: ["automation-catalogue"],
  queryFn: () => api.automations.catalogue(),
  staleTime: 300_000,
});

export const recipesQuery = queryOptions({
  queryKey: ["automation-recipes"],
  queryFn: () => api.automations.recipes(),
  staleTime: 60_000,
});

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["automation-run", id],
    queryFn: () => api.automations.runs.get(id),
    refetchInterval: LIVE_MS,
  });

export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: () => api.templates.list(),
});

export const templateQuery = (id: string) =>
  queryOptions({ queryKey: ["templates", id], queryFn: () => api.templates.get(id) });

export const placeholdersQuery = (object: string) =>
  queryOptions({
    queryKey: ["placeholders", object],
    queryFn: () => api.templates.placeholders(object),
    staleTime: 60_000,
  });
