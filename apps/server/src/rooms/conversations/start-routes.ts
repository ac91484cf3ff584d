// Beginning a conversation over the API.
import { conversationStartSchema, startChannelSchema } from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { writtenSchema } from "./file-routes.ts";
import type { Written } from "./message-acts.ts";
import type { ConversationsDeps } from "./ports.ts";
import { startChannels } from "./start-act.ts";

const shared = { tag: "Conversations", permission: "object-rights", limit: "standard" } as const;
const written = {
  description: "The message, and its conversation.",
  schema: writtenSchema,
  headers: ["Rapport-Act"],
};

export function startRoutes(deps: ConversationsDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/channels",
      operationId: "listStartChannels",
      summary: "By which channels you can write to somebody first",
      responses: {
        200: {
          description: "Mailboxes and providers of text messages that are not paused.",
          schema: z.object({ data: z.array(startChannelSchema) }),
        },
        403: { description: "Your role may not begin conversations." },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await startChannels(deps, ctx) } }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/conversations",
      operationId: "startConversation",
      summary: "Write to somebody first",
      description:
        "By mail a new conversation, by phone number the one that there is, unless a colleague has it in hand (409). It is yours, and open unless you close it.",
      body: conversationStartSchema,
      responses: {
        201: written,
        403: { description: "Your role may not do that." },
        409: { description: "A colleague has the conversation with this number." },
      },
      handler: async ({ ctx, body, idempotency }) => {
        const { result, actId } = await deps.acts.perform<Written>(
          ctx,
          "conversations.start",
          body,
          idempotency,
        );
        return { status: 201, body: result, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
