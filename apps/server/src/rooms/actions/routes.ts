// Routes of next best actions: what to do for a record, doing it, and the trials that tell what it adds.
import {
  actionEntities,
  actionFeedbackSchema,
  actionKeySchema,
  actionSummarySchema,
  idSchema,
  nextActionSchema,
  nextActionsSchema,
  startActionTrialSchema,
  takeActionSchema,
  takenActionSchema,
  tellActionDrawsSchema,
  toldActionDrawsSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Ctx } from "../../platform/context.ts";
import { type AnyRoute, defineRoute, type RouteReply } from "../../platform/http/index.ts";
import { adviseOn } from "./advise.ts";
import { suggested, takeAction } from "./choice-acts.ts";
import type { ActionsDeps } from "./deps.ts";
import { describeAction, listActions } from "./describe-actions.ts";

const shared = { tag: "Actions", limit: "standard" } as const;
const managed = { ...shared, permission: { setting: "models.manage" } } as const;
const onRecord = { ...shared, permission: "object-rights" } as const;
const keyed = z.object({ key: actionKeySchema });
const recordParams = z.object({ object: z.enum(actionEntities), id: idSchema });
const headers = ["Rapport-Act"];
const missing = { 404: { description: "There is no such action." } };
const notSuggested = {
  404: { description: "It is not suggested for the record, or you may not see that." },
};
const conflicts = { 409: { description: "It cannot be done now; the answer says why." } };

export function actionRoutes(deps: ActionsDeps): AnyRoute[] {
  const described = async (ctx: Ctx, key: string, actId: string): Promise<RouteReply> => ({
    status: 200,
    body: await describeAction(deps, ctx, key),
    headers: { "rapport-act": actId },
  });
  return [
    defineRoute({
      ...onRecord,
      method: "GET",
      path: "/next-actions/:object/:id",
      operationId: "getNextActions",
      summary: "Read what one can do for a record now, what that adds, and how it is known",
      params: recordParams,
      responses: {
        200: {
          description:
            "The best one first; none where there is nothing to do or you may not see it.",
          schema: nextActionsSchema,
        },
      },
      handler: async ({ ctx, params }) => ({
        status: 200,
        body: (await adviseOn(deps, ctx, params)) ?? {
          summary: "There is nothing to suggest for this record now.",
          data: [],
        },
      }),
    }),
    defineRoute({
      ...onRecord,
      method: "POST",
      path: "/next-actions/:object/:id/take",
      operationId: "takeNextAction",
      summary: "Do what is suggested: make its task",
      params: recordParams,
      body: takeActionSchema,
      keyed: true,
      responses: {
        201: { description: "The task that was made.", schema: takenActionSchema, headers },
        ...conflicts,
        ...notSuggested,
      },
      handler: async ({ ctx, params, body, idempotency }) => {
        const asked = { ...params, ...body };
        const { actId, result } = await takeAction(deps, ctx, asked, idempotency);
        return { status: 201, body: result, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...onRecord,
      method: "POST",
      path: "/next-actions/:object/:id/feedback",
      operationId: "tellNextAction",
      summary: "Say whether a suggestion helps",
      params: recordParams,
      body: actionFeedbackSchema,
      responses: {
        200: {
          description: "The suggestion, with what you said.",
          schema: nextActionSchema,
          headers,
        },
        ...notSuggested,
      },
      handler: async ({ ctx, params, body, idempotency }) => {
        const { verdict, effect } = await suggested(deps, ctx, params, body.action);
        const told = { verdict, effect: effect?.value ?? null, note: body.note ?? null };
        const input = { ...params, ...body, ...told };
        const { actId } = await deps.acts.perform(ctx, "actions.feedback", input, idempotency);
        const now = await suggested(deps, ctx, params, body.action);
        return { status: 200, body: now, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...managed,
      method: "GET",
      path: "/actions",
      operationId: "listActions",
      summary: "List the actions: what each adds, on what evidence, and its trial",
      responses: {
        200: {
          description: "All actions.",
          schema: z.object({ data: z.array(actionSummarySchema) }),
        },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await listActions(deps, ctx) } }),
    }),
    defineRoute({
      ...managed,
      method: "POST",
      path: "/actions/:key/trial",
      operationId: "startActionTrial",
      summary: "Start a trial: chance gives the action to a share of the records that come in",
      params: keyed,
      body: startActionTrialSchema,
      keyed: true,
      responses: {
        200: { description: "The action as it is now.", schema: actionSummarySchema, headers },
        ...conflicts,
        ...missing,
      },
      handler: async ({ ctx, params: { key }, body, idempotency }) => {
        const input = { ...body, action: key };
        const { actId } = await deps.acts.perform(ctx, "actions.trial.start", input, idempotency);
        return described(ctx, key, actId);
      },
    }),
    defineRoute({
      ...managed,
      method: "DELETE",
      path: "/actions/:key/trial",
      operationId: "stopActionTrial",
      summary: "Stop the trial of an action; what it drew still counts",
      params: keyed,
      keyed: true,
      responses: {
        200: { description: "The action as it is now.", schema: actionSummarySchema, headers },
        ...conflicts,
        ...missing,
      },
      handler: async ({ ctx, params: { key }, idempotency }) => {
        const input = { action: key };
        const { actId } = await deps.acts.perform(ctx, "actions.trial.stop", input, idempotency);
        return described(ctx, key, actId);
      },
    }),
    defineRoute({
      ...managed,
      method: "POST",
      path: "/actions/:key/draws",
      operationId: "tellActionDraws",
      summary: "Tell who was drawn by chance to get an action, or not, elsewhere",
      params: keyed,
      body: tellActionDrawsSchema,
      keyed: true,
      responses: {
        200: { description: "How many were new.", schema: toldActionDrawsSchema, headers },
        ...missing,
      },
      handler: async ({ ctx, params: { key }, body, idempotency }) => {
        const input = { ...body, action: key };
        const { actId, result } = await deps.acts.perform<{ added: number; known: number }>(
          ctx,
          "actions.draws.tell",
          input,
          idempotency,
        );
        return { status: 200, body: result, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
