// Saved views of an object, as this member can ask them.
import type { SavedView } from "@rapport/sdk";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";

const NONE: SavedView[] = [];

export const viewsQuery = (object: string) =>
  queryOptions({
    queryKey: ["views", object],
    queryFn: () => api.views.list({ object }),
    staleTime: 60_000,
  });

export const useViews = (object: string): { views: SavedView[]; isKnown: boolean } => {
  const { data, isSuccess } = useQuery(viewsQuery(object));
  return { views: data ?? NONE, isKnown: isSuccess };
};
