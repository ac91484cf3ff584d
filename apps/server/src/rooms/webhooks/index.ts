// The door of the webhooks room: all that others may import.
export { createWebhooks, type Webhooks } from "./webhooks.ts";
export type { RecordSource, WebhooksDeps } from "./webhooks-deps.ts";
