// Routes beside one record: following it, and who can be mentioned there.
import { attentionSchema, idSchema, mentionableSchema } from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { changeAttention, readAttention } from "./attention.ts";
import { mentionable } from "./mentionable.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";

const shared = { tag: "Notifications", permission: "signed-in", limit: "standard" } as const;
const params = z.object({ object: z.string().min(1).max(60), id: idSchema });

export function recordAttentionRoutes(deps: NotificationsDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/notifications/records/:object/:id",
      operationId: "recordAttention",
      summary: "Whether you follow a record or have muted it",
      params,
      responses: { 200: { description: "Your wish.", schema: attentionSchema } },
      handler: async ({ ctx, params: ref }) => ({
        status: 200,
        body: await readAttention(deps, ctx, ref),
      }),
    }),
    defineRoute({
      ...shared,
      method: "PUT",
      path: "/notifications/records/:object/:id",
      operationId: "setRecordAttention",
      summary: "Follow a record, mute it, or neither",
      params,
      body: attentionSchema,
      responses: { 200: { description: "Your wish.", schema: attentionSchema } },
      handler: async ({ ctx, params: ref, body }) => ({
        status: 200,
        body: await changeAttention(deps, ctx, ref, body),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/notifications/mentionable/:object/:id",
      operationId: "mentionable",
      summary:
        "Members who can be mentioned in a note about a record, and whether they would see it",
      params,
      query: z.strictObject({
        q: z.string().max(100).optional().describe("Beginning of a name or an address."),
      }),
      responses: {
        200: {
          description: "Eight at most, the nearest first.",
          schema: z.object({ data: z.array(mentionableSchema) }),
        },
      },
      handler: async ({ ctx, params: ref, query: { q = "" } }) => ({
        status: 200,
        body: { data: await mentionable(deps, ctx, { ...ref, q }) },
      }),
    }),
  ];
}
