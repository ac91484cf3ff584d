// Conversations in the cache: lists by keyset pages, threads, and what members do with them. A change shows at once and is
// taken back when the server refuses.
import type {
  Conversation,
  ConversationChange,
  ConversationFilter,
  ConversationThread,
  Page,
  ReplyInput,
  TriageField,
} from "@rapport/sdk";
import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
} from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import { dropDraft } from "../notifications/use-chosen-mentions.ts";
import { takeSentCc } from "./cc-queries.ts";
import { draftKey } from "./inbox-words.rules.ts";
import { lookAgainMs } from "./recording.rules.ts";
import { dropRefused, dropSending, sendingOf } from "./sending.ts";
import { leaveFiles } from "./unsent-files.ts";
import { dropCc } from "./use-cc.ts";

type Pages = InfiniteData<Page<Conversation>, string | undefined>;

const staleMs = 10_000;

export const listQuery = (filter: ConversationFilter) =>
  infiniteQueryOptions({
    queryKey: ["inbox", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      api.conversations.list(
        { ...filter, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: staleMs,
    placeholderData: keepPreviousData,
  });

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ["inbox", "search", q],
    queryFn: ({ signal }) => api.conversations.search(q, { signal }),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });

export const countsQuery = queryOptions({
  queryKey: ["inbox", "counts"],
  queryFn: () => api.conversations.counts(),
  staleTime: staleMs,
});

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ["inbox", "one", id],
    queryFn: ({ signal }) => api.conversations.get(id, { signal }),
    staleTime: staleMs,
    initialData: () => findListed(id)?.one,
    // As old as the list that it is in.
    initialDataUpdatedAt: () => findListed(id)?.updatedAtMs,
  });

export const threadQuery = (id: string) =>
  queryOptions({
    queryKey: ["inbox", "thread", id],
    queryFn: ({ signal }) => api.conversations.messages(id, { signal }),
    staleTime: staleMs,
    refetchInterval: ({ state }) => lookAgainMs(state.data?.data ?? []),
  });

/** Of one person, whatever their state. */
export const ofPersonQuery = (personId: string) =>
  queryOptions({
    queryKey: ["inbox", "of-person", personId],
    queryFn: () => api.conversations.list({ person: personId, state: "any", limit: 20 }),
    staleTime: 10_000,
  });

export const macrosQuery = queryOptions({
  queryKey: ["inbox-macros"],
  queryFn: () => api.inbox.macros.list(),
  staleTime: 60_000,
});

export const viewsQuery = queryOptions({
  queryKey: ["inbox-views"],
  queryFn: () => api.inbox.views.list(),
  staleTime: 60_000,
});

/** As the newest of the lists that are in memory has it. */
const findListed = (id: string): { one: Conversation; updatedAtMs: number } | undefined =>
  queryClient
    .getQueryCache()
    .findAll({ queryKey: ["inbox", "list"] })
    .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .flatMap(({ state }) => {
      const pages = (state.data as Pages | undefined)?.pages ?? [];
      const one = pages.flatMap((page) => page.data).find((listed) => listed.id === id);
      return one ? [{ one, updatedAtMs: state.dataUpdatedAt }] : [];
    })[0];

/** The next ones down the list are there before they are opened. */
export const prefetch = (ids: readonly string[]): void => {
  for (const id of ids) {
    void queryClient.prefetchQuery(threadQuery(id));
  }
};

const patch = (id: string, change: (one: Conversation) => Conversation): void => {
  queryClient.setQueryData<Conversation>(["inbox", "one", id], (one) => one && change(one));
  queryClient.setQueriesData<Pages>({ queryKey: ["inbox", "list"] }, (pages) =>
    pages
      ? {
          ...pages,
          pages: pages.pages.map((page) => ({
            ...page,
            data: page.data.map((one) => (one.id === id ? change(one) : one)),
          })),
        }
      : pages,
  );
};

const put = (fresh: Conversation): void => patch(fresh.id, () => fresh);

export const refreshInbox = (): void => {
  void queryClient.invalidateQueries({ queryKey: ["inbox"] });
};

