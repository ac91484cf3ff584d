// The lines of a deal in the cache, and writing them: each write can be undone, and the deal's amount follows.
import type { LineItem, LineItemChange, LineItemInput } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";

const keyOf = (dealId: string) => ["line-items", dealId];

export const useLines = (dealId: string) =>
  useQuery({ queryKey: keyOf(dealId), queryFn: () => api.lineItems.list(dealId) });

const refresh = (dealId: string) => async (): Promise<void> => {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keyOf(dealId) }),
    queryClient.invalidateQueries({ queryKey: ["record", "deals", dealId] }),
    queryClient.invalidateQueries({ queryKey: ["history", "deals", dealId] }),
  ]);
};

export const useLineWrites = (dealId: string) => {
  const onSettled = refresh(dealId);
  const add = useMutation({
    mutationFn: (data: LineItemInput) => api.lineItems.create(dealId, data),
    onSuccess: ({ data, actId }) => showUndo(`${data.name} added.`, actId),
    onSettled,
  });
  const change = useMutation({
    mutationFn: ({ id, data }: { id: string; data: LineItemChange }) =>
      api.lineItems.update(dealId, id, data),
    onSuccess: ({ data, actId }) => showUndo(`${data.name} changed.`, actId),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (line: LineItem) => api.lineItems.remove(dealId, line.id),
    onSuccess: ({ actId }, line) => showUndo(`${line.name} removed.`, actId),
    onError: (error) => showError(error, "The line was not removed"),
    onSettled,
  });
  return { add, change, remove };
};
