// Words of messages that an earlier version kept, where words are told apart in another way since: made anew from the
// messages, once after an upgrade, some at a time.
import { readConversations } from "./conversations.store.ts";
import { holdWords, indexWords, noteRenewed, wordsDue } from "./message-words.store.ts";
import { messagesByIds } from "./messages.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import { searchedOf } from "./searched.rules.ts";
import { tokensOf, wordsVersion } from "./words.rules.ts";

const atOnce = 100;

/** Answers whether there may be more. */
export async function renewWords(
  { db }: Pick<ConversationsDeps, "db">,
  workspaceId: string,
): Promise<boolean> {
  const due = await wordsDue(db.reader({ workspaceId }), wordsVersion);
  if (due === null) return false;
  return db.tenant({ workspaceId }, async (tx) => {
    const ids = await holdWords(tx, due.after, atOnce);
    const messages = await messagesByIds(tx, ids);
    const threads = [...new Set(messages.map((message) => message.conversationId))];
    const conversations = await readConversations(tx, threads);
    const known = new Map(conversations.map((one) => [one.id, one]));
    for (const message of messages) {
      const one = known.get(message.conversationId);
      if (one) indexWords(tx, message, tokensOf(workspaceId, searchedOf(one, message)));
    }
    const isLast = ids.length < atOnce;
    noteRenewed(tx, ids.at(-1) ?? null, isLast ? wordsVersion : null);
    return !isLast;
  });
}
