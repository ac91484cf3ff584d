// What the screens of events read, and how they write.
import type { EventNameKey, EventSchemaInput, LettersChoice } from "@rapport/sdk";
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { formatCount } from "../../ui/format.rules.ts";
import { showDone, showError, showUndo } from "../../ui/toast.tsx";

const TAIL_MS = 1_500;
const REFRESH_MS = 5_000;
const PAGE_SIZE = 50;

export interface TailFilter {
  name?: string | undefined;
  flagged?: "true" | undefined;
  personId?: string | undefined;
}

const saidOnly = (filter: TailFilter): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filter).filter((part): part is [string, string] => part[1] !== undefined),
  );

/** The last that came; asked for again and again unless it is paused. */
export const tailQuery = (filter: TailFilter, isPaused: boolean) =>
  queryOptions({
    queryKey: ["events", "tail", filter],
    queryFn: () => api.events.list({ order: "arrival", limit: 100, ...saidOnly(filter) }),
    refetchInterval: isPaused ? false : TAIL_MS,
  });

export const eventQuery = (id: string) =>
  queryOptions({ queryKey: ["events", "one", id], queryFn: () => api.events.get(id) });

export const lettersQuery = (reason: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["events", "letters", reason ?? "all"],
    queryFn: ({ pageParam }) =>
      api.events.deadLetters.list({
        limit: PAGE_SIZE,
        state: "open",
        ...(reason ? { reason } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: REFRESH_MS,
    refetchOnMount: "always",
  });

export const sourcesQuery = queryOptions({
  queryKey: ["events", "sources"],
  queryFn: () => api.events.sources.list(),
  refetchInterval: REFRESH_MS,
  refetchOnMount: "always",
});

export const namesQuery = queryOptions({
  queryKey: ["events", "names"],
  queryFn: () => api.events.names.list(),
  refetchInterval: REFRESH_MS,
  refetchOnMount: "always",
});

export const recordEventsQuery = (object: "people" | "companies", id: string) =>
  infiniteQueryOptions({
    queryKey: ["events", "of", object, id],
    queryFn: ({ pageParam }) =>
      api.events.of(object, id, {
        limit: PAGE_SIZE,
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: REFRESH_MS,
    refetchOnMount: "always",
  });

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ["events"] });

export const useReplay = () =>
  useMutation({
    mutationFn: (choice: LettersChoice) => api.events.deadLetters.replay(choice),
    onSuccess: async ({ replayed, rejected }) => {
      await refresh();
      const still = rejected > 0 ? ` ${formatCount(rejected, "is", "are")} still not taken.` : "";
      showDone(`${formatCount(replayed, "message was", "messages were")} taken.${still}`);
    },
    onError: (error) => showError(error, "They were not sent in again"),
  });

export const useDiscard = () =>
  useMutation({
    mutationFn: (choice: LettersChoice) => api.events.deadLetters.discard(choice),
    onSuccess: async ({ data, actId }) => {
      await refresh();
      showUndo(`${formatCount(data.discarded, "message was", "messages were")} discarded.`, actId);
    },
    onError: (error) => showError(error, "They were not discarded"),
  });

export const useCreateSource = () =>
  useMutation({
    mutationFn: (name: string) => api.events.sources.create(name),
    onSuccess: refresh,
    onError: (error) => showError(error, "The source was not set up"),
  });

export const useRevokeSource = () =>
  useMutation({
    mutationFn: (id: string) => api.events.sources.revoke(id),
    onSuccess: async () => {
      await refresh();
      showDone("Revoked. Nothing is taken with its key any more.");
    },
    onError: (error) => showError(error, "It was not revoked"),
  });

export const useTurnJoin = () =>
  useMutation({
    mutationFn: ({ id, verb }: { id: string; verb: "undo" | "make" }) =>
      verb === "undo" ? api.events.undoJoin(id) : api.events.makeJoin(id),
    onSuccess: async ({ actId }, { verb }) => {
      await refresh();
      showUndo(verb === "undo" ? "Taken apart." : "Joined.", actId);
    },
    onError: (error) => showError(error, "That was not changed"),
  });

export const useDeclareSchema = () =>
  useMutation({
    mutationFn: (input: EventSchemaInput) => api.events.schemas.declare(input),
    onSuccess: async ({ data, actId }) => {
      await refresh();
      showUndo(`Version ${data.version} holds from now on.`, actId);
    },
    onError: (error) => showError(error, "The schema was not declared"),
  });

export const useRetireSchema = () =>
  useMutation({
    mutationFn: (key: EventNameKey) => api.events.schemas.retire(key),
    onSuccess: async ({ actId }) => {
      await refresh();
      showUndo("No schema holds any more.", actId);
    },
    onError: (error) => showError(error, "The schema was not removed"),
  });
