// Routes of figures about conversations.
import { Readable } from "node:stream";
import {
  analyticsFilterSchema,
  analyticsListQuerySchema,
  analyticsListSchema,
  conversationFiguresSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { AnalyticsDeps } from "./analytics-deps.ts";
import { csvOf } from "./figures.rules.ts";
import { conversationFigures, conversationsBehind } from "./read-figures.ts";

const shared = { tag: "Analytics", permission: "object-rights", limit: "standard" } as const;

export function analyticsRoutes(deps: AnalyticsDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/analytics/figures",
      operationId: "getConversationFigures",
      summary:
        "Figures about the conversations that you may see, by days, channels, members, teams",
      query: analyticsFilterSchema.extend({
        format: z.enum(["json", "csv"]).optional().describe("JSON unless told."),
      }),
      responses: {
        200: {
          description: "The figures, with what each counts.",
          schema: conversationFiguresSchema,
          contentType: ["application/json", "text/csv"],
        },
      },
      handler: async ({ ctx, query: { format, ...filter } }) => {
        const body = await conversationFigures(deps, ctx, filter);
        if (format !== "csv") return { status: 200, body };
        return {
          status: 200,
          headers: {
            "content-type": "text/csv; charset=utf-8",
            "content-disposition": 'attachment; filename="conversations.csv"',
          },
          stream: Readable.from([csvOf(body)]),
        };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/analytics/conversations",
      operationId: "listAnalyticsConversations",
      summary: "List the conversations behind one of the numbers, newest first",
      query: analyticsListQuerySchema,
      responses: { 200: { description: "A page.", schema: analyticsListSchema } },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await conversationsBehind(deps, ctx, query),
      }),
    }),
  ];
}
