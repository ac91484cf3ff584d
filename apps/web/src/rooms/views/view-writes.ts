// Saving, changing and deleting views. Each says what it did and offers to take it back.
import type { SavedView, ViewChange, ViewInput } from "@rapport/sdk";
import { isRapportError } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import { viewsQuery } from "./view-queries.ts";

const keep = (view: SavedView): void => {
  queryClient.setQueryData<SavedView[]>(viewsQuery(view.object).queryKey, (old) => {
    if (!old) return old;
    const isKnown = old.some(({ id }) => id === view.id);
    const next = isKnown ? old.map((one) => (one.id === view.id ? view : one)) : [...old, view];
    return next.toSorted((a, b) => a.position - b.position);
  });
};

export const useSaveAs = () =>
  useMutation({
    mutationFn: (input: ViewInput) => api.views.create(input),
    onSuccess: ({ data, actId }) => {
      keep(data);
      showUndo(`View "${data.name}" saved.`, actId);
    },
  });

interface ViewEdit {
  view: SavedView;
  change: ViewChange;
  /** What was done, for the message; without it nothing is said. */
  done?: string;
}

/** Changes a view, unless someone else did meanwhile: then theirs is shown and nothing is overwritten. */
export const useChangeView = () =>
  useMutation({
    mutationFn: ({ view, change }: ViewEdit) =>
      api.views.update(view.id, change, { version: view.version }),
    onSuccess: ({ data, actId }, { done }) => {
      keep(data);
      if (done) showUndo(done, actId);
    },
    onError: (error, { view }) => {
      const isConflict = isRapportError(error) && error.status === 412;
      showError(error, isConflict ? "Someone else changed this view" : "The view was not changed");
      void queryClient.invalidateQueries({ queryKey: viewsQuery(view.object).queryKey });
    },
  });

export const useDeleteView = () =>
  useMutation({
    mutationFn: (view: SavedView) => api.views.remove(view.id),
    onSuccess: ({ actId }, view) => {
      queryClient.setQueryData<SavedView[]>(viewsQuery(view.object).queryKey, (old) =>
        old?.filter(({ id }) => id !== view.id),
      );
      showUndo(`View "${view.name}" deleted.`, actId);
    },
    onError: (error) => showError(error, "The view was not deleted"),
  });

/** Writes the order of tabs down, as far as the member may. */
export const useOrderViews = () =>
  useMutation({
    mutationFn: async (ordered: SavedView[]) => {
      for (const [position, view] of ordered.entries()) {
        if (view.position === position || !view.mayChange) continue;
        keep((await api.views.update(view.id, { position })).data);
      }
    },
    onError: (error) => showError(error, "The order was not saved"),
  });
