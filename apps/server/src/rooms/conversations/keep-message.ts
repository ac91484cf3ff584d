// A message is stored with what follows from its files: recordings among them that wait to be heard are announced in the
// same transaction, to whoever listens to them.
import type { Tx } from "../../platform/db/index.ts";
import { insertMessage, type StoredMessage } from "./messages.store.ts";
import type { ConversationsDeps, MessageFile } from "./ports.ts";
import { unheardYet } from "./recordings.rules.ts";

type Asking = Pick<ConversationsDeps, "outbox">;

/** A wish that a recording be heard; the same times, the same wish. */
export interface Recorded {
  conversationId: string;
  messageId: string;
  /** Which of its files. */
  at: number;
  times: number;
}

export function askForEars(
  { outbox }: Asking,
  tx: Tx,
  { id: messageId, conversationId, attachments }: StoredMessage,
  requestId: string,
): void {
  for (const [at, { recording }] of attachments.entries()) {
    if (recording?.state !== "waiting") continue;
    const { times } = recording;
    const wish: Recorded = { conversationId, messageId, at, times };
    outbox.publish(tx, "conversations.recorded", { ...wish }, requestId);
  }
}

export function keepMessage(deps: Asking, tx: Tx, message: StoredMessage, requestId: string): void {
  insertMessage(tx, message);
  askForEars(deps, tx, message, requestId);
}

/**
 * Once more, of one that nobody heard, or that waits for longer than listening takes; null: there is no recording that could
 * be. What was asked for before counts for nothing then.
 */
export function askedAgain(
  files: readonly MessageFile[],
  at: number,
  isOverdue: boolean,
): MessageFile[] | null {
  const file = files[at];
  if (!file?.recording || file.recording.state === "heard") return null;
  if (file.recording.state === "waiting" && !isOverdue) return null;
  const { times, type, durationMs } = file.recording;
  const recording = { ...unheardYet, type, durationMs, times: times + 1 };
  return files.map((one, place) => (place === at ? { ...file, recording } : one));
}
