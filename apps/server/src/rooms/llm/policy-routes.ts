// Routes of what holds and what it costs: status, purposes, budgets, calls, forecast.
import {
  type AiBudget,
  type AiRoute,
  aiBudgetChangeSchema,
  aiBudgetInputSchema,
  aiBudgetSchema,
  aiCallSchema,
  aiCallsQuerySchema,
  aiForecastInputSchema,
  aiForecastSchema,
  aiPurposes,
  aiRouteInputSchema,
  aiRouteSchema,
  aiStatusSchema,
  aiTryInputSchema,
  aiTrySchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { AskDeps } from "./complete.ts";
import { describeRoutes } from "./describe.ts";
import { describeBudgets, forecast, pageOfCalls } from "./money.ts";
import { gone, headers, idParams, sharedRoute } from "./provider-routes.ts";
import { describeStatus } from "./status.ts";
import { tryPurpose } from "./test-provider.ts";

const listOf = <T extends z.ZodType>(schema: T, description: string) => ({
  200: { description, schema: z.object({ data: z.array(schema) }) },
});

export function policyRoutes(deps: AskDeps): AnyRoute[] {
  const { acts, db } = deps;
  return [
    defineRoute({
      ...sharedRoute,
      permission: "signed-in",
      method: "GET",
      path: "/ai/status",
      operationId: "getAiStatus",
      summary: "Whether models are used, and for what",
      responses: { 200: { description: "What holds now.", schema: aiStatusSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await describeStatus(deps, ctx) }),
    }),
    defineRoute({
      ...sharedRoute,
      method: "GET",
      path: "/ai/purposes",
      operationId: "listAiPurposes",
      summary: "List purposes with the ladder of models of each",
      responses: listOf(aiRouteSchema, "Every purpose."),
      handler: async ({ ctx }) => {
        deps.setups.forget(ctx.workspaceId);
        return {
          status: 200,
          body: { data: describeRoutes(await deps.setups.of(ctx.workspaceId)) },
        };
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "PUT",
      path: "/ai/purposes/:purpose",
      operationId: "setAiPurpose",
      summary: "Say which models a purpose may use, where, how long and how much",
      params: z.object({ purpose: z.enum(aiPurposes).describe("What the models are for.") }),
      body: aiRouteInputSchema,
      responses: { 200: { description: "As it is now.", schema: aiRouteSchema, headers } },
      handler: async ({ ctx, params: { purpose }, body }) => {
        const input = { ...body, purpose };
        const { actId, result } = await acts.perform<AiRoute>(ctx, "llm.set-route", input);
        return { status: 200, body: result, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "GET",
      path: "/ai/calls",
      operationId: "listAiCalls",
      summary: "List calls of models with cost and latency; never their text",
      query: aiCallsQuerySchema,
      responses: {
        200: {
          description: "Newest first.",
          schema: z.object({ data: z.array(aiCallSchema), nextCursor: z.string().nullable() }),
        },
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await pageOfCalls(deps, ctx, query),
      }),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/ai/forecast",
      operationId: "forecastAi",
      summary: "Reckon what a purpose will cost before it is switched on",
      body: aiForecastInputSchema,
      responses: { 200: { description: "The bill of each model.", schema: aiForecastSchema } },
      handler: async ({ ctx, body }) => ({ status: 200, body: await forecast(deps, ctx, body) }),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/ai/try",
      operationId: "tryAi",
      summary: "Ask the models of a purpose by hand",
      body: aiTryInputSchema,
      responses: { 200: { description: "The answer, or why there is none.", schema: aiTrySchema } },
      handler: async ({ ctx, body }) => ({ status: 200, body: await tryPurpose(deps, ctx, body) }),
    }),
    defineRoute({
      ...sharedRoute,
      method: "GET",
      path: "/ai/budgets",
      operationId: "listAiBudgets",
      summary: "List budgets with what is spent and where it leads",
      responses: listOf(aiBudgetSchema, "Oldest first."),
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await describeBudgets(deps, db.reader(ctx)) },
      }),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/ai/budgets",
      operationId: "createAiBudget",
      summary: "Set a budget; calls beyond it are not made",
      body: aiBudgetInputSchema,
      responses: { 201: { description: "Set.", schema: aiBudgetSchema, headers } },
      handler: async ({ ctx, body }) => {
        const { actId, result } = await acts.perform<AiBudget>(ctx, "llm.create-budget", body);
        return { status: 201, body: result, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "PATCH",
      path: "/ai/budgets/:id",
      operationId: "updateAiBudget",
      summary: "Change the limit of a budget",
      params: idParams,
      body: aiBudgetChangeSchema,
      responses: { 200: { description: "As it is now.", schema: aiBudgetSchema, headers } },
      handler: async ({ ctx, params: { id }, body }) => {
        const input = { ...body, id };
        const { actId, result } = await acts.perform<AiBudget>(ctx, "llm.update-budget", input);
        return { status: 200, body: result, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "DELETE",
      path: "/ai/budgets/:id",
      operationId: "deleteAiBudget",
      summary: "Remove a budget",
      params: idParams,
      responses: { 204: { description: "Removed.", headers } },
      handler: async ({ ctx, params }) =>
        gone(await acts.perform<null>(ctx, "llm.delete-budget", params)),
    }),
  ];
}
