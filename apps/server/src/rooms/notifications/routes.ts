// Routes of a member's own notifications.
import {
  notificationPreferencesChangeSchema,
  notificationPreferencesSchema,
  notificationSchema,
  notificationSummarySchema,
  notificationsReadSchema,
  pageQuerySchema,
  pageSchema,
  sendNotificationSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { notificationPage, unreadSummary } from "./list-items.ts";
import { markLines } from "./mark-lines.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";
import { changePreferences, readPreferences } from "./preferences.ts";

const shared = { tag: "Notifications", permission: "signed-in", limit: "standard" } as const;

export function notificationRoutes(deps: NotificationsDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/notifications",
      operationId: "listNotifications",
      summary: "What you must know, newest first; only what you may still see",
      query: pageQuerySchema.extend({
        unread: z.enum(["true", "false"]).optional().describe("Only what is not read."),
      }),
      responses: { 200: { description: "A page.", schema: pageSchema(notificationSchema) } },
      handler: async ({ ctx, query: { unread, ...page } }) => ({
        status: 200,
        body: await notificationPage(deps, ctx, { ...page, unread: unread === "true" }),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/notifications/summary",
      operationId: "notificationSummary",
      summary: "How much waits for you",
      responses: { 200: { description: "The count.", schema: notificationSummarySchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await unreadSummary(deps, ctx) }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/notifications",
      operationId: "sendNotification",
      keyed: true,
      summary: "Tell members something; about a record, those who may not see it are not shown it",
      body: sendNotificationSchema,
      responses: {
        201: {
          description: "To how many.",
          schema: z.object({ sent: z.int() }),
          headers: ["Rapport-Act"],
        },
        404: { description: "No such record." },
      },
      handler: async ({ ctx, body, idempotency }) => {
        const sent = await deps.acts.perform(ctx, "notifications.send", body, idempotency);
        const { actId, result } = sent;
        return { status: 201, body: result, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/notifications/read",
      operationId: "markNotifications",
      summary: "Mark lines as read or not read; ids that are not yours change nothing",
      body: notificationsReadSchema,
      responses: { 204: { description: "Marked." } },
      handler: async ({ ctx, body: { ids, read } }) => {
        await markLines(deps, ctx, ids, read);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/notifications/read-all",
      operationId: "markAllNotifications",
      summary: "Mark everything as read",
      responses: { 204: { description: "Marked." } },
      handler: async ({ ctx }) => {
        await markLines(deps, ctx, null, true);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/notifications/preferences",
      operationId: "notificationPreferences",
      summary: "How you want to be told",
      responses: { 200: { description: "By kind.", schema: notificationPreferencesSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await readPreferences(deps, ctx) }),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/notifications/preferences",
      operationId: "changeNotificationPreferences",
      summary: "Change how you want to be told",
      body: notificationPreferencesChangeSchema,
      responses: { 200: { description: "As it is now.", schema: notificationPreferencesSchema } },
      handler: async ({ ctx, body }) => ({
        status: 200,
        body: await changePreferences(deps, ctx, body),
      }),
    }),
  ];
}
