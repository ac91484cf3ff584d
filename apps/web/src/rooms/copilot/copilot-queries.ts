// What stands beside a conversation, and what became of drafts.
import type { CopilotOutcome } from "@rapport/sdk";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { showError } from "../../ui/toast.tsx";

const staleMs = 30_000;

/** Asked anew when something was written there. */
export const copilotQuery = (id: string, lastSeq: number) =>
  queryOptions({
    queryKey: ["copilot", id, lastSeq],
    queryFn: ({ signal }) => api.copilot.view(id, { signal }),
    staleTime: staleMs,
  });

export const copilotFiguresQuery = queryOptions({
  queryKey: ["copilot-figures"],
  queryFn: () => api.copilot.figures({ days: 30 }),
});

export const useSummarise = (id: string) =>
  useMutation({ mutationFn: () => api.copilot.summarise(id) });

export const useTranslate = (id: string) =>
  useMutation({
    mutationFn: (asked: { messageId: string; language: string }) =>
      api.copilot.translate(id, asked),
  });

/** Figures only: whoever works is not held up when one is lost. */
export const tellOutcome = (id: string, outcome: CopilotOutcome): void => {
  api.copilot.settle(id, outcome).catch((error: unknown) => {
    showError(error, "What became of the draft was not noted");
  });
};

export const tellMacroUse = (conversationId: string, macroId: string): void => {
  api.copilot.noteMacroUse(conversationId, macroId).catch(() => undefined);
};
