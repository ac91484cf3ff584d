// What the screens of webhooks read, and how they write.
import type { DeliveryState } from "@rapport/sdk";
import { infiniteQueryOptions, queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showDone, showError } from "../../ui/toast.tsx";
import { type EventRow, eventRows } from "./webhook.rules.ts";

const REFRESH_MS = 5_000;
const PAGE_SIZE = 50;

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: () => api.webhooks.list(),
  refetchInterval: REFRESH_MS,
});

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhooks", id],
    queryFn: () => api.webhooks.get(id),
    refetchInterval: REFRESH_MS,
  });

const eventsQuery = queryOptions({
  queryKey: ["webhook-events"],
  queryFn: () => api.webhooks.events(),
  staleTime: 60_000,
});

const NO_ROWS: EventRow[] = [];

export const useEventRows = (): EventRow[] => {
  const { data } = useQuery({ ...eventsQuery, select: eventRows });
  return data ?? NO_ROWS;
};

export const deliveriesQuery = (id: string, state: DeliveryState | undefined) =>
  infiniteQueryOptions({
    queryKey: ["webhooks", id, "deliveries", state ?? "all"],
    queryFn: ({ pageParam }) =>
      api.webhooks.deliveries(id, {
        limit: PAGE_SIZE,
        ...(state ? { state } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: REFRESH_MS,
  });

export const deliveryQuery = (id: string, deliveryId: string) =>
  queryOptions({
    queryKey: ["webhooks", id, "delivery", deliveryId],
    queryFn: () => api.webhooks.delivery(id, deliveryId),
    refetchInterval: REFRESH_MS,
  });

export const refreshWebhooks = (): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ["webhooks"] });

interface Saying<T, R> {
  run: (input: T) => Promise<R>;
  /** Null: the screen says it itself. */
  done: string | ((result: R) => string) | null;
  failed: string;
}

/** One write, with what to say of it. */
export const useWebhookWrite = <T, R>({ run, done, failed }: Saying<T, R>) =>
  useMutation({
    mutationFn: run,
    onSuccess: async (result) => {
      await refreshWebhooks();
      if (done !== null) showDone(typeof done === "string" ? done : done(result));
    },
    onError: (error) => showError(error, failed),
  });
