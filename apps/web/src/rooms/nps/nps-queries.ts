// What the screens of campaigns read, and how they write.
import type { NpsCampaign } from "@rapport/sdk";
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showDone, showError, showUndo } from "../../ui/toast.tsx";

const SENDING_MS = 1500;
const REST_MS = 5_000;

const paceOf = (all: readonly NpsCampaign[] | undefined): number =>
  all?.some(({ state, progress }) => state === "sending" || progress.waiting > 0)
    ? SENDING_MS
    : REST_MS;

export const campaignsQuery = queryOptions({
  queryKey: ["nps"],
  queryFn: () => api.nps.list(),
  refetchInterval: ({ state }) => paceOf(state.data),
});

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ["nps", id],
    queryFn: () => api.nps.get(id),
    refetchInterval: ({ state }) => paceOf(state.data ? [state.data] : undefined),
  });

export const previewQuery = (id: string) =>
  queryOptions({
    queryKey: ["nps", id, "preview"],
    queryFn: () => api.nps.preview(id),
    staleTime: 0,
    gcTime: 0,
  });

export const answersQuery = (id: string, answers: number) =>
  infiniteQueryOptions({
    // Read anew when somebody answered.
    queryKey: ["nps", id, "answers", answers],
    queryFn: ({ pageParam }) => api.nps.answers(id, pageParam ? { cursor: pageParam } : {}),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ["nps"] });

interface Saying<T, R> {
  run: (input: T) => Promise<R>;
  done: string;
  failed: string;
  /** Whether it is offered to be taken back. */
  undone?: boolean;
}

/** One write, with what to say of it. */
export const useCampaignWrite = <T, R extends { actId: string | null }>({
  run,
  done,
  failed,
  undone = false,
}: Saying<T, R>) =>
  useMutation({
    mutationFn: run,
    onSuccess: async (result) => {
      await refresh();
      if (undone) showUndo(done, result.actId);
      else showDone(done);
    },
    onError: (error) => showError(error, failed),
  });
