// The words by which a message is found: what was written and what was heard, the first one also by who wrote and about
// what. Mentions in what members write are found by the names that they show. Pure.
import { plainMentions } from "@rapport/contracts";
import type { StoredConversation } from "./conversations.store.ts";
import type { StoredMessage } from "./messages.store.ts";
import { saidIn } from "./recordings.rules.ts";

export function searchedOf(
  { subject, fromName, fromAddress, number }: StoredConversation,
  message: StoredMessage,
): string {
  const said = saidIn(message);
  const about = message.seq === 1 ? [subject, fromName, fromAddress, String(number)] : [];
  const text = message.authorKind === "customer" ? said : plainMentions(said);
  return [...about, text].filter((part) => part !== null).join("\n");
}
