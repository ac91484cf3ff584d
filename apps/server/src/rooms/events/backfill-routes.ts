// Routes of files that are taken in.
import { backfillPartSchema, backfillStartSchema, eventBackfillSchema } from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { allBackfills, type BackfillDeps, startBackfill, takePart } from "./backfill.ts";
import { idParams, manageRoute } from "./source-routes.ts";

export function backfillRoutes(deps: BackfillDeps): AnyRoute[] {
  return [
    defineRoute({
      ...manageRoute,
      method: "GET",
      path: "/event-backfills",
      operationId: "listEventBackfills",
      summary: "List files of events that were taken in, newest first",
      responses: {
        200: {
          description: "How far each came.",
          schema: z.object({ data: z.array(eventBackfillSchema) }),
        },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await allBackfills(deps, ctx) } }),
    }),
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: "/event-backfills",
      operationId: "startEventBackfill",
      summary: "Begin to send a file of events, or go on with it: `rowsDone` says from which row",
      body: backfillStartSchema,
      responses: { 200: { description: "How far it came.", schema: eventBackfillSchema } },
      handler: async ({ ctx, body }) => ({
        status: 200,
        body: await startBackfill(deps, ctx, body),
      }),
    }),
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: "/event-backfills/:id/rows",
      operationId: "sendEventBackfillRows",
      summary: "Send the next rows of a file, each a message of the Segment specification",
      description:
        "They are known from now on, and happened when they say. Without a `messageId` the same content is the same message.",
      params: idParams,
      body: backfillPartSchema,
      responses: {
        200: { description: "How far it came.", schema: eventBackfillSchema },
        409: { description: "The file is at another row; begin it again to learn at which." },
      },
      handler: async ({ ctx, params: { id }, body }) => ({
        status: 200,
        body: await takePart(deps, ctx, id, body),
      }),
    }),
  ];
}
