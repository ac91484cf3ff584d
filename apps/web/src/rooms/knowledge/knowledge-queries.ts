// Knowledge: pages, what is asked of them, and the questions that had no answer.
import type {
  KnowledgePageInput,
  KnowledgePageListQuery,
  KnowledgePageSummary,
  KnowledgeQuestion,
} from "@rapport/sdk";
import { isRapportError } from "@rapport/sdk";
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import type { PageSave } from "./page-draft.rules.ts";

const root = ["knowledge"];
export const refreshKnowledge = () => void queryClient.invalidateQueries({ queryKey: root });

export const overviewQuery = queryOptions({
  queryKey: [...root, "overview"],
  queryFn: () => api.knowledge.overview(),
});

const pagesOf = (name: string, asked: KnowledgePageListQuery) =>
  infiniteQueryOptions({
    queryKey: [...root, name],
    queryFn: ({ pageParam, signal }) =>
      api.knowledge.pages.list(
        { ...asked, limit: 200, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const pagesQuery = pagesOf("list", {});

/** Wherever they stand in the list. */
export const staleQuery = pagesOf("stale", { stale: "true" });

export const pageQuery = (id: string) =>
  queryOptions({
    queryKey: [...root, "pages", id],
    queryFn: () => api.knowledge.pages.get(id),
  });

export const gapsQuery = queryOptions({
  queryKey: [...root, "gaps"],
  queryFn: () => api.knowledge.gaps.list(),
});

export const useCreatePage = () =>
  useMutation({
    mutationFn: (input: KnowledgePageInput) => api.knowledge.pages.create(input),
    onSuccess: refreshKnowledge,
  });

export const useChangePage = (id: string) =>
  useMutation({
    mutationFn: ({ change, version }: PageSave) =>
      api.knowledge.pages.update(id, change, { version }),
    onSuccess: ({ actId }) => {
      showUndo("Saved. Search knows it already.", actId);
      refreshKnowledge();
    },
    onError: (error) => {
      // What somebody else made of it is asked about beside what is typed.
      if (isRapportError(error) && error.status === 412) refreshKnowledge();
    },
  });

export const useSettleGap = () =>
  useMutation({
    mutationFn: (id: string) => api.knowledge.gaps.settle(id),
    onSuccess: ({ actId }) => {
      showUndo("Dealt with. It shows again when it is asked again.", actId);
      refreshKnowledge();
    },
    onError: (error) => showError(error),
  });

export const useConfirmPage = () =>
  useMutation({
    mutationFn: ({ page, reviewOn }: { page: KnowledgePageSummary; reviewOn: string }) =>
      api.knowledge.pages.update(page.id, { reviewOn }),
    onSuccess: ({ data, actId }) => {
      showUndo(`${data.title} is right until ${data.reviewOn}.`, actId);
      refreshKnowledge();
    },
    onError: (error) => showError(error),
  });

export const useTry = () =>
  useMutation({
    mutationFn: async ({ question, audience }: Required<Omit<KnowledgeQuestion, "precision">>) => {
      const [answer, found] = await Promise.all([
        api.knowledge.answer({ question, audience }),
        api.knowledge.search({ query: question, audience, limit: 5 }),
      ]);
      return { answer, passages: found.data, added: found.added };
    },
  });
