// Conversations, put together with what they are lent.
import {
  type Conversations,
  type ConversationsDeps,
  createConversations,
} from "../rooms/conversations/index.ts";
import { lendToConversations } from "./lend-to-conversations.ts";

type Given = Omit<ConversationsDeps, keyof ReturnType<typeof lendToConversations>> & {
  deliver: ConversationsDeps["deliver"];
};

export function makeConversations(given: Omit<Given, "deliver" | "plan" | "corrected">): {
  conversations: Conversations;
} {
  const conversations = createConversations({
    ...given,
    ...lendToConversations(given.acts),
    deliver: async () => ({
      kind: "refused",
      reason: "This channel is not connected.",
      permanent: true,
    }),
    plan: async () => ({}),
    corrected: async () => undefined,
  });
  return { conversations };
}
