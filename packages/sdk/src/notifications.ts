// What waits for the member that asks: reading and marking it, following records, and telling others something.
import type {
  Attention,
  Mentionable,
  Notification,
  NotificationPreferences,
  NotificationPreferencesChange,
  NotificationSummary,
  Page,
  SendNotification,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export interface NotificationsQuery {
  /** Only what is not read. */
  unread?: boolean;
  cursor?: string;
  limit?: number;
}

export const createNotificationsClient = (transport: Transport) => {
  const ofRecord = (what: string, object: string, id: string): string =>
    `/notifications/${what}/${encodeURIComponent(object)}/${encodeURIComponent(id)}`;
  return {
    /** Newest first; only what the member may still see. */
    list: (
      { unread, ...query }: NotificationsQuery = {},
      options?: RequestOptions,
    ): Promise<Page<Notification>> =>
      transport.get<Page<Notification>>(
        "/notifications",
        { ...query, ...(unread ? { unread: "true" } : {}) },
        options,
      ),
    summary: (options?: RequestOptions): Promise<NotificationSummary> =>
      transport.get<NotificationSummary>("/notifications/summary", {}, options),
    /** Marks lines as read, or not read. Doing it twice does no harm. */
    mark: async (ids: string[], read: boolean, options: RequestOptions = {}): Promise<void> => {
      const json = { ids, read };
      await transport.call("POST", "/notifications/read", { ...options, json, repeatable: true });
    },
    markAll: async (options: RequestOptions = {}): Promise<void> => {
      await transport.call("POST", "/notifications/read-all", { ...options, repeatable: true });
    },
    /** Tells members something. About a record, those who may not see it are not shown it. */
    send: (
      message: SendNotification,
      options: RequestOptions = {},
    ): Promise<Written<{ sent: number }>> =>
      transport.write("POST", "/notifications", { ...options, json: message, repeatable: true }),
    preferences: (options?: RequestOptions): Promise<NotificationPreferences> =>
      transport.get<NotificationPreferences>("/notifications/preferences", {}, options),
    changePreferences: async (
      change: NotificationPreferencesChange,
      options: RequestOptions = {},
    ): Promise<NotificationPreferences> => {
      const json = change;
      const path = "/notifications/preferences";
      return (await transport.call<NotificationPreferences>("PATCH", path, { ...options, json }))
        .body;
    },
    /** Whether the member follows a record or has muted it. */
    attention: (object: string, id: string, options?: RequestOptions): Promise<Attention> =>
      transport.get<Attention>(ofRecord("records", object, id), {}, options),
    setAttention: async (
      object: string,
      id: string,
      state: Attention["state"],
      options: RequestOptions = {},
    ): Promise<Attention> => {
      const path = ofRecord("records", object, id);
      return (await transport.call<Attention>("PUT", path, { ...options, json: { state } })).body;
    },
    /** Members who can be mentioned in a note about a record, and whether they would see it. */
    mentionable: async (
      object: string,
      id: string,
      query: { q?: string } = {},
      options?: RequestOptions,
    ): Promise<Mentionable[]> => {
      const path = ofRecord("mentionable", object, id);
      return (await transport.get<{ data: Mentionable[] }>(path, query, options)).data;
    },
  };
};
