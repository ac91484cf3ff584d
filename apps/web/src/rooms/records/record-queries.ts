// Reading records into the cache: lists page by page, counts, single records.
import type { RapportRecord } from "@rapport/contracts";
import type { Filter, RecordPage } from "@rapport/sdk";
import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
} from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { asked } from "./asked-filter.ts";
import { keepTitles } from "./titles.ts";

const PAGE_ROWS = 100;

export interface View {
  filter?: Filter | undefined;
  sort?: string | undefined;
}

type Pages = InfiniteData<RecordPage, string | undefined>;

/** One page of a view, with the names of what its rows point at. */
export const loadPage = async (
  object: string,
  view: View,
  cursor?: string,
  signal?: AbortSignal,
): Promise<RecordPage> => {
  const page = await api.records(object).list(
    {
      limit: PAGE_ROWS,
      include: "titles",
      ...(cursor ? { cursor } : {}),
      ...(view.sort ? { sort: view.sort } : {}),
      ...asked(view.filter),
    },
    signal ? { signal } : {},
  );
  keepTitles(page.titles ?? {});
  return page;
};

const listQuery = (object: string, view: View) =>
  infiniteQueryOptions({
    queryKey: ["list", object, view.filter ?? null, view.sort ?? null],
    queryFn: ({ pageParam, signal }) => loadPage(object, view, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: RecordPage) => page.nextCursor ?? undefined,
  });

/** Asks for the first rows of a list while its screen is still being drawn. */
export const prefetchList = (object: string, view: View): void => {
  void queryClient.prefetchInfiniteQuery(listQuery(object, view));
};

/** Rows of a view, page after page by cursor. */
export const useRecordList = (object: string, view: View, enabled = true) =>
  useInfiniteQuery({
    ...listQuery(object, view),
    enabled,
    placeholderData: (previous, query) =>
      query?.queryKey[1] === object ? keepPreviousData(previous) : undefined,
  });

/** How many records match, up to the server's cap. */
export const useTotal = (object: string, filter: Filter | undefined, enabled = true) =>
  useQuery({
    queryKey: ["total", object, filter ?? null],
    queryFn: async () =>
      (await api.records(object).list({ limit: 1, total: true, ...asked(filter) })).total ?? null,
    enabled,
    placeholderData: keepPreviousData,
  });

const findInLists = (object: string, id: string): RapportRecord | undefined => {
  const lists = queryClient.getQueriesData<Pages>({ queryKey: ["list", object] });
  for (const [, pages] of lists) {
    const found = pages?.pages.flatMap((page) => page.data).find((record) => record.id === id);
    if (found) return found;
  }
  return undefined;
};

/** One record: what a list already holds is shown at once, then the fresh one. */
export const useRecord = (object: string, id: string) =>
  useQuery<RapportRecord>({
    queryKey: ["record", object, id],
    queryFn: ({ signal }) => api.records(object).get(id, { signal }),
    placeholderData: () => findInLists(object, id),
  });

/** A short list, for Home and for related records. */
export const useSmallList = (object: string, view: View, limit: number, enabled = true) =>
  useQuery({
    queryKey: ["small-list", object, view.filter ?? null, view.sort ?? null, limit],
    queryFn: () =>
      api.records(object).list({
        limit,
        total: true,
        ...(view.sort ? { sort: view.sort } : {}),
        ...asked(view.filter),
      }),
    enabled,
  });

/** Puts a record into every cached list and place that holds it. */
export const patchCachedRecord = (record: RapportRecord): void => {
  const { object, id } = record;
  queryClient.setQueriesData<Pages>({ queryKey: ["list", object] }, (old) => {
    if (!old) return old;
    const pages = old.pages.map((page) =>
      page.data.some((row) => row.id === id)
        ? { ...page, data: page.data.map((row) => (row.id === id ? record : row)) }
        : page,
    );
    return { ...old, pages };
  });
  queryClient.setQueryData<RapportRecord>(["record", object, id], (old) => (old ? record : old));
};

/** Takes records out of every cached list. */
export const dropCachedRecords = (object: string, ids: Set<string>): void => {
  queryClient.setQueriesData<Pages>({ queryKey: ["list", object] }, (old) => {
    if (!old) return old;
    const pages = old.pages.map((page) => ({
      ...page,
      data: page.data.filter((row) => !ids.has(row.id)),
    }));
    return { ...old, pages };
  });
};

/** Marks what depends on an object's records as out of date; visible parts load again. */
export const refreshObject = async (object: string): Promise<void> => {
  const heads = new Set([
    "list",
    "total",
    "small-list",
    "groups",
    "record",
    "timeline",
    "history",
    "trash",
  ]);
  await queryClient.invalidateQueries({
    predicate: ({ queryKey }) =>
      heads.has(String(queryKey[0])) &&
      (queryKey[1] === object || ["timeline", "small-list"].includes(String(queryKey[0]))),
  });
};
