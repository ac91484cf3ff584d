// Routes of the inbox: settings, macros, saved views, presence, availability.
import {
  availabilitySchema,
  idSchema,
  inboxSettingsSchema,
  inboxViewInputSchema,
  inboxViewSchema,
  macroInputSchema,
  macroSchema,
  presenceInputSchema,
  presenceSchema,
  triageLearningSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Performed } from "../../platform/acts.ts";
import { type AnyRoute, defineRoute, type RouteReply } from "../../platform/http/index.ts";
import type { InboxDeps } from "./deps.ts";
import { triageLearning } from "./learned-triage.ts";
import { notePresence } from "./presence.ts";
import {
  changeAvailability,
  corrections,
  isAvailable,
  keptMacros,
  keptViews,
} from "./read-inbox.ts";
import { settingsNow } from "./settings-act.ts";

const shared = { tag: "Inbox", permission: "signed-in", limit: "standard" } as const;
const keyed = { ...shared, keyed: true } as const;
const params = z.object({ id: idSchema });
const headers = ["Rapport-Act"];
const missing = { 404: { description: "There is no such thing, or you may not see it." } };

const reply = (status: number, { actId, result }: Performed<unknown>): RouteReply => ({
  status,
  ...(status === 204 ? {} : { body: result }),
  headers: { "rapport-act": actId },
});

export function inboxRoutes(deps: InboxDeps): AnyRoute[] {
  return [...settingsRoutes(deps), ...macroRoutes(deps), ...viewRoutes(deps), ...ownRoutes(deps)];
}

function settingsRoutes(deps: InboxDeps): AnyRoute[] {
  const { db, acts } = deps;
  const settings = { description: "The settings.", schema: inboxSettingsSchema, headers };
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/inbox/settings",
      operationId: "getInboxSettings",
      summary: "Business hours, promises and who takes what",
      responses: { 200: { ...settings, headers: [] } },
      handler: async ({ ctx }) => ({ status: 200, body: await db.tenant(ctx, settingsNow) }),
    }),
    defineRoute({
      ...keyed,
      permission: { setting: "workspace.manage" },
      method: "PUT",
      path: "/inbox/settings",
      operationId: "changeInboxSettings",
      summary: "Set business hours, promises and who takes what",
      body: inboxSettingsSchema,
      responses: { 200: settings },
      handler: async ({ ctx, body, idempotency }) =>
        reply(200, await acts.perform(ctx, "inbox.settings", body, idempotency)),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/inbox/triage",
      operationId: "getTriageLearning",
      summary: "What guesses about conversations: rules, or what was learned from settled ones",
      responses: {
        200: {
          description: "By field.",
          schema: z.object({ data: z.array(triageLearningSchema) }),
        },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await triageLearning(deps, ctx) },
      }),
    }),
    defineRoute({
      ...shared,
      permission: { setting: "workspace.manage" },
      method: "GET",
      path: "/inbox/corrections",
      operationId: "countTriageCorrections",
      summary: "How often guesses about conversations were corrected",
      responses: {
        200: {
          description: "By field and what guessed.",
          schema: z.object({
            data: z.array(
              z.object({
                field: z.string(),
                rung: z.string().nullable(),
                corrected: z.int(),
                wrong: z.int(),
              }),
            ),
          }),
        },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await corrections(deps, ctx) },
      }),
    }),
  ];
}

