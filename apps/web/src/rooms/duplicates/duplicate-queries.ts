// Pairs that may be the same and past merges, read into the cache; merging, dismissing and undoing.
import type {
  DuplicateBand,
  DuplicatePair,
  MergeableObject,
  MergePreviewRequest,
  MergeRequest,
  SchemaObject,
} from "@rapport/contracts";
import { isRapportError, type Merge } from "@rapport/sdk";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { formatCount } from "../../ui/format.rules.ts";
import { showDone, showError, showUndo } from "../../ui/toast.tsx";
import { keptWords } from "./merge.rules.ts";

const PAGE_PAIRS = 30;

/** Objects whose records are looked at; as a list of our own, since the contract's would come into the first load. */
const MERGEABLE: Record<MergeableObject, true> = { people: true, companies: true };

export const mergeable = (key: string): MergeableObject | null =>
  Object.hasOwn(MERGEABLE, key) ? (key as MergeableObject) : null;

const heads = new Set(["duplicates", "merges", "merge-preview"]);

/** Everything that a merge can have moved is out of date. */
const refreshAll = (): Promise<void> => queryClient.invalidateQueries();

/** The same, without asking for previews: those of a merge that was made are of records that are gone. */
const refreshMerged = (): Promise<void> =>
  queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "merge-preview" });

const refreshPairs = (): Promise<void> =>
  queryClient.invalidateQueries({ predicate: ({ queryKey }) => heads.has(String(queryKey[0])) });

export const usePairs = (object: MergeableObject, band: DuplicateBand | undefined) =>
  useInfiniteQuery({
    queryKey: ["duplicates", object, band ?? null],
    queryFn: ({ pageParam, signal }) =>
      api.duplicates.list(
        {
          object,
          limit: PAGE_PAIRS,
          ...(band ? { band } : {}),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** The likeliest pairs of one record. */
export const usePairsOf = (object: MergeableObject, recordId: string) =>
  useQuery({
    queryKey: ["duplicates", object, "record", recordId],
    queryFn: ({ signal }) => api.duplicates.list({ object, recordId, limit: 5 }, { signal }),
    staleTime: 60_000,
  });

export const useMerges = (object: MergeableObject) =>
  useInfiniteQuery({
    queryKey: ["merges", object],
    queryFn: ({ pageParam }) =>
      api.merges.list({
        object,
        limit: PAGE_PAIRS,
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** What the merge would make, asked anew with each choice; the last answer stays until the next is there. */
export const useMergePreview = (request: MergePreviewRequest) =>
  useQuery({
    queryKey: ["merge-preview", request],
    queryFn: ({ signal }) => api.merges.preview(request, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** "Not the same", with undo. */
export const useDismiss = (object: MergeableObject) =>
  useMutation({
    mutationFn: (pair: DuplicatePair) =>
      api.duplicates.dismiss(object, [pair.ids[0] ?? "", pair.ids[1] ?? ""]),
    onSuccess: async ({ actId }) => {
      showUndo("Kept apart. This pair is not suggested again.", actId);
      await refreshPairs();
    },
    onError: (error) => showError(error, "The pair was not set aside"),
  });

export const useMerge = (object: SchemaObject) =>
  useMutation({
    mutationFn: (request: MergeRequest) => api.merges.create(request),
    onSuccess: ({ actId }, { loserIds }) => {
      const count = formatCount(
        loserIds.length + 1,
        object.label.toLowerCase(),
        object.labelPlural.toLowerCase(),
      );
      showUndo(`${count} merged.`, actId);
      // Not waited for: the screen goes on to the record that stays.
      void refreshMerged();
    },
    onError: async (error) => {
      // Somebody was quicker: the preview is asked anew, and shows what is true now.
      if (isRapportError(error) && [409, 410, 412].includes(error.status)) await refreshPairs();
    },
  });

export const useUndoMerge = () =>
  useMutation({
    mutationFn: (merge: Merge) => api.merges.undo(merge.id),
    onSuccess: async ({ data }) => {
      showDone(keptWords(data.kept.length));
      await refreshAll();
    },
    onError: async (error) => {
      showError(error, "The merge was not undone");
      await refreshPairs();
    },
  });