export interface Change {
  id: string;
  change: ConversationChange;
  /** What was done, for the toast that offers to take it back. */
  done: string;
}

export const useChange = () =>
  useMutation({
    mutationFn: ({ id, change }: Change) => api.conversations.change(id, change),
    onMutate: ({ id, change }) => {
      const before = queryClient.getQueryData<Conversation>(["inbox", "one", id]);
      const { state, snoozedUntil, priority, tags } = change;
      patch(id, (one) => ({
        ...one,
        ...(state ? { state } : {}),
        ...(snoozedUntil ? { state: "snoozed" as const, snoozedUntil } : {}),
        ...(priority ? { priority } : {}),
        ...(tags ? { tags } : {}),
      }));
      return before;
    },
    onSuccess: ({ data, actId }, { done }) => {
      put(data);
      showUndo(done, actId);
      refreshInbox();
    },
    onError: (error, _change, before) => {
      if (before) put(before);
      showError(error);
    },
  });

export const useCorrect = (id: string) =>
  useMutation({
    mutationFn: (said: { field: TriageField; value: string }) =>
      api.conversations.correct(id, said),
    onSuccess: ({ data, actId }) => {
      put(data);
      showUndo("Corrected. It is an example to learn from.", actId);
      refreshInbox();
    },
    onError: (error) => showError(error),
  });

export interface Writing {
  kind: "reply" | "note";
  /** The draft as it stands in the field. */
  typed: string;
  /** Who else gets it, as it is kept. */
  keptCc: string;
  reply: ReplyInput;
}

const appendMessage = (id: string, message: ConversationThread["data"][number]): void => {
  queryClient.setQueryData<ConversationThread>(["inbox", "thread", id], (thread) =>
    thread && !thread.data.some((one) => one.id === message.id)
      ? { ...thread, data: [...thread.data, message] }
      : thread,
  );
};

const replaceMessage = (id: string, message: ConversationThread["data"][number]): void => {
  queryClient.setQueryData<ConversationThread>(
    ["inbox", "thread", id],
    (thread) =>
      thread && {
        ...thread,
        data: thread.data.map((one) => (one.id === message.id ? message : one)),
      },
  );
};

export const useWrite = (id: string) =>
  useMutation({
    mutationFn: ({ kind, reply }: Writing) => {
      const { key: idempotencyKey, body } = sendingOf(draftKey(id, kind), reply);
      const { text, attachmentIds } = body;
      return kind === "note"
        ? api.conversations.note(
            id,
            { text, ...(attachmentIds ? { attachmentIds } : {}) },
            { idempotencyKey },
          )
        : api.conversations.reply(id, body, { idempotencyKey });
    },
    onSuccess: ({ data, actId }, { kind, typed, keptCc, reply }) => {
      // Here, because the composer may be gone by now.
      dropSending(draftKey(id, kind));
      dropDraft(draftKey(id, kind), typed);
      dropCc(draftKey(id, kind), keptCc);
      if (kind === "reply") takeSentCc(id, reply.cc ?? []);
      leaveFiles(draftKey(id, kind), reply.attachmentIds ?? []);
      appendMessage(id, data.message);
      put(data.conversation);
      if (kind === "note") showUndo("Note written.", actId);
      refreshInbox();
    },
    onError: (error, { kind }) => dropRefused(draftKey(id, kind), error),
  });

export const useRetry = (id: string) =>
  useMutation({
    mutationFn: (messageId: string) => api.conversations.retry(id, messageId),
    onSuccess: refreshInbox,
    onError: (error) => showError(error),
  });

/** Has a recording heard that nobody heard; what comes of it comes with the messages. */
export const useTranscribe = (id: string) =>
  useMutation({
    mutationFn: ({ messageId, at }: { messageId: string; at: number }) =>
      api.conversations.transcribe(id, messageId, at),
    onSuccess: ({ data }) => {
      replaceMessage(id, data.message);
      put(data.conversation);
      refreshInbox();
    },
    onError: (error) => {
      showError(error);
      // Perhaps somebody else asked for it, or it was heard.
      refreshInbox();
    },
  });
