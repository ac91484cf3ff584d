// Models and scores, kept fresh: a training is looked at while it runs, the live stream tells when scores of an open record
// are others than before.
import type { ModelCard, ModelEntity, ScoreFeedback } from "@rapport/contracts";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import { isLive } from "../live/live-updates.ts";

const isUnderWay = (state: string | undefined): boolean =>
  state === "waiting" || state === "running";

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: () => api.models.list(),
  refetchInterval: ({ state }) =>
    state.data?.some(({ run }) => isUnderWay(run?.state)) ? 1500 : 30_000,
});

export const modelQuery = (key: string) =>
  queryOptions({
    queryKey: ["models", key],
    queryFn: () => api.models.get(key),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.run?.state) ? 1000 : 30_000),
  });

export const scoresQuery = (object: ModelEntity, id: string) =>
  queryOptions({
    queryKey: ["scores", object, id],
    queryFn: () => api.models.scores(object, id),
    // The stream tells of scores that are written, once it is open; not of those that are taken away.
    refetchInterval: () => (isLive() ? 30_000 : 800),
  });

const refresh = () => queryClient.invalidateQueries({ queryKey: ["models"] });

const failed = (what: string) => (error: unknown) => {
  showError(error, what);
  void refresh();
};

export const useTrain = (key: string) =>
  useMutation({
    mutationFn: () => api.models.train(key),
    onSuccess: () => refresh(),
    onError: failed("The training was not started"),
  });

export const useRollback = (card: ModelCard) =>
  useMutation({
    mutationFn: () => api.models.rollback(card.key),
    onSuccess: async ({ data, actId }) => {
      queryClient.setQueryData(["models", card.key], data);
      await refresh();
      showUndo(`${card.title} is back at release ${data.release ?? "none"}.`, actId);
    },
    onError: failed("It was not rolled back"),
  });

export const usePromote = (key: string) =>
  useMutation({
    mutationFn: (promotion: Parameters<typeof api.models.promote>[1]) =>
      api.models.promote(key, promotion),
    onSuccess: async ({ data, actId }) => {
      queryClient.setQueryData(["models", key], data);
      await refresh();
      showUndo("The release was put in place.", actId);
    },
    onError: failed("The release was not put in place"),
  });

export const useWithdraw = (key: string) =>
  useMutation({
    mutationFn: (role: "shadow" | "canary") => api.models.withdraw(key, role),
    onSuccess: async ({ data, actId }) => {
      queryClient.setQueryData(["models", key], data);
      await refresh();
      showUndo("The canary was stopped.", actId);
    },
    onError: failed("The canary was not stopped"),
  });

export const useTell = (object: ModelEntity, id: string) =>
  useMutation({
    mutationFn: (feedback: ScoreFeedback) => api.models.tell(object, id, feedback),
    onSuccess: async ({ actId }) => {
      await queryClient.invalidateQueries({ queryKey: ["scores", object, id] });
      showUndo("Thank you. The next training learns from it.", actId);
    },
    onError: (error) => showError(error, "It was not noted"),
  });
