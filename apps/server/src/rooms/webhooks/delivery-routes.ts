// Routes of webhooks: the log of deliveries, tests and replays.
import {
  deliveriesQuerySchema,
  deliveryDetailSchema,
  deliverySchema,
  idSchema,
  replayedSchema,
  replaySchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { Courier } from "./courier.ts";
import { deliveryDetail, deliveryLog } from "./describe.ts";
import { idParams, type RouteDeps, sharedRoute } from "./routes.ts";
import { sendTest } from "./send-test.ts";

type Deps = RouteDeps & { courier: Pick<Courier, "sendNow" | "wake"> };

export function deliveryRoutes(deps: Deps): AnyRoute[] {
  return [
    defineRoute({
      ...sharedRoute,
      method: "GET",
      path: "/webhooks/:id/deliveries",
      operationId: "listWebhookDeliveries",
      summary: "List what was sent to a webhook, or will be",
      params: idParams,
      query: deliveriesQuerySchema,
      responses: {
        200: {
          description: "One page, newest first.",
          schema: z.object({
            data: z.array(deliverySchema),
            nextCursor: z.string().nullable(),
          }),
        },
      },
      handler: async ({ ctx, params: { id }, query }) => ({
        status: 200,
        body: await deliveryLog(deps, ctx, id, query),
      }),
    }),
    defineRoute({
      ...sharedRoute,
      method: "GET",
      path: "/webhooks/:id/deliveries/:deliveryId",
      operationId: "getWebhookDelivery",
      summary: "Read one delivery: the message, and each attempt with its answer",
      params: z.object({ id: idSchema, deliveryId: idSchema.describe("Of the delivery.") }),
      responses: { 200: { description: "The delivery.", schema: deliveryDetailSchema } },
      handler: async ({ ctx, params: { id, deliveryId } }) => ({
        status: 200,
        body: await deliveryDetail(deps, ctx, id, deliveryId),
      }),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/webhooks/:id/test",
      operationId: "testWebhook",
      summary: "Send a test event now, once, and see what the receiver answers",
      params: idParams,
      responses: {
        200: {
          description: "It was tried; `state` says whether it was taken.",
          schema: deliveryDetailSchema,
        },
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await sendTest(deps, ctx, id),
      }),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/webhooks/:id/replay",
      operationId: "replayWebhook",
      summary: "Send deliveries again: those named, or all that failed since a time",
      params: idParams,
      body: replaySchema,
      responses: { 200: { description: "They wait to be sent.", schema: replayedSchema } },
      handler: async ({ ctx, params: { id }, body }) => {
        const { result } = await deps.acts.perform(ctx, "webhooks.replay", { id, what: body });
        deps.courier.wake();
        return { status: 200, body: result };
      },
    }),
  ];
}
