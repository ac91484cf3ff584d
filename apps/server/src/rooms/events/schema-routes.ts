// Routes of the registry: names that were seen, and schemas of them.
import {
  type EventSchemaVersion,
  eventNameKeySchema,
  eventNameSchema,
  eventSchemaInputSchema,
  eventSchemaSpecSchema,
  eventSchemaVersionSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import type { Database } from "../../platform/db/index.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { listNames, proposeSchema, versionsOf } from "./list-names.ts";
import { manageRoute } from "./source-routes.ts";

export function schemaRoutes({ db, acts }: { db: Database; acts: Acts }): AnyRoute[] {
  return [
    defineRoute({
      ...manageRoute,
      method: "GET",
      path: "/event-names",
      operationId: "listEventNames",
      summary: "List every name of an event that was seen, the most frequent first",
      responses: {
        200: {
          description: "With kinds of values by property, and the schema that holds.",
          schema: z.object({ data: z.array(eventNameSchema) }),
        },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await listNames(db, ctx) } }),
    }),
    defineRoute({
      ...manageRoute,
      method: "GET",
      path: "/event-schemas",
      operationId: "listEventSchemas",
      summary: "List the versions of the schema of one name, newest first",
      query: eventNameKeySchema,
      responses: {
        200: {
          description: "All versions.",
          schema: z.object({ data: z.array(eventSchemaVersionSchema) }),
        },
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: { data: await versionsOf(db, ctx, query) },
      }),
    }),
    defineRoute({
      ...manageRoute,
      method: "GET",
      path: "/event-schemas/proposal",
      operationId: "proposeEventSchema",
      summary: "Make a schema from what was seen of a name; nothing is kept",
      query: eventNameKeySchema,
      responses: {
        200: { description: "To be declared.", schema: eventSchemaSpecSchema },
        404: { description: "No event of this name was seen." },
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await proposeSchema(db, ctx, query),
      }),
    }),
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: "/event-schemas",
      operationId: "declareEventSchema",
      summary: "Declare what events of a name hold; the next version, which holds at once",
      body: eventSchemaInputSchema,
      responses: {
        201: {
          description: "Declared.",
          schema: eventSchemaVersionSchema,
          headers: ["Rapport-Act"],
        },
      },
      handler: async ({ ctx, body }) => {
        const done = await acts.perform<EventSchemaVersion>(ctx, "events.schema.declare", body);
        return { status: 201, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: "/event-schemas/retire",
      operationId: "retireEventSchema",
      summary: "Let go of the schema of a name; its versions are kept",
      body: eventNameKeySchema,
      responses: {
        204: { description: "None holds any more.", headers: ["Rapport-Act"] },
        404: { description: "None held." },
      },
      handler: async ({ ctx, body }) => {
        const { actId } = await acts.perform(ctx, "events.schema.retire", body);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
