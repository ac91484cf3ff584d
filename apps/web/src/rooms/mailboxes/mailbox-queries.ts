// What the screen of a mailbox reads.
import type { MailVerdict } from "@rapport/sdk";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";

const REFRESH_MS = 5_000;
const PAGE_SIZE = 50;

export const mailboxQuery = (id: string) =>
  queryOptions({
    queryKey: ["mailboxes", id],
    queryFn: () => api.mailboxes.get(id),
    refetchInterval: REFRESH_MS,
  });

export const mailsQuery = (id: string, verdict: MailVerdict | null) =>
  infiniteQueryOptions({
    queryKey: ["mailboxes", id, "mails", verdict ?? "all"],
    queryFn: ({ pageParam }) =>
      api.mailboxes.mails(id, {
        limit: PAGE_SIZE,
        ...(verdict ? { verdict } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: REFRESH_MS,
  });

export const refreshMailbox = (id: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ["mailboxes", id] });
