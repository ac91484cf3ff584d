// What the screen of AI models reads, and how it writes.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showDone, showError } from "../../ui/toast.tsx";

const REFRESH_MS = 10_000;

export const providersQuery = queryOptions({
  queryKey: ["ai", "providers"],
  queryFn: () => api.ai.providers.list(),
  refetchInterval: REFRESH_MS,
});

export const purposesQuery = queryOptions({
  queryKey: ["ai", "purposes"],
  queryFn: () => api.ai.purposes(),
});

export const budgetsQuery = queryOptions({
  queryKey: ["ai", "budgets"],
  queryFn: () => api.ai.budgets.list(),
  refetchInterval: REFRESH_MS,
});

export const callsQuery = queryOptions({
  queryKey: ["ai", "calls"],
  queryFn: () => api.ai.calls({ limit: 50 }),
  refetchInterval: REFRESH_MS,
});

interface Saying<T, R> {
  run: (input: T) => Promise<R>;
  /** Null: the screen says it itself. */
  done: string | null;
  failed: string;
  onDone?: (result: R) => void;
}

/** One write, with what to say of it; everything that hangs on it is read anew. */
export const useAiWrite = <T, R>({ run, done, failed, onDone }: Saying<T, R>) =>
  useMutation({
    mutationFn: run,
    onSuccess: async (result) => {
      await queryClient.invalidateQueries({ queryKey: ["ai"] });
      if (done !== null) showDone(done);
      onDone?.(result);
    },
    onError: (error) => showError(error, failed),
  });