function macroRoutes(deps: InboxDeps): AnyRoute[] {
  const { acts } = deps;
  const one = { description: "The macro.", schema: macroSchema, headers };
  const save = { ...keyed, body: macroInputSchema } as const;
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/macros",
      operationId: "listMacros",
      summary: "List macros, by name",
      responses: {
        200: { description: "All of them.", schema: z.object({ data: z.array(macroSchema) }) },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await keptMacros(deps, ctx) },
      }),
    }),
    defineRoute({
      ...save,
      method: "POST",
      path: "/macros",
      operationId: "createMacro",
      summary: "Save a macro",
      responses: { 201: one },
      handler: async ({ ctx, body, idempotency }) =>
        reply(
          201,
          await acts.perform(ctx, "inbox.save_macro", { id: null, macro: body }, idempotency),
        ),
    }),
    defineRoute({
      ...save,
      method: "PUT",
      path: "/macros/:id",
      operationId: "changeMacro",
      summary: "Change a macro",
      params,
      responses: { 200: one, ...missing },
      handler: async ({ ctx, params: { id }, body, idempotency }) =>
        reply(200, await acts.perform(ctx, "inbox.save_macro", { id, macro: body }, idempotency)),
    }),
    defineRoute({
      ...keyed,
      method: "DELETE",
      path: "/macros/:id",
      operationId: "deleteMacro",
      summary: "Delete a macro",
      params,
      responses: { 204: { description: "Deleted.", headers }, ...missing },
      handler: async ({ ctx, params: input, idempotency }) =>
        reply(204, await acts.perform(ctx, "inbox.delete_macro", input, idempotency)),
    }),
  ];
}

function viewRoutes(deps: InboxDeps): AnyRoute[] {
  const { acts } = deps;
  const one = { description: "The view.", schema: inboxViewSchema, headers };
  const save = { ...keyed, body: inboxViewInputSchema } as const;
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/inbox/views",
      operationId: "listInboxViews",
      summary: "List saved views of the inbox: your own, and those that everybody has",
      responses: {
        200: {
          description: "In the order of their making.",
          schema: z.object({ data: z.array(inboxViewSchema) }),
        },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await keptViews(deps, ctx) } }),
    }),
    defineRoute({
      ...save,
      method: "POST",
      path: "/inbox/views",
      operationId: "createInboxView",
      summary: "Save a view of the inbox",
      responses: { 201: one },
      handler: async ({ ctx, body, idempotency }) =>
        reply(
          201,
          await acts.perform(ctx, "inbox.save_view", { id: null, view: body }, idempotency),
        ),
    }),
    defineRoute({
      ...save,
      method: "PUT",
      path: "/inbox/views/:id",
      operationId: "changeInboxView",
      summary: "Change a view of yours",
      params,
      responses: { 200: one, ...missing },
      handler: async ({ ctx, params: { id }, body, idempotency }) =>
        reply(200, await acts.perform(ctx, "inbox.save_view", { id, view: body }, idempotency)),
    }),
    defineRoute({
      ...keyed,
      method: "DELETE",
      path: "/inbox/views/:id",
      operationId: "deleteInboxView",
      summary: "Delete a view of yours",
      params,
      responses: { 204: { description: "Deleted.", headers }, ...missing },
      handler: async ({ ctx, params: input, idempotency }) =>
        reply(204, await acts.perform(ctx, "inbox.delete_view", input, idempotency)),
    }),
  ];
}

function ownRoutes(deps: InboxDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "POST",
      path: "/conversations/:id/presence",
      operationId: "notePresence",
      summary: "Say that you have a conversation open, and hear who else has",
      params,
      body: presenceInputSchema,
      responses: { 200: { description: "The others.", schema: presenceSchema }, ...missing },
      handler: async ({ ctx, params: { id }, body }) => ({
        status: 200,
        body: await notePresence(deps, ctx, id, body.state),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/inbox/availability",
      operationId: "getAvailability",
      summary: "Whether new conversations are given to you",
      responses: { 200: { description: "Whether.", schema: availabilitySchema } },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { available: await isAvailable(deps, ctx) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "PUT",
      path: "/inbox/availability",
      operationId: "setAvailability",
      summary: "Say whether new conversations may be given to you",
      body: availabilitySchema,
      responses: { 200: { description: "Whether.", schema: availabilitySchema } },
      handler: async ({ ctx, body }) => {
        await changeAvailability(deps, ctx, body.available);
        return { status: 200, body };
      },
    }),
  ];
}
