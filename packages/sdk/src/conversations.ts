// Conversations with customers: lists, threads, replies, notes, and what members decide about them.
import type {
  Conversation,
  ConversationChange,
  ConversationCounts,
  ConversationHit,
  ConversationLink,
  ConversationLinkInput,
  ConversationListQuery,
  ConversationMessage,
  ConversationStart,
  CorrectTriage,
  MailRecipient,
  NoteInput,
  Page,
  ReplyInput,
  StartChannel,
} from "@rapport/contracts";
import { ifMatch, type RequestOptions, type VersionOption } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export interface WrittenMessage {
  conversation: Conversation;
  message: ConversationMessage;
}

export interface ConversationThread {
  data: ConversationMessage[];
  /** `before` for what came earlier; null: that is all. */
  earlier: number | null;
}

export const createConversationsClient = (transport: Transport) => {
  const at = (id: string): string => `/conversations/${encodeURIComponent(id)}`;
  const fileAt = (id: string, messageId: string, index: number): string =>
    `${at(id)}/messages/${encodeURIComponent(messageId)}/files/${index}`;
  const send = <T>(path: string, json: unknown, options: RequestOptions): Promise<Written<T>> =>
    transport.write<T>("POST", path, { ...options, json, repeatable: true });
  return {
    /** Open ones, newest message first, unless told. */
    list: (
      query: ConversationListQuery = {},
      options?: RequestOptions,
    ): Promise<Page<Conversation>> =>
      transport.get<Page<Conversation>>("/conversations", { ...query }, options),
    counts: (options?: RequestOptions): Promise<ConversationCounts> =>
      transport.get<ConversationCounts>("/conversations/counts", {}, options),
    /** By what was written; the last word may be half written. */
    search: async (
      q: string,
      { limit, ...options }: RequestOptions & { limit?: number } = {},
    ): Promise<ConversationHit[]> =>
      (
        await transport.get<{ data: ConversationHit[] }>(
          "/conversations/search",
          { q, limit },
          options,
        )
      ).data,
    /** By which channels a conversation can be begun. */
    channels: async (options?: RequestOptions): Promise<StartChannel[]> =>
      (await transport.get<{ data: StartChannel[] }>("/conversations/channels", {}, options)).data,
    /** Writes to somebody first, and is who has the conversation from then on. */
    start: (
      start: ConversationStart,
      options: RequestOptions = {},
    ): Promise<Written<WrittenMessage>> => send("/conversations", start, options),
    get: (id: string, options?: RequestOptions): Promise<Conversation> =>
      transport.get<Conversation>(at(id), {}, options),
    /** The last messages in their order, notes among members included. */
    messages: (
      id: string,
      { before, limit, ...options }: RequestOptions & { before?: number; limit?: number } = {},
    ): Promise<ConversationThread> =>
      transport.get<ConversationThread>(`${at(id)}/messages`, { before, limit }, options),
    /** Assigns, closes, snoozes, reopens, describes. 412 when it is of another `version` by now. */
    change: (
      id: string,
      change: ConversationChange,
      { version, ...options }: RequestOptions & VersionOption = {},
    ): Promise<Written<Conversation>> =>
      transport.write<Conversation>("PATCH", at(id), {
        ...options,
        json: change,
        headers: { ...options.headers, ...ifMatch({ version }) },
      }),
    /** Answers the customer. 409 `conversations.moved_on` when somebody answered after `seenSeq`. */
    reply: (
      id: string,
      reply: ReplyInput,
      options: RequestOptions = {},
    ): Promise<Written<WrittenMessage>> => send(`${at(id)}/replies`, reply, options),
    /** A note that only members see. */
    note: (
      id: string,
      note: string | NoteInput,
      options: RequestOptions = {},
    ): Promise<Written<WrittenMessage>> =>
      send(`${at(id)}/notes`, typeof note === "string" ? { text: note } : note, options),
    removeNote: async (
      id: string,
      messageId: string,
      options?: RequestOptions,
    ): Promise<Written<null>> => {
      const path = `${at(id)}/notes/${encodeURIComponent(messageId)}`;
      const { actId } = await transport.write("DELETE", path, options);
      return { data: null, actId };
    },
    /** Merges another conversation of the same person into this one. */
    merge: (
      id: string,
      otherId: string,
      options: RequestOptions = {},
    ): Promise<Written<Conversation>> => send(`${at(id)}/merge`, { otherId }, options),
    /** Deals, tickets, companies and further people that it is on. */
    links: async (id: string, options?: RequestOptions): Promise<ConversationLink[]> =>
      (await transport.get<{ data: ConversationLink[] }>(`${at(id)}/links`, {}, options)).data,
    link: (
      id: string,
      record: ConversationLinkInput,
      options: RequestOptions = {},
    ): Promise<Written<ConversationLink>> => send(`${at(id)}/links`, record, options),
    unlink: async (
      id: string,
      { object, recordId }: ConversationLinkInput,
      options?: RequestOptions,
    ): Promise<Written<null>> => {
      const path = `${at(id)}/links/${object}/${encodeURIComponent(recordId)}`;
      const { actId } = await transport.write("DELETE", path, options);
      return { data: null, actId };
    },
    /** Who else is on the mails of a conversation. */
    recipients: async (id: string, options?: RequestOptions): Promise<MailRecipient[]> =>
      (await transport.get<{ data: MailRecipient[] }>(`${at(id)}/recipients`, {}, options)).data,
    /** Says what a guess should have been. */
    correct: (
      id: string,
      said: CorrectTriage,
      options: RequestOptions = {},
    ): Promise<Written<Conversation>> => send(`${at(id)}/triage`, said, options),
    /** Sends a message again that was refused, or of which nobody knows whether it arrived. */
    retry: (
      id: string,
      messageId: string,
      options: RequestOptions = {},
    ): Promise<Written<WrittenMessage>> =>
      send(`${at(id)}/messages/${encodeURIComponent(messageId)}/retry`, {}, options),
    /** The address of a file of a message, for the browser's session. */
    fileUrl: (id: string, messageId: string, index: number): string =>
      transport.url(fileAt(id, messageId, index), {}),
    /** Has a recording heard again that nobody heard. */
    transcribe: (
      id: string,
      messageId: string,
      index: number,
      options: RequestOptions = {},
    ): Promise<Written<WrittenMessage>> =>
      send(`${fileAt(id, messageId, index)}/transcript`, {}, options),
    /** The address at which a recording is played, for the browser's session. */
    recordingUrl: (id: string, messageId: string, index: number): string =>
      transport.url(`${fileAt(id, messageId, index)}/recording`, {}),
    /** The address of a picture that stands in the text, for the browser's session. */
    pictureUrl: (id: string, messageId: string, index: number): string =>
      transport.url(`${fileAt(id, messageId, index)}/picture`, {}),
  };
};
