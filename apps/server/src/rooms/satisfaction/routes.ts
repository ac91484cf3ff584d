// Routes by which it is set which channels ask.
import {
  type AskingChannel,
  askingChannelSchema,
  askingInputSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { askingChannels } from "./asking-act.ts";
import type { SatisfactionDeps } from "./satisfaction-deps.ts";

const shared = {
  tag: "Satisfaction",
  permission: { setting: "channels.manage" },
  limit: "standard",
} as const;

export function satisfactionRoutes(deps: SatisfactionDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/satisfaction/channels",
      operationId: "listAskingChannels",
      summary: "List channels, and whether each asks customers how satisfied they are",
      responses: {
        200: {
          description: "All of them.",
          schema: z.object({ data: z.array(askingChannelSchema) }),
        },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await askingChannels(deps, deps.db.reader(ctx)) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "PUT",
      path: "/satisfaction/channels/:id",
      operationId: "setAskingChannel",
      summary: "Say whether a channel asks customers how satisfied they are",
      params: z.object({ id: idSchema }),
      body: askingInputSchema,
      responses: {
        200: {
          description: "As it is now.",
          schema: askingChannelSchema,
          headers: ["Rapport-Act"],
        },
      },
      handler: async ({ ctx, params: { id }, body, idempotency }) => {
        const input = { id, ...body };
        const done = await deps.acts.perform<AskingChannel>(
          ctx,
          "satisfaction.ask",
          input,
          idempotency,
        );
        return { status: 200, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
  ];
}
