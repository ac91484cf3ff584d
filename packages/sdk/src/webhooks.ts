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
import type { Transport } from "./transport.ts";
import type { Written } from "./types.ts";

export interface DeliveriesQuery {
  limit?: number;
  cursor?: string;
  state?: DeliveryState;
  recordId?: string;
}

export const createWebhooksClient = (transport: Transport) => {
  const at = (id: string): string => `/webhooks/${encodeURIComponent(id)}`;
  const post = async <T>(path: string, json?: unknown): Promise<Written<T>> => {
    const body = json === undefined ? {} : { json };
    const answer = await transport.call<T>("POST", path, body);
    return { data: answer.body, actId: answer.actId };
  };
  return {
    /** All of them, with their health, oldest first. */
    list: async (): Promise<Webhook[]> =>
      (await transport.call<{ data: Webhook[] }>("GET", "/webhooks")).body.data,
    /** Every event that a webhook can ask for. */
    events: async (): Promise<WebhookEvent[]> =>
      (await transport.call<{ data: WebhookEvent[] }>("GET", "/webhook-events")).body.data,
    get: async (id: string): Promise<Webhook> =>
      (await transport.call<Webhook>("GET", at(id))).body,
    /** The secret is in this answer and never again. */
    create: (data: WebhookInput) => post<CreatedWebhook>("/webhooks", data),
    /** With `version`, refuses (412) when someone changed it meanwhile. */
    update: async (
      id: string,
      data: WebhookChange,
      options: { version?: number } = {},
    ): Promise<Written<Webhook>> => {
      const headers: Record<string, string> =
        options.version === undefined ? {} : { "if-match": `"${options.version}"` };
      const answer = await transport.call<Webhook>("PATCH", at(id), { json: data, headers });
      return { data: answer.body, actId: answer.actId };
    },
    remove: async (id: string): Promise<Written<null>> => {
      const answer = await transport.call<undefined>("DELETE", at(id));
      return { data: null, actId: answer.actId };
    },
    /** For `overlapHours` (24 unless told) messages carry signatures by both secrets. */
    rotateSecret: (id: string, options: { overlapHours?: number } = {}) =>
      post<CreatedWebhook>(`${at(id)}/rotate-secret`, options),
    pause: (id: string) => post<Webhook>(`${at(id)}/pause`),
    resume: (id: string) => post<Webhook>(`${at(id)}/resume`),
    /** Sends a test event now, once; answers what the receiver said. */
    test: async (id: string): Promise<DeliveryDetail> =>
      (await post<DeliveryDetail>(`${at(id)}/test`)).data,
    /** One page, newest first. */
    deliveries: async (id: string, query: DeliveriesQuery = {}): Promise<Page<Delivery>> =>
      (await transport.call<Page<Delivery>>("GET", `${at(id)}/deliveries`, { query: { ...query } }))
        .body,
    delivery: async (id: string, deliveryId: string): Promise<DeliveryDetail> => {
      const path = `${at(id)}/deliveries/${encodeURIComponent(deliveryId)}`;
      return (await transport.call<DeliveryDetail>("GET", path)).body;
    },
    /** Sends again what is named, or all that failed since a time; answers how many. */
    replay: async (id: string, what: Replay): Promise<number> =>
      (await post<{ queued: number }>(`${at(id)}/replay`, what)).data.queued,
  };
};
