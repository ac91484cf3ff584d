// Feature sets and features. A check is run on the server and changes what is known of the set.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showDone, showError } from "../../ui/toast.tsx";

export const featureSetsQuery = queryOptions({
  queryKey: ["feature-sets"],
  queryFn: () => api.features.list(),
  staleTime: 15_000,
});

export const featureQuery = (set: string, feature: string) =>
  queryOptions({
    queryKey: ["feature-sets", set, feature],
    queryFn: () => api.features.feature(set, feature),
    staleTime: 15_000,
  });

export const useCheckSet = () =>
  useMutation({
    mutationFn: (set: string) => api.features.check(set),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["feature-sets"] }),
    onError: (error) => showError(error),
  });

export const useBackfillSet = () =>
  useMutation({
    mutationFn: (set: string) => api.features.backfill(set),
    onSuccess: ({ isNew }) =>
      showDone(
        isNew ? "All values are computed anew in the background." : "It is under way already.",
      ),
    onError: (error) => showError(error),
  });
