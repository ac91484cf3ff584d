// Suggestions for a record and the actions behind them. A suggestion changes with the record, so an open one is asked again.
import type { ActionEntity, ActionFeedback, NextAction } from "@rapport/contracts";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";

export const nextActionsQuery = (object: ActionEntity, id: string) =>
  queryOptions({
    queryKey: ["next-actions", object, id],
    queryFn: () => api.actions.next(object, id),
    refetchInterval: 10_000,
  });

export const actionsQuery = queryOptions({
  queryKey: ["actions"],
  queryFn: () => api.actions.list(),
  refetchInterval: 15_000,
});

const refresh = async (): Promise<void> => {
  await queryClient.invalidateQueries({ queryKey: ["next-actions"] });
  await queryClient.invalidateQueries({ queryKey: ["actions"] });
};

export const useTake = (object: ActionEntity, id: string) =>
  useMutation({
    mutationFn: ({ action }: NextAction) => api.actions.take(object, id, { action }),
    onSuccess: async ({ actId }, { does }) => {
      await queryClient.invalidateQueries();
      showUndo(`Task made: ${does}.`, actId);
    },
    onError: (error) => {
      showError(error, "The task was not made");
      void refresh();
    },
  });

export const useTellAction = (object: ActionEntity, id: string) =>
  useMutation({
    mutationFn: (feedback: ActionFeedback) => api.actions.tell(object, id, feedback),
    onSuccess: async ({ actId }) => {
      await refresh();
      showUndo("Noted.", actId);
    },
    onError: (error) => showError(error, "It was not noted"),
  });

export const useStartTrial = (key: string) =>
  useMutation({
    mutationFn: (share: number) => api.actions.startTrial(key, { share }),
    onSuccess: async ({ data, actId }) => {
      await refresh();
      showUndo(`A trial of "${data.title}" runs.`, actId);
    },
    onError: (error) => showError(error, "The trial was not started"),
  });

export const useStopTrial = (key: string) =>
  useMutation({
    mutationFn: () => api.actions.stopTrial(key),
    onSuccess: async ({ data, actId }) => {
      await refresh();
      showUndo(`The trial of "${data.title}" ended.`, actId);
    },
    onError: (error) => showError(error, "The trial was not stopped"),
  });
