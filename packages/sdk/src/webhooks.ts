// Webhooks: who outside is told of what happens to records, and what became of each message.
import type {
  CreatedWebhook,
  Delivery,
  DeliveryDetail,
  DeliveryState,
  Page,
  Replay,
  Webhook,
  WebhookChange,
  WebhookEvent,
  WebhookInput,
} from "@rapport/contracts";
import { ifMatch, type RequestOptions, type VersionOption } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export interface DeliveriesQuery {
  limit?: number;
  cursor?: string;
  state?: DeliveryState;
  recordId?: string;
}

export const createWebhooksClient = (transport: Transport) => {
  const at = (id: string): string => `/webhooks/${encodeURIComponent(id)}`;
  const post = <T>(path: string, json: unknown, options: RequestOptions = {}) =>
    transport.write<T>("POST", path, { ...options, ...(json === undefined ? {} : { json }) });
  return {
    /** All of them, with their health, oldest first. */
    list: async (options?: RequestOptions): Promise<Webhook[]> =>
      (await transport.get<{ data: Webhook[] }>("/webhooks", {}, options)).data,
    /** Every event that a webhook can ask for. */
    events: async (options?: RequestOptions): Promise<WebhookEvent[]> =>
      (await transport.get<{ data: WebhookEvent[] }>("/webhook-events", {}, options)).data,
    get: (id: string, options?: RequestOptions): Promise<Webhook> =>
      transport.get<Webhook>(at(id), {}, options),
    /** The secret is in this answer and never again. */
    create: (data: WebhookInput, options?: RequestOptions): Promise<Written<CreatedWebhook>> =>
      post<CreatedWebhook>("/webhooks", data, options),
    /** With `version`, rejects with a VersionConflictError when someone changed it meanwhile. */
    update: (
      id: string,
      data: WebhookChange,
      { version, ...options }: RequestOptions & VersionOption = {},
    ): Promise<Written<Webhook>> =>
      transport.write<Webhook>("PATCH", at(id), {
        ...options,
        json: data,
        headers: { ...options.headers, ...(version === undefined ? {} : ifMatch({ version })) },
      }),
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
    /** For `overlapHours` (24 unless told) messages carry signatures by both secrets. */
    rotateSecret: (
      id: string,
      wished: { overlapHours?: number } = {},
      options?: RequestOptions,
    ): Promise<Written<CreatedWebhook>> =>
      post<CreatedWebhook>(`${at(id)}/rotate-secret`, wished, options),
    pause: (id: string, options?: RequestOptions): Promise<Written<Webhook>> =>
      post<Webhook>(`${at(id)}/pause`, undefined, options),
    resume: (id: string, options?: RequestOptions): Promise<Written<Webhook>> =>
      post<Webhook>(`${at(id)}/resume`, undefined, options),
    /** Sends a test event now, once; answers what the receiver said. */
    test: async (id: string, options?: RequestOptions): Promise<DeliveryDetail> =>
      (await post<DeliveryDetail>(`${at(id)}/test`, undefined, options)).data,
    /** One page, newest first. */
    deliveries: (
      id: string,
      query: DeliveriesQuery = {},
      options?: RequestOptions,
    ): Promise<Page<Delivery>> =>
      transport.get<Page<Delivery>>(`${at(id)}/deliveries`, { ...query }, options),
    delivery: (id: string, deliveryId: string, options?: RequestOptions): Promise<DeliveryDetail> =>
      transport.get<DeliveryDetail>(
        `${at(id)}/deliveries/${encodeURIComponent(deliveryId)}`,
        {},
        options,
      ),
    /** Sends again what is named, or all that failed since a time; answers how many. */
    replay: async (id: string, what: Replay, options?: RequestOptions): Promise<number> =>
      (await post<{ queued: number }>(`${at(id)}/replay`, what, options)).data.queued,
  };
};
