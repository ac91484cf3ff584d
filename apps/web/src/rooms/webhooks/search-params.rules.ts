// What the address of a webhook's screen says: its tab, which deliveries, and which one is open.
import type { DeliveryState } from "@rapport/sdk";

export interface WebhookSearch {
  tab?: "settings";
  state?: DeliveryState;
  delivery?: string;
}

const STATES: readonly unknown[] = ["waiting", "delivered", "failed", "skipped"];

export const parseWebhookSearch = (search: Record<string, unknown>): WebhookSearch => ({
  ...(search.tab === "settings" ? { tab: "settings" as const } : {}),
  ...(STATES.includes(search.state) ? { state: search.state as DeliveryState } : {}),
  ...(typeof search.delivery === "string" ? { delivery: search.delivery } : {}),
});
