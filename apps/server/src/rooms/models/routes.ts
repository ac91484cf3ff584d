// Routes of models, their releases, and the scores of records.
import {
  dealForecastSchema,
  idSchema,
  modelCardSchema,
  modelEntities,
  modelKeySchema,
  modelPromotionSchema,
  modelSummarySchema,
  modelTrialResultSchema,
  modelTrialSchema,
  pointerRoles,
  recordScoreSchema,
  scoreFeedbackSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute, type RouteReply } from "../../platform/http/index.ts";
import type { ModelsDeps } from "./deps.ts";
import { describeModel, describeRun, listModels } from "./describe.ts";
import { scoresOfRecord } from "./describe-scores.ts";
import { missingScore } from "./errors.ts";
import { forecastDeals, tryModel } from "./try-model.ts";

const shared = { tag: "Models", limit: "standard" } as const;
const managed = { ...shared, permission: { setting: "models.manage" } } as const;
const keyed = z.object({ key: modelKeySchema });
const recordParams = z.object({ object: z.enum(modelEntities), id: idSchema });
const missing = {
  404: { description: "There is no such model or release, or you may not see it." },
};
const headers = ["Rapport-Act"];
const runSchema = modelSummarySchema.shape.run.unwrap();

const conflicts = { 409: { description: "It cannot be done now; the answer says why." } };

