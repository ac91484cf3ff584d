// What the screens of channels read, and how they write.
import type { TrafficOutcome } from "@rapport/sdk";
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showDone, showError } from "../../ui/toast.tsx";

const REFRESH_MS = 5_000;
const PAGE_SIZE = 50;

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: () => api.channels.list(),
  refetchInterval: REFRESH_MS,
});

export const channelQuery = (id: string) =>
  queryOptions({
    queryKey: ["channels", id],
    queryFn: () => api.channels.get(id),
    refetchInterval: REFRESH_MS,
  });

export const trafficQuery = (id: string, outcome: TrafficOutcome | undefined) =>
  infiniteQueryOptions({
    queryKey: ["channels", id, "traffic", outcome ?? "all"],
    queryFn: ({ pageParam }) =>
      api.channels.traffic(id, {
        limit: PAGE_SIZE,
        ...(outcome ? { outcome } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: REFRESH_MS,
  });

export const refreshChannels = (): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ["channels"] });

interface Saying<T, R> {
  run: (input: T) => Promise<R>;
  /** Null: the screen says it itself. */
  done: string | ((result: R) => string) | null;
  failed: string;
}

/** One write, with what to say of it. */
export const useChannelWrite = <T, R>({ run, done, failed }: Saying<T, R>) =>
  useMutation({
    mutationFn: run,
    onSuccess: async (result) => {
      await refreshChannels();
      if (done !== null) showDone(typeof done === "string" ? done : done(result));
    },
    onError: (error) => showError(error, failed),
  });
