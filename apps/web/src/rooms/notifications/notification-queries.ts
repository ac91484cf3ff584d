// What waits for the member, in the cache; the live stream marks it as out of date.
import type { Notification } from "@rapport/contracts";
import {
  type InfiniteData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError } from "../../ui/toast.tsx";

type Pages = InfiniteData<{ data: Notification[]; nextCursor: string | null }>;

const summaryQuery = queryOptions({
  queryKey: ["notifications", "summary"],
  queryFn: () => api.notifications.summary(),
  staleTime: 60_000,
});

export const useSummary = () => useQuery(summaryQuery);

export const useUnread = () => useSummary().data;

export const useNotificationList = (unread: boolean) =>
  useInfiniteQuery({
    queryKey: ["notifications", "list", unread],
    queryFn: ({ pageParam }) =>
      api.notifications.list({ unread, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ["notifications"] });

const showRead = (ids: ReadonlySet<string> | null, read: boolean): void => {
  queryClient.setQueriesData<Pages>({ queryKey: ["notifications", "list"] }, (old) => {
    if (!old) return old;
    const pages = old.pages.map((page) => ({
      ...page,
      data: page.data.map((one) => (ids === null || ids.has(one.id) ? { ...one, read } : one)),
    }));
    return { ...old, pages };
  });
};

/** Marks lines; null: all of them as read. */
export const useMark = () =>
  useMutation({
    mutationFn: ({ ids, read }: { ids: string[] | null; read: boolean }) =>
      ids === null ? api.notifications.markAll() : api.notifications.mark(ids, read),
    onMutate: ({ ids, read }) => showRead(ids === null ? null : new Set(ids), read),
    onError: (error) => showError(error, "That could not be marked"),
    onSettled: refresh,
  });
