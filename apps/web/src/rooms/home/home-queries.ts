// What home shows, in the cache; the live stream marks it as out of date.
import type { FirstSteps, FirstStepsChange } from "@rapport/contracts";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { readerZone } from "../../ui/format.rules.ts";

export const useRisks = (scope: "mine" | "all") =>
  useQuery({
    queryKey: ["home", "risks", scope],
    queryFn: ({ signal }) => api.home.risks({ scope }, { signal }),
  });

export const useChanges = () =>
  useQuery({
    queryKey: ["home", "changes"],
    queryFn: ({ signal }) => api.home.changes({ zone: readerZone() }, { signal }),
  });

const stepsQuery = queryOptions({
  queryKey: ["home", "first-steps"],
  queryFn: () => api.home.firstSteps(),
});

export const useFirstSteps = (enabled: boolean) => useQuery({ ...stepsQuery, enabled });

export const useChangeSteps = () =>
  useMutation({
    mutationFn: (change: FirstStepsChange) => api.home.changeFirstSteps(change),
    onSuccess: (data) => queryClient.setQueryData<FirstSteps>(stepsQuery.queryKey, data),
  });

/** Said once, when the palette was opened for the first time in this browser. */
export const notePalette = (): void => {
  const known = queryClient.getQueryData<FirstSteps>(stepsQuery.queryKey);
  const isKnown = known?.steps.some(({ step, done }) => step === "open-palette" && done);
  if (isKnown || localStorage.getItem("rapport.palette.noted")) return;
  localStorage.setItem("rapport.palette.noted", "yes");
  void api.home.changeFirstSteps({ done: "open-palette" }).then(
    (data) => queryClient.setQueryData<FirstSteps>(stepsQuery.queryKey, data),
    () => localStorage.removeItem("rapport.palette.noted"),
  );
};