export function modelRoutes(deps: ModelsDeps): AnyRoute[] {
  const card = async (
    ctx: Parameters<typeof describeModel>[1],
    key: string,
    actId: string,
  ): Promise<RouteReply> => ({
    status: 200,
    body: await describeModel(deps, ctx, key),
    headers: { "rapport-act": actId },
  });
  return [
    defineRoute({
      ...managed,
      method: "GET",
      path: "/models",
      operationId: "listModels",
      summary: "List the models: what is in force, how good it is, and what it does now",
      responses: {
        200: {
          description: "All models.",
          schema: z.object({ data: z.array(modelSummarySchema) }),
        },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await listModels(deps, ctx) } }),
    }),
    defineRoute({
      ...managed,
      method: "GET",
      path: "/models/:key",
      operationId: "getModel",
      summary: "Read a model: its card, evaluation, releases, and what was in force when",
      params: keyed,
      responses: { 200: { description: "The model.", schema: modelCardSchema }, ...missing },
      handler: async ({ ctx, params: { key } }) => ({
        status: 200,
        body: await describeModel(deps, ctx, key),
      }),
    }),
    defineRoute({
      ...managed,
      method: "POST",
      path: "/models/:key/train",
      operationId: "trainModel",
      summary: "Train a model now; it takes over only if it passes the gates",
      params: keyed,
      keyed: true,
      responses: {
        202: { description: "The training, which goes on by itself.", schema: runSchema, headers },
        ...conflicts,
        ...missing,
      },
      handler: async ({ ctx, params: { key }, idempotency }) => {
        const { actId, result } = await deps.acts.perform<{ model: string }>(
          ctx,
          "models.train",
          { model: key },
          idempotency,
        );
        const { model: _model, ...run } = result;
        return { status: 202, body: run, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...managed,
      method: "GET",
      path: "/models/:key/runs/:id",
      operationId: "getModelRun",
      summary: "Read how far a training is",
      params: keyed.extend({ id: idSchema }),
      responses: { 200: { description: "The training.", schema: runSchema }, ...missing },
      handler: async ({ ctx, params: { key, id } }) => {
        return { status: 200, body: await describeRun(deps, ctx, { key, id }) };
      },
    }),
    defineRoute({
      ...managed,
      method: "POST",
      path: "/models/:key/promote",
      operationId: "promoteModel",
      summary: "Put a release in force, in shadow, or as a canary for a share of customers",
      params: keyed,
      body: modelPromotionSchema,
      keyed: true,
      responses: {
        200: { description: "The model as it is now.", schema: modelCardSchema, headers },
        ...conflicts,
        ...missing,
      },
      handler: async ({ ctx, params: { key }, body, idempotency }) => {
        const input = { ...body, model: key };
        const { actId } = await deps.acts.perform(ctx, "models.promote", input, idempotency);
        return card(ctx, key, actId);
      },
    }),
    defineRoute({
      ...managed,
      method: "POST",
      path: "/models/:key/rollback",
      operationId: "rollBackModel",
      summary: "Go back to the release that was in force before",
      params: keyed,
      keyed: true,
      responses: {
        200: { description: "The model as it is now.", schema: modelCardSchema, headers },
        ...conflicts,
        ...missing,
      },
      handler: async ({ ctx, params: { key }, idempotency }) => {
        const { actId } = await deps.acts.perform(
          ctx,
          "models.rollback",
          { model: key },
          idempotency,
        );
        return card(ctx, key, actId);
      },
    }),
    defineRoute({
      ...managed,
      method: "DELETE",
      path: "/models/:key/roles/:role",
      operationId: "withdrawModel",
      summary: "Take a release out of force; without a champion the rules answer",
      params: keyed.extend({
        role: z
          .enum(pointerRoles)
          .describe("Which release: the one that answers, or one that is tried beside it."),
      }),
      keyed: true,
      responses: {
        200: { description: "The model as it is now.", schema: modelCardSchema, headers },
        ...missing,
      },
      handler: async ({ ctx, params: { key, role }, idempotency }) => {
        const input = { model: key, role };
        const { actId } = await deps.acts.perform(ctx, "models.withdraw", input, idempotency);
        return card(ctx, key, actId);
      },
    }),
    defineRoute({
      ...managed,
      method: "POST",
      path: "/models/:key/try",
      operationId: "tryModel",
      summary: "Score values that you give; nothing is kept",
      params: keyed,
      body: modelTrialSchema,
      keyed: false,
      responses: {
        200: { description: "Score and reasons.", schema: modelTrialResultSchema },
        ...conflicts,
        ...missing,
      },
      handler: async ({ ctx, params: { key }, body }) => ({
        status: 200,
        body: await tryModel(deps, ctx, { key, trial: body }),
      }),
    }),
    defineRoute({
      ...shared,
      permission: "object-rights",
      method: "GET",
      path: "/scores/:object/:id",
      operationId: "getScores",
      summary: "Read the scores of a record, with their reasons",
      params: recordParams,
      responses: {
        200: {
          description: "Its scores; none where it was not scored or you may not see it.",
          schema: z.object({ data: z.array(recordScoreSchema) }),
        },
      },
      handler: async ({ ctx, params }) => ({
        status: 200,
        body: { data: await scoresOfRecord(deps, ctx, params) },
      }),
    }),
    defineRoute({
      ...shared,
      permission: "object-rights",
      method: "POST",
      path: "/scores/:object/:id/feedback",
      operationId: "tellScore",
      summary: "Say that a score is too high, too low or right; the next training learns from it",
      params: recordParams,
      body: scoreFeedbackSchema,
      responses: {
        200: { description: "The score, with what you said.", schema: recordScoreSchema, headers },
        404: { description: "It has no such score, or you may not see it." },
      },
      handler: async ({ ctx, params, body, idempotency }) => {
        const input = { ...body, ...params };
        const { actId } = await deps.acts.perform(ctx, "models.feedback", input, idempotency);
        const scores = await scoresOfRecord(deps, ctx, params);
        const score = scores.find(({ model }) => model === body.model);
        if (!score) throw missingScore();
        return { status: 200, body: score, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      permission: "object-rights",
      method: "GET",
      path: "/forecasts/deals",
      operationId: "forecastDeals",
      summary: "What the open deals that you see are expected to bring, with its interval",
      responses: {
        200: { description: "By currency.", schema: dealForecastSchema },
      },
      handler: async ({ ctx }) => ({ status: 200, body: await forecastDeals(deps, ctx) }),
    }),
  ];
}
