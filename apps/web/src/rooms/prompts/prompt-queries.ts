// What the screens of prompts read, and how they write.
import type { AiPrompt, AiPromptKey } from "@rapport/sdk";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showDone, showError, showUndo } from "../../ui/toast.tsx";

const RUNNING_MS = 1_000;
const TRIAL_MS = 15_000;

export const promptsQuery = queryOptions({
  queryKey: ["prompts"],
  queryFn: () => api.ai.prompts.list(),
  // A trial ends by itself.
  refetchInterval: ({ state }) => (state.data?.some(({ trial }) => trial) ? TRIAL_MS : false),
});

export const trialsQuery = (key: AiPromptKey) =>
  queryOptions({
    queryKey: ["prompts", key, "trials"],
    queryFn: () => api.ai.prompts.trials(key),
  });

export const examplesQuery = (key: AiPromptKey) =>
  queryOptions({
    queryKey: ["prompts", key, "examples"],
    queryFn: () => api.ai.prompts.examples(key),
  });

export const evaluationsQuery = (key: AiPromptKey) =>
  queryOptions({
    queryKey: ["prompts", key, "evaluations"],
    queryFn: () => api.ai.prompts.evaluations(key),
    refetchInterval: ({ state }) =>
      state.data?.some((one) => one.state === "running") ? RUNNING_MS : false,
  });

export const evaluationQuery = (key: AiPromptKey, id: string, isRunning: boolean) =>
  queryOptions({
    queryKey: ["prompts", key, "evaluations", id],
    queryFn: () => api.ai.prompts.evaluation(key, id),
    refetchInterval: isRunning ? RUNNING_MS : false,
  });

interface Saying<T> {
  run: (input: T) => Promise<{ data: unknown; actId: string | null }>;
  done: string;
  failed: string;
  /** Whether the message offers to take it back. */
  undoes?: boolean;
  onDone?: () => void;
}

/** One write, with what to say of it; everything about prompts is read anew. */
export const usePromptWrite = <T>({ run, done, failed, undoes = false, onDone }: Saying<T>) =>
  useMutation({
    mutationFn: run,
    onSuccess: async ({ actId }) => {
      await queryClient.invalidateQueries({ queryKey: ["prompts"] });
      if (undoes) showUndo(done, actId);
      else showDone(done);
      onDone?.();
    },
    onError: (error) => showError(error, failed),
  });

export type { AiPrompt, AiPromptKey };
