// Events of one person or company, for whoever may see the record.
import { type PageQuery, pageQuerySchema, pageSchema, recordEventSchema } from "@rapport/contracts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { type RecordEventsDeps, recordEvents } from "./record-events.ts";
import { idParams } from "./source-routes.ts";

export function storyRoutes(deps: RecordEventsDeps): AnyRoute[] {
  const route = (object: "people" | "companies", operationId: string, summary: string) =>
    defineRoute({
      tag: "Events",
      permission: "object-rights",
      limit: "standard",
      method: "GET",
      path: `/${object}/:id/events`,
      operationId,
      summary,
      params: idParams,
      query: pageQuerySchema,
      responses: { 200: { description: "One page.", schema: pageSchema(recordEventSchema) } },
      handler: async ({ ctx, params: { id }, query }) => ({
        status: 200,
        body: await recordEvents(deps, ctx, { object, id }, query as PageQuery),
      }),
    });
  return [
    route("people", "listPersonEvents", "List what a person did, newest first"),
    route("companies", "listCompanyEvents", "List what a company did, newest first"),
  ];
}
