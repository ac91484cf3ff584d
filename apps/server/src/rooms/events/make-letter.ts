// A message that could not be taken, as it is kept until it is sent again or discarded.
import { newId } from "../../platform/ids.ts";
import { storableJson } from "../../platform/storable-text.ts";
import type { Incoming } from "./batch.ts";
import type { NewLetter } from "./dead-letters.store.ts";
import { keyOf, maxMessageBytes, messageIdOf, type Refusal } from "./read-message.ts";

const maxKeptBytes = 2 * maxMessageBytes;

function nameIn(message: unknown): string | null {
  const { event, type } = (message ?? {}) as Record<string, unknown>;
  const name = typeof event === "string" ? event : type;
  return typeof name === "string"
    ? name.replaceAll("\u0000", "").toWellFormed().slice(0, 200)
    : null;
}

export function letterOf(incoming: Incoming, { reason, detail }: Refusal, at: string): NewLetter {
  const { message, sourceId, sentAt, receivedMs } = incoming;
  const text = storableJson(message);
  const sent = typeof sentAt === "string" ? sentAt.replaceAll("\u0000", "").toWellFormed() : null;
  return {
    id: newId(),
    // What has no id and no time would be another message each time: here its content stands for it.
    key: keyOf(messageIdOf(message, null)),
    sourceId,
    reason,
    detail: detail.toWellFormed(),
    name: nameIn(message),
    message: text.length <= maxKeptBytes ? text : null,
    sentAt: sent?.slice(0, 50) ?? null,
    receivedAt: new Date(receivedMs).toISOString(),
    at,
  };
}
