// Routes of automations: rules, what they may do, recipes, and trying one over the past.
import {
  type Automation,
  automationChangeSchema,
  automationInputSchema,
  automationSchema,
  catalogueEntrySchema,
  dryRunInputSchema,
  dryRunSchema,
  idSchema,
  recipeSchema,
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
import { stepCatalogue } from "./catalogue.ts";
import type { RoomDeps } from "./deps.ts";
import { dryRun } from "./dry-run-due.ts";
import { recipesFor } from "./recipes.ts";
import { describeRule, describeRules, visibleRule, visibleRules } from "./see-rule.ts";

const shared = { tag: "Automations", permission: "signed-in", limit: "standard" } as const;
const managed = { ...shared, permission: { setting: "automations.manage" } } as const;
const params = z.object({ id: idSchema });
const headers = ["ETag", "Rapport-Act"];

function reply(status: number, { actId, result }: Performed<Automation>): RouteReply {
  return { status, body: result, headers: { etag: etagOf(result), "rapport-act": actId } };
}

export function ruleRoutes(deps: RoomDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/automations",
      operationId: "listAutomations",
      summary: "List automations: all with the permission to make them, else your own",
      responses: {
        200: {
          description: "In the order in which they were made.",
          schema: z.object({ data: z.array(automationSchema) }),
        },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: {
          data: await deps.db.tenant(ctx, async (tx) =>
            describeRules(deps, tx, ctx, await visibleRules(deps, tx, ctx)),
          ),
        },
      }),
    }),
    defineRoute({
      ...managed,
      method: "POST",
      path: "/automations",
      operationId: "createAutomation",
      keyed: true,
      summary: "Make an automation; it is off unless told",
      body: automationInputSchema,
      responses: { 201: { description: "The automation.", schema: automationSchema, headers } },
      handler: async ({ ctx, body, idempotency }) =>
        reply(
          201,
          await deps.acts.perform<Automation>(ctx, "automations.create", body, idempotency),
        ),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/automations/catalogue",
      operationId: "listAutomationSteps",
      summary: "List what automations can do, with permission, effect, risk and undo of each",
      responses: {
        200: {
          description: "Kinds of steps.",
          schema: z.object({ data: z.array(catalogueEntrySchema) }),
        },
      },
      handler: async () => ({ status: 200, body: { data: stepCatalogue(deps) } }),
    }),
    defineRoute({
      ...managed,
      method: "GET",
      path: "/automations/recipes",
      operationId: "listAutomationRecipes",
      summary: "List automations to begin with, as drafts",
      responses: {
        200: { description: "Drafts.", schema: z.object({ data: z.array(recipeSchema) }) },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await deps.db.tenant(ctx, (tx) => recipesFor(deps, tx, ctx)) },
      }),
    }),
    defineRoute({
      ...managed,
      method: "POST",
      path: "/automations/dry-run",
      operationId: "dryRunAutomation",
      summary: "Try an automation over past changes; does nothing",
      body: dryRunInputSchema,
      responses: { 200: { description: "What it would have done.", schema: dryRunSchema } },
      handler: async ({ ctx, body }) => ({ status: 200, body: await dryRun(deps, ctx, body) }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/automations/:id",
      operationId: "getAutomation",
      summary: "Read one automation",
      params,
      responses: {
        200: { description: "The automation.", schema: automationSchema, headers: ["ETag"] },
      },
      handler: async ({ ctx, params: { id } }) => {
        const rule = await deps.db.tenant(ctx, async (tx) =>
          describeRule(deps, tx, ctx, await visibleRule(deps, tx, ctx, id)),
        );
        return { status: 200, body: rule, headers: { etag: etagOf(rule) } };
      },
    }),
    defineRoute({
      ...managed,
      method: "PATCH",
      path: "/automations/:id",
      operationId: "updateAutomation",
      keyed: true,
      summary: "Change an automation or switch it on or off; who changes it becomes its owner",
      params,
      body: automationChangeSchema,
      responses: {
        200: { description: "The automation as it is now.", schema: automationSchema, headers },
        412: { description: "Changed meanwhile." },
      },
      handler: async ({ ctx, params: { id }, body, headers: sent, idempotency }) => {
        const input = { id, change: body, ...ifMatchOf({ headers: sent }) };
        const done = await deps.acts.perform<Automation>(
          ctx,
          "automations.update",
          input,
          idempotency,
        );
        return reply(200, done);
      },
    }),
    defineRoute({
      ...managed,
      method: "DELETE",
      path: "/automations/:id",
      operationId: "deleteAutomation",
      keyed: true,
      summary: "Delete an automation; what it did stays",
      params,
      responses: { 204: { description: "Deleted.", headers: ["Rapport-Act"] } },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const { actId } = await deps.acts.perform(ctx, "automations.delete", { id }, idempotency);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
