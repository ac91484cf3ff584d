// Loads files as pages. A file of the same name as an earlier one replaces its pages, whoever may read them: that is asked
// first.
import type { KnowledgePageSummary } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { showDone, showError } from "../../ui/toast.tsx";
import { loadedWords, type Named } from "./add-files.rules.ts";
import { refreshKnowledge } from "./knowledge-queries.ts";

const source = "Uploads";

/** All of them: the one that would be replaced may be the last. */
export const uploadedPages = async (): Promise<KnowledgePageSummary[]> => {
  const { sources } = await api.knowledge.overview();
  const sourceId = sources.find(({ name }) => name === source)?.id;
  const pages: KnowledgePageSummary[] = [];
  let next: string | null = sourceId === undefined ? null : "";
  while (sourceId !== undefined && next !== null) {
    const asked = { sourceId, limit: 200, ...(next === "" ? {} : { cursor: next }) };
    const { data, nextCursor } = await api.knowledge.pages.list(asked);
    pages.push(...data);
    next = nextCursor;
  }
  return pages;
};

export const addFiles = async (files: readonly Named[]): Promise<string> => {
  const total = { created: 0, updated: 0, unchanged: 0 };
  const ids = new Set<string>();
  for (const { path, file } of files) {
    const { data } = await api.knowledge.addFile({ path, source }, file);
    total.created += data.created;
    total.updated += data.updated;
    total.unchanged += data.unchanged;
    for (const id of data.pageIds) ids.add(id);
  }
  // Pages that were there keep their readers: which these are, the server says. Loaded they are in any case.
  const pages = await uploadedPages().catch(() => []);
  return loadedWords(
    total,
    pages.filter(({ id }) => ids.has(id)),
  );
};

export const useAddFiles = () =>
  useMutation({
    mutationFn: addFiles,
    onSuccess: (words) => showDone(words),
    onError: (error) => showError(error, "The file was not loaded"),
    onSettled: refreshKnowledge,
  });
