// Routes of webhooks: endpoints.
import {
  type CreatedWebhook,
  createdWebhookSchema,
  idSchema,
  rotateSecretSchema,
  type Webhook,
  webhookChangeSchema,
  webhookEventSchema,
  webhookInputSchema,
  webhookSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts, Performed } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type RouteReply,
} from "../../platform/http/index.ts";
import { checkAddress, eventCatalogue } from "./check-endpoint.ts";
import { allEndpoints, type DescribeDeps, getEndpoint } from "./describe.ts";
import type { WebhooksDeps } from "./webhooks-deps.ts";

export type RouteDeps = DescribeDeps &
  Pick<WebhooksDeps, "outbound" | "plainHosts"> & { acts: Acts };

export const sharedRoute = {
  tag: "Webhooks",
  permission: { setting: "webhooks.manage" },
  limit: "standard",
} as const;
export const idParams = z.object({ id: idSchema });
const headers = ["ETag", "Rapport-Act"];

function reply(status: number, { actId, result }: Performed<Webhook>): RouteReply {
  const etag = `"${result.version}"`;
  return { status, body: result, headers: { etag, "rapport-act": actId } };
}

export function endpointRoutes(deps: RouteDeps): AnyRoute[] {
  const perform = async (ctx: Ctx, act: string, input: unknown, status = 200) =>
    reply(status, await deps.acts.perform<Webhook>(ctx, act, input));

  return [
    defineRoute({
      ...sharedRoute,
      method: "GET",
      path: "/webhook-events",
      operationId: "listWebhookEvents",
      summary: "List the events that a webhook can ask for",
      responses: {
        200: {
          description: "Of the records that you may see.",
          schema: z.object({ data: z.array(webhookEventSchema) }),
        },
      },
      handler: async ({ ctx }) => {
        const types = await deps.records.objectTypes(deps.db.reader(ctx));
        return { status: 200, body: { data: eventCatalogue(types, ctx.principal.rights) } };
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "GET",
      path: "/webhooks",
      operationId: "listWebhooks",
      summary: "List webhooks with their health",
      responses: {
        200: {
          description: "Oldest first.",
          schema: z.object({ data: z.array(webhookSchema) }),
        },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await allEndpoints(deps, ctx) } }),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/webhooks",
      operationId: "createWebhook",
      summary: "Set up a webhook; its secret is in this answer and never again",
      body: webhookInputSchema,
      responses: { 201: { description: "Set up.", schema: createdWebhookSchema, headers } },
      handler: async ({ ctx, body }) => {
        await checkAddress(deps, body.url);
        return perform(ctx, "webhooks.create", body, 201);
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "GET",
      path: "/webhooks/:id",
      operationId: "getWebhook",
      summary: "Read one webhook with its health",
      params: idParams,
      responses: {
        200: { description: "The webhook.", schema: webhookSchema, headers: ["ETag"] },
      },
      handler: async ({ ctx, params: { id } }) => {
        const webhook = await getEndpoint(deps, ctx, id);
        return { status: 200, body: webhook, headers: { etag: etagOf(webhook) } };
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "PATCH",
      path: "/webhooks/:id",
      operationId: "updateWebhook",
      summary: "Change a webhook; from then on it acts for you, unless only its name changes",
      params: idParams,
      body: webhookChangeSchema,
      responses: {
        200: { description: "As it is now.", schema: webhookSchema, headers },
        412: { description: "Changed meanwhile." },
      },
      handler: async ({ ctx, params: { id }, body, headers: sent }) => {
        await checkAddress(deps, body.url);
        return perform(ctx, "webhooks.update", {
          id,
          change: body,
          ...ifMatchOf({ headers: sent }),
        });
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "DELETE",
      path: "/webhooks/:id",
      operationId: "deleteWebhook",
      summary: "Delete a webhook with its log; what waits is not sent",
      params: idParams,
      responses: { 204: { description: "Deleted.", headers: ["Rapport-Act"] } },
      handler: async ({ ctx, params: { id } }) => {
        const { actId } = await deps.acts.perform(ctx, "webhooks.delete", { id });
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/webhooks/:id/rotate-secret",
      operationId: "rotateWebhookSecret",
      summary: "Make a new secret; for a while messages carry signatures by both",
      params: idParams,
      body: rotateSecretSchema,
      responses: {
        200: { description: "With the new secret.", schema: createdWebhookSchema, headers },
      },
      handler: async ({ ctx, params: { id }, body }) =>
        reply(
          200,
          await deps.acts.perform<CreatedWebhook>(ctx, "webhooks.rotate-secret", { ...body, id }),
        ),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/webhooks/:id/pause",
      operationId: "pauseWebhook",
      summary: "Pause a webhook; what happens meanwhile waits",
      params: idParams,
      responses: { 200: { description: "As it is now.", schema: webhookSchema, headers } },
      handler: ({ ctx, params }) => perform(ctx, "webhooks.pause", params),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/webhooks/:id/resume",
      operationId: "resumeWebhook",
      summary: "Resume a webhook that is paused or was switched off; what waits is sent",
      params: idParams,
      responses: { 200: { description: "As it is now.", schema: webhookSchema, headers } },
      handler: ({ ctx, params }) => perform(ctx, "webhooks.resume", params),
    }),
  ];
}
