// A delivery as the message that goes in: what is no JSON goes in as its text, and so becomes a dead letter that shows
// what came; what has no id gets one from its place at the broker.
import type { Delivery } from "./feed.ts";

const maxShown = 20_000;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(body: Uint8Array): unknown {
  const text = new TextDecoder().decode(body);
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, maxShown);
  }
}

const hasId = ({ messageId }: Record<string, unknown>) =>
  typeof messageId === "string" && messageId !== "";

export function messageOf({ body, place }: Delivery): unknown {
  const message = body === null ? null : parsed(body);
  return isObject(message) && !hasId(message) ? { ...message, messageId: place } : message;
}
