// Routes of enrichment.
import {
  eventEnrichmentInputSchema,
  eventEnrichmentSchema,
  eventLookupInputSchema,
  eventLookupSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import type { Database } from "../../platform/db/index.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { listLookups, listRules } from "./list-enrichments.ts";
import { idParams, manageRoute } from "./source-routes.ts";

export function enrichmentRoutes({ db, acts }: { db: Database; acts: Acts }): AnyRoute[] {
  return [
    defineRoute({
      ...manageRoute,
      method: "GET",
      path: "/event-lookups",
      operationId: "listEventLookups",
      summary: "List tables by which events are enriched",
      responses: {
        200: {
          description: "Oldest first.",
          schema: z.object({ data: z.array(eventLookupSchema) }),
        },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await listLookups(db, ctx) } }),
    }),
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: "/event-lookups",
      operationId: "createEventLookup",
      summary: "Upload a table to enrich events by, at most 10,000 rows",
      body: eventLookupInputSchema,
      responses: {
        201: { description: "Made.", schema: eventLookupSchema, headers: ["Rapport-Act"] },
        404: { description: "There is no such table." },
      },
      handler: async ({ ctx, body }) => {
        const done = await acts.perform(ctx, "events.lookup.create", body);
        return { status: 201, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...manageRoute,
      method: "DELETE",
      path: "/event-lookups/:id",
      operationId: "deleteEventLookup",
      summary: "Remove a table that no rule uses",
      params: idParams,
      responses: { 204: { description: "Removed.", headers: ["Rapport-Act"] } },
      handler: async ({ ctx, params }) => {
        const { actId } = await acts.perform(ctx, "events.lookup.delete", params);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...manageRoute,
      method: "GET",
      path: "/event-enrichments",
      operationId: "listEventEnrichments",
      summary: "List rules that enrich events",
      responses: {
        200: {
          description: "Oldest first.",
          schema: z.object({ data: z.array(eventEnrichmentSchema) }),
        },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await listRules(db, ctx) } }),
    }),
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: "/event-enrichments",
      operationId: "createEventEnrichment",
      summary:
        "Add columns of a table to events as they come; what a program sent is never overwritten",
      body: eventEnrichmentInputSchema,
      responses: {
        201: { description: "Made.", schema: eventEnrichmentSchema, headers: ["Rapport-Act"] },
        404: { description: "There is no such table." },
      },
      handler: async ({ ctx, body }) => {
        const done = await acts.perform(ctx, "events.enrichment.create", body);
        return { status: 201, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...manageRoute,
      method: "DELETE",
      path: "/event-enrichments/:id",
      operationId: "deleteEventEnrichment",
      summary: "Remove a rule; what it added stays",
      params: idParams,
      responses: { 204: { description: "Removed.", headers: ["Rapport-Act"] } },
      handler: async ({ ctx, params }) => {
        const { actId } = await acts.perform(ctx, "events.enrichment.delete", params);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
