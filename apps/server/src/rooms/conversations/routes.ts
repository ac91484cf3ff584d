// Routes of conversations; those of files are in file-routes.ts.
import {
  type Conversation,
  conversationChangeSchema,
  conversationCountsSchema,
  conversationHitSchema,
  conversationListQuerySchema,
  conversationSchema,
  conversationSearchQuerySchema,
  correctTriageSchema,
  idSchema,
  mergeConversationsSchema,
  messageSchema,
  noteInputSchema,
  pageSchema,
  replyInputSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Performed } from "../../platform/acts.ts";
import {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type RouteReply,
} from "../../platform/http/index.ts";
import { fileRoutes, writtenSchema } from "./file-routes.ts";
import { linkRoutes } from "./link-routes.ts";
import type { Written } from "./message-acts.ts";
import type { ConversationsDeps } from "./ports.ts";
import {
  conversationCounts,
  conversationMessages,
  conversationPage,
  getConversation,
} from "./read.ts";
import { searchConversations } from "./search.ts";
import { startRoutes } from "./start-routes.ts";

const shared = { tag: "Conversations", permission: "object-rights", limit: "standard" } as const;
const params = z.object({ id: idSchema });
const messageParams = z.object({
  id: idSchema,
  messageId: idSchema.describe("One of its messages."),
});
const headers = ["Rapport-Act"];
const missing = { 404: { description: "There is no such conversation, or you may not see it." } };
const conflict = {
  409: { description: "It is not as you saw it any more; the problem says how." },
};
const one = { description: "The conversation.", schema: conversationSchema, headers };
const written = {
  description: "The message, and the conversation now.",
  schema: writtenSchema,
  headers,
};

const reply = (status: number, { actId, result }: Performed<unknown>): RouteReply => ({
  status,
  body: result,
  headers: { "rapport-act": actId },
});

export function conversationRoutes(deps: ConversationsDeps): AnyRoute[] {
  return [
    ...startRoutes(deps),
    ...readRoutes(deps),
    ...fileRoutes(deps),
    ...linkRoutes(deps),
    ...changeRoutes(deps),
    ...messageRoutes(deps),
  ];
}

function readRoutes(deps: ConversationsDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations",
      operationId: "listConversations",
      summary: "List conversations; open ones, newest message first, unless told",
      query: conversationListQuerySchema,
      responses: { 200: { description: "A page.", schema: pageSchema(conversationSchema) } },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await conversationPage(deps, ctx, query),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/counts",
      operationId: "countConversations",
      summary: "How many wait, and for whom",
      responses: { 200: { description: "Counts.", schema: conversationCountsSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await conversationCounts(deps, ctx) }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/search",
      operationId: "searchConversations",
      summary: "Find conversations by what was written in them; the last word may be half written",
      query: conversationSearchQuerySchema,
      responses: {
        200: {
          description: "Newest first, each conversation once.",
          schema: z.object({ data: z.array(conversationHitSchema) }),
        },
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: { data: await searchConversations(deps, ctx, query) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/:id",
      operationId: "getConversation",
      summary: "Read a conversation",
      params,
      responses: { 200: { ...one, headers: ["ETag"] }, ...missing },
      handler: async ({ ctx, params: { id } }) => {
        const body = await getConversation(deps, ctx, id);
        return { status: 200, body, headers: { etag: etagOf(body) } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/:id/messages",
      operationId: "listMessages",
      summary: "Read what was written, notes among members included",
      params,
      query: z.strictObject({
        before: z.coerce
          .number()
          .int()
          .min(1)
          .max(2_147_483_647)
          .optional()
          .describe("A seq; only what came earlier."),
        limit: z.coerce.number().int().min(1).max(200).optional().describe("100 unless told."),
      }),
      responses: {
        200: {
          description: "In their order, the last ones.",
          schema: z.object({
            data: z.array(messageSchema),
            earlier: z
              .int()
              .nullable()
              .describe("`before` for what came earlier; null: that is all."),
          }),
        },
        ...missing,
      },
      handler: async ({ ctx, params: { id }, query }) => ({
        status: 200,
        body: await conversationMessages(deps, ctx, id, query),
      }),
    }),
  ];
}

function changeRoutes(deps: ConversationsDeps): AnyRoute[] {
  const { acts } = deps;
  return [
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/conversations/:id",
      operationId: "changeConversation",
      summary: "Assign, close, snooze, reopen or describe a conversation",
      params,
      body: conversationChangeSchema,
      responses: {
        200: { ...one, headers: [...headers, "ETag"] },
        ...missing,
        ...conflict,
        412: { description: "Someone else changed it meanwhile (If-Match)." },
      },
      handler: async ({ ctx, params: { id }, body, headers: sent, idempotency }) => {
        const input = { id, change: body, ...ifMatchOf({ headers: sent }) };
        const changed = await acts.perform<Conversation>(
          ctx,
          "conversations.change",
          input,
          idempotency,
        );
        const told = reply(200, changed);
        return { ...told, headers: { ...told.headers, etag: etagOf(changed.result) } };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/conversations/:id/merge",
      operationId: "mergeConversations",
      summary: "Merge another conversation of the same person into this one",
      params,
      body: mergeConversationsSchema,
      responses: { 200: one, ...missing, ...conflict },
      handler: async ({ ctx, params: { id }, body, idempotency }) =>
        reply(200, await acts.perform(ctx, "conversations.merge", { id, ...body }, idempotency)),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/conversations/:id/triage",
      operationId: "correctTriage",
      summary: "Say what a conversation is about, how urgent it is, or in which language",
      params,
      body: correctTriageSchema,
      responses: { 200: one, ...missing, ...conflict },
      handler: async ({ ctx, params: { id }, body, idempotency }) =>
        reply(200, await acts.perform(ctx, "conversations.correct", { id, ...body }, idempotency)),
    }),
  ];
}

function messageRoutes({ acts }: ConversationsDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "POST",
      path: "/conversations/:id/replies",
      operationId: "replyToConversation",
      summary: "Answer the customer",
      params,
      body: replyInputSchema,
      responses: { 201: written, ...missing, ...conflict },
      handler: async ({ ctx, params: { id }, body, idempotency }) =>
        reply(
          201,
          await acts.perform<Written>(ctx, "conversations.answer", { id, ...body }, idempotency),
        ),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/conversations/:id/notes",
      operationId: "noteInConversation",
      summary: "Write a note that only members see",
      params,
      body: noteInputSchema,
      responses: { 201: written, ...missing, ...conflict },
      handler: async ({ ctx, params: { id }, body, idempotency }) =>
        reply(
          201,
          await acts.perform<Written>(ctx, "conversations.note", { id, ...body }, idempotency),
        ),
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/conversations/:id/notes/:messageId",
      operationId: "removeConversationNote",
      summary: "Take a note of yours back",
      params: messageParams,
      responses: { 204: { description: "Taken back.", headers }, ...missing, ...conflict },
      handler: async ({ ctx, params: input, idempotency }) => {
        const { actId } = await acts.perform(ctx, "conversations.remove_note", input, idempotency);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/conversations/:id/messages/:messageId/retry",
      operationId: "retryMessage",
      summary: "Send a message again that did not arrive",
      params: messageParams,
      responses: { 200: written, ...missing, ...conflict },
      handler: async ({ ctx, params: input, idempotency }) =>
        reply(200, await acts.perform<Written>(ctx, "conversations.retry", input, idempotency)),
    }),
  ];
}
