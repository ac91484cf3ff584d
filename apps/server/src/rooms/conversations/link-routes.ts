// Routes of what a conversation is on, and of whom a captured mail went to.
import {
  conversationLinkInputSchema,
  conversationLinkSchema,
  idSchema,
  linkedObjects,
  mailRecipientSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { conversationLinks } from "./link-acts.ts";
import type { ConversationsDeps } from "./ports.ts";
import { mailRecipients } from "./recipients.ts";

const shared = { tag: "Conversations", permission: "object-rights", limit: "standard" } as const;
const params = z.object({ id: idSchema });
const headers = ["Rapport-Act"];
const missing = { 404: { description: "There is no such conversation, or you may not see it." } };
const conflict = { 409: { description: "It cannot be done; the problem says why." } };

export function linkRoutes(deps: ConversationsDeps): AnyRoute[] {
  const { acts } = deps;
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/:id/links",
      operationId: "listConversationLinks",
      summary: "Which deals, tickets, companies and further people a conversation is on",
      params,
      responses: {
        200: {
          description: "Those that you may see.",
          schema: z.object({ data: z.array(conversationLinkSchema) }),
        },
        ...missing,
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: { data: await conversationLinks(deps, ctx, id) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/conversations/:id/links",
      operationId: "linkConversation",
      summary: "Put a conversation on a deal, a ticket, a company or a further person",
      params,
      body: conversationLinkInputSchema,
      responses: {
        201: { description: "It is on it.", schema: conversationLinkSchema, headers },
        ...missing,
        ...conflict,
      },
      handler: async ({ ctx, params: { id }, body, idempotency }) => {
        const done = await acts.perform(ctx, "conversations.link", { id, ...body }, idempotency);
        return { status: 201, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/conversations/:id/links/:object/:recordId",
      operationId: "unlinkConversation",
      summary: "Take a conversation off a record",
      params: params.extend({
        object: z.enum(linkedObjects),
        recordId: idSchema.describe("Id of the record that it is on."),
      }),
      responses: { 204: { description: "It is off.", headers }, ...missing, ...conflict },
      handler: async ({ ctx, params: input, idempotency }) => {
        const { actId } = await acts.perform(ctx, "conversations.unlink", input, idempotency);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/:id/recipients",
      operationId: "listMailRecipients",
      summary: "To whom mails went that members captured here, and which of them are known",
      params,
      responses: {
        200: {
          description: "Each address once.",
          schema: z.object({ data: z.array(mailRecipientSchema) }),
        },
        ...missing,
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: { data: await mailRecipients(deps, ctx, id) },
      }),
    }),
  ];
}
