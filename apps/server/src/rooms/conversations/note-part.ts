// A note of a member as undo sees it: taken away, or brought back with all that is in it.
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { UndoablePart } from "../records/index.ts";
import { readConversation } from "./conversations.store.ts";
import { askedAgain, askForEars } from "./keep-message.ts";
import { forgetWords, indexWords } from "./message-words.store.ts";
import { readMessage, type StoredMessage, setFiles, setRemoved } from "./messages.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import { isReached, mayRead, reachOf } from "./reach.ts";
import { waitsForEars } from "./recordings.rules.ts";
import { searchedOf } from "./searched.rules.ts";
import { tokensOf } from "./words.rules.ts";

export const notes = "conversation-notes";

export interface NoteImage {
  id: string;
  conversationId: string;
  seq: number;
  by: string | null;
}

export const noteImage = ({ id, conversationId, seq, authorId }: StoredMessage): NoteImage => ({
  ...{ id, conversationId, seq },
  by: authorId,
});

/** Found again by all that is in it; nobody listened to its recordings meanwhile. */
async function bringBack(deps: ConversationsDeps, tx: Tx, message: StoredMessage): Promise<void> {
  const conversation = await readConversation(tx, message.conversationId);
  if (conversation)
    indexWords(tx, message, tokensOf(tx.workspaceId, searchedOf(conversation, message)));
  if (!waitsForEars(message)) return;
  const attachments = message.attachments.map((file) =>
    file.recording?.state === "waiting" ? (askedAgain([file], 0, true)?.[0] ?? file) : file,
  );
  setFiles(tx, message.id, attachments);
  askForEars(deps, tx, { ...message, attachments }, newId());
}

/** Undo takes a note away, or brings back one that was taken back. */
export function notePart(deps: ConversationsDeps): { object: string; part: UndoablePart } {
  const read = async (tx: Tx, id: string) => {
    const message = await readMessage(tx, id, "FOR UPDATE");
    return message && message.removedAt === null ? noteImage(message) : null;
  };
  const part: UndoablePart = {
    read,
    write: async (tx, id, image, at) => {
      setRemoved(tx, id, image === null ? at : null);
      const message = await readMessage(tx, id);
      if (image === null) forgetWords(tx, id);
      else if (message) await bringBack(deps, tx, message);
    },
    mayChange: async (tx, act, { image }) => {
      const { by, conversationId } = image as unknown as NoteImage;
      const { principal } = act.ctx;
      const conversation = await readConversation(tx, conversationId);
      const isOwn = by !== null && by === principal.memberId;
      if (!conversation || !isOwn || !mayRead(principal, "text")) return false;
      return isReached(await reachOf(deps, tx, principal, "update"), conversation);
    },
  };
  return { object: notes, part };
}
