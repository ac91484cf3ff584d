// The workspace's own words: read, changed with an undo, loaded from a file.
import type { GlossaryEntry, GlossaryEntryInput } from "@rapport/sdk";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";

const root = ["knowledge", "glossary"];
const refresh = () => void queryClient.invalidateQueries({ queryKey: root });

/** All of them: a glossary has some hundred terms, and 2,000 at most. */
export const glossaryQuery = queryOptions({
  queryKey: root,
  queryFn: async () => {
    const entries: GlossaryEntry[] = [];
    let cursor: string | null = null;
    do {
      const page = await api.knowledge.glossary.list({ limit: 200, ...(cursor ? { cursor } : {}) });
      entries.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return entries;
  },
});

export const useSaveEntry = () =>
  useMutation({
    mutationFn: ({ id, input }: { id: string | null; input: GlossaryEntryInput }) =>
      id === null ? api.knowledge.glossary.create(input) : api.knowledge.glossary.update(id, input),
    onSuccess: ({ data, actId }, { id }) => {
      showUndo(
        `${data.term} ${id === null ? "added" : "changed"}. Search knows it already.`,
        actId,
      );
      refresh();
    },
  });

export const useSwitchEntry = () =>
  useMutation({
    mutationFn: ({ id, isOn }: Pick<GlossaryEntry, "id" | "isOn">) =>
      api.knowledge.glossary.update(id, { isOn }),
    onSuccess: ({ data, actId }) => {
      showUndo(`${data.term} is ${data.isOn ? "on" : "off"}.`, actId);
      refresh();
    },
    onError: (error) => showError(error),
  });

export const useRemoveEntry = () =>
  useMutation({
    mutationFn: ({ id }: GlossaryEntry) => api.knowledge.glossary.remove(id),
    onSuccess: ({ actId }, { term }) => {
      showUndo(`${term} taken out.`, actId);
      refresh();
    },
    onError: (error) => showError(error),
  });

export const useImportGlossary = () =>
  useMutation({
    mutationFn: async (file: File) => api.knowledge.glossary.import(await file.text()),
    onSuccess: ({ data: { created, updated, unchanged }, actId }) =>
      showUndo(
        `${created} terms added, ${updated} changed, ${unchanged} as they were.`,
        created + updated > 0 ? actId : null,
      ),
    onError: (error) => showError(error, "The file was not loaded"),
    onSettled: refresh,
  });
