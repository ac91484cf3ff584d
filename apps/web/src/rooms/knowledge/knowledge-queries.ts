// Knowledge: pages, what is asked of them, and the questions that had no answer.
import type {
  KnowledgePageInput,
  KnowledgePageSummary,
  KnowledgeQuestion,
} from "@rapport/sdk";
import { isRapportError } from "@rapport/sdk";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showDone, showError, showUndo } from "../../ui/toast.tsx";
import type { PageSave } from "./page-draft.rules.ts";

const root = ["knowledge"];
const refresh = () => void queryClient.invalidateQueries({ queryKey: root });

export const overviewQuery = queryOptions({
  queryKey: [...root, "overview"],
  queryFn: () => api.knowledge.overview(),
});

export const pagesQuery = queryOptions({
  queryKey: [...root, "pages"],
  queryFn: async () => (await api.knowledge.pages.list({ limit: 200 })).data,
});

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
    onSuccess: refresh,
  });

export const useChangePage = (id: string) =>
  useMutation({
    mutationFn: ({ change, version }: PageSave) =>
      api.knowledge.pages.update(id, change, { version }),
    onSuccess: ({ actId }) => {
      showUndo("Saved. Search knows it already.", actId);
      refresh();
    },
    onError: (error) => {
      // What somebody else made of it is asked about beside what is typed.
      if (isRapportError(error) && error.status === 412) refresh();
    },
  });

export const useSettleGap = () =>
  useMutation({
    mutationFn: (id: string) => api.knowledge.gaps.settle(id),
    onSuccess: ({ actId }) => {
      showUndo("Dealt with. It shows again when it is asked again.", actId);
      refresh();
    },
    onError: (error) => showError(error),
  });

export const useConfirmPage = () =>
  useMutation({
    mutationFn: ({ page, reviewOn }: { page: KnowledgePageSummary; reviewOn: string }) =>
      api.knowledge.pages.update(page.id, { reviewOn }),
    onSuccess: ({ data, actId }) => {
      showUndo(`${data.title} is right until ${data.reviewOn}.`, actId);
      refresh();
    },
    onError: (error) => showError(error),
  });

export const useAddFiles = () =>
  useMutation({
    mutationFn: async (files: readonly File[]) => {
      const total = { created: 0, updated: 0 };
      for (const file of files) {
        const { data } = await api.knowledge.addFile({ path: file.name, source: "Uploads" }, file);
        total.created += data.created;
        total.updated += data.updated;
      }
      return total;
    },
    onSuccess: ({ created, updated }) =>
      showDone(`${created} pages made, ${updated} changed. Members may read them.`),
    onError: (error) => showError(error, "The file was not loaded"),
    onSettled: refresh,
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
