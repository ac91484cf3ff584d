// Suggested pages: read, published or dismissed with an undo, and what they are made from.
import type { ClosedTicketsInput, SuggestionPublish, SuggestionState } from "@rapport/sdk";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showDone, showError, showUndo } from "../../ui/toast.tsx";

const root = ["knowledge", "suggestions"];
const refresh = () => void queryClient.invalidateQueries({ queryKey: ["knowledge"] });
/** While it looks, what it finds shows as it comes. */
const lookingMs = 4_000;

export const suggestionsQuery = (state: SuggestionState) =>
  queryOptions({
    queryKey: [...root, "list", state],
    queryFn: () => api.knowledge.suggestions.list({ state }),
  });

export const suggestionQuery = (id: string) =>
  queryOptions({
    queryKey: [...root, "one", id],
    queryFn: () => api.knowledge.suggestions.get(id),
  });

export const originsQuery = (pageId: string) =>
  queryOptions({
    queryKey: [...root, "origins", pageId],
    queryFn: () => api.knowledge.suggestions.origins(pageId),
  });

export const closedTicketsQuery = queryOptions({
  queryKey: [...root, "source"],
  queryFn: () => api.knowledge.suggestions.source.get(),
  refetchInterval: ({ state: { data } }) => {
    if (!data?.isLooking) return false;
    void queryClient.invalidateQueries({ queryKey: [...root, "list"] });
    return lookingMs;
  },
});

export const usePublish = (id: string) =>
  useMutation({
    mutationFn: (page: SuggestionPublish) => api.knowledge.suggestions.publish(id, page),
    onSuccess: ({ data, actId }) => {
      showUndo(
        data.state === "published"
          ? `${data.title} is published. Search knows it already.`
          : `${data.title} is kept as a draft.`,
        actId,
      );
      refresh();
    },
  });

export const useDismiss = () =>
  useMutation({
    mutationFn: (id: string) => api.knowledge.suggestions.dismiss(id),
    onSuccess: ({ actId }) => {
      showUndo("Dismissed. It is not suggested again.", actId);
      refresh();
    },
    onError: (error) => showError(error),
  });

export const useSaveSource = () =>
  useMutation({
    mutationFn: (input: ClosedTicketsInput) => api.knowledge.suggestions.source.save(input),
    onSuccess: ({ data, actId }) => {
      showUndo(
        data.isOn
          ? "Saved. Looking begins within half a minute."
          : "Saved. Closed tickets are not looked at.",
        actId,
      );
      refresh();
    },
  });

export const useLookNow = () =>
  useMutation({
    mutationFn: () => api.knowledge.suggestions.source.lookNow(),
    onSuccess: () => {
      showDone("Looking begins within half a minute.");
      refresh();
    },
    onError: (error) => showError(error),
  });
