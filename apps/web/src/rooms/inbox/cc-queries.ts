// Who else is on the mails of a conversation.
import type { Conversation, MailRecipient } from "@rapport/sdk";
import { queryOptions } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { recipientsAfter } from "./cc.rules.ts";

export const recipientsQuery = (id: string) =>
  queryOptions({
    queryKey: ["inbox", "recipients", id],
    queryFn: ({ signal }) => api.conversations.recipients(id, { signal }),
  });

/** Whether it goes over mail, and its reader may see who writes. */
export const hasRecipients = ({ channel, from }: Pick<Conversation, "channel" | "from">): boolean =>
  channel.kind === "email" && from !== null;

/** An answer went out: who comes back to it at once finds whom it went to. */
export const takeSentCc = (id: string, sent: readonly string[]): void => {
  queryClient.setQueryData<MailRecipient[]>(
    recipientsQuery(id).queryKey,
    (known) => known && recipientsAfter(known, sent),
  );
};
