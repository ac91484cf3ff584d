// What is being written to begin a conversation: kept in the browser until it is sent, one for each person's page and one
// for the inbox.
import type { ConversationStart, StartChannel } from "@rapport/contracts";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { useLayoutEffect } from "react";
import { api, onForget, queryClient } from "../../platform/api.ts";
import { dropText, keepText, keptText } from "../../ui/kept-text.ts";
import { showDone } from "../../ui/toast.tsx";
import { useDraftText } from "../../ui/use-draft-text.ts";
import { refreshInbox } from "./inbox-queries.ts";
import { dropRefused, dropSending, sendingKey, sendingOf } from "./sending.ts";
import { headFrom, isAbandoned, type StartHead, type StartTo } from "./start.rules.ts";
import { hasUnsentFiles, leaveFiles } from "./unsent-files.ts";

const headKey = (draft: string): string => `${draft}-head`;
const lastChannelKey = "start-last-channel";

export const startDraftKey = (personId: string | null): string => `start-${personId ?? "new"}`;

export const startChannelsQuery = queryOptions({
  queryKey: ["start-channels"],
  queryFn: (): Promise<StartChannel[]> => api.conversations.channels(),
});

/** Over which channel the last one was begun here. */
export const lastChannel = (): string | null => keptText(lastChannelKey) || null;

/** Who opens it finds no one in it to whom they once began to write, and wrote nothing. */
export const dropAbandoned = (draft: string): void => {
  const kept = keptText(headKey(draft));
  if (kept !== "" && !hasUnsentFiles(draft) && isAbandoned(kept, keptText(draft)))
    keepText(headKey(draft), "");
};

let visits = 0;
onForget(() => {
  visits += 1;
});

/** Empties it. Answers how it comes back: for the same member, and while nothing else was begun there. */
export const discardStart = (draft: string): (() => void) => {
  const visit = visits;
  const before = [draft, headKey(draft), sendingKey(draft)].map(
    (place) => [place, keptText(place)] as const,
  );
  for (const [place] of before) keepText(place, "");
  return () => {
    if (visit !== visits) return;
    const isFree = before.every(([place]) => keptText(place) === "");
    if (!isFree) return showDone("Something else is written there by now: it stays.");
    for (const [place, text] of before) keepText(place, text);
  };
};

export const useStartDraft = (draft: string, first: StartTo | null) => {
  const { text, setText } = useDraftText(draft);
  const { text: kept, setText: keep } = useDraftText(headKey(draft));
  const head = headFrom(kept, first);
  useLayoutEffect(() => dropAbandoned(draft), [draft]);
  return {
    ...{ text, setText, head, keptHead: kept },
    /** On what is kept now: an address that is taken, and its field that is emptied, are two changes in one go. */
    change: (change: Partial<StartHead>): void =>
      keep(JSON.stringify({ ...headFrom(keptText(headKey(draft)), first), ...change })),
  };
};

export interface Starting {
  start: ConversationStart;
  /** As both are kept. */
  typed: string;
  keptHead: string;
}

/** `isOpen`: whether the dialog is there to go on from. */
export const useStart = (draft: string, isOpen: () => boolean) =>
  useMutation({
    mutationFn: ({ start }: Starting) => {
      const { key: idempotencyKey, body } = sendingOf(draft, start);
      return api.conversations.start(body, { idempotencyKey });
    },
    onSuccess: ({ data: { conversation } }, { start, typed, keptHead }) => {
      // Here, because the dialog may be gone by now.
      dropSending(draft);
      dropText(draft, typed);
      if (keptText(headKey(draft)) === keptHead) keepText(headKey(draft), "");
      leaveFiles(draft, start.attachmentIds ?? []);
      keepText(lastChannelKey, start.channelId);
      queryClient.setQueryData(["inbox", "one", conversation.id], conversation);
      refreshInbox();
      if (!isOpen()) showDone("Sent.");
    },
    onError: (error) => dropRefused(draft, error),
  });
