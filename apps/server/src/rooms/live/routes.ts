// The one route: a stream for those who ask for one, else a page of what happened since a cursor.
import type { Readable } from "node:stream";
import { type LivePage, livePageSchema } from "@rapport/contracts";
import { z } from "zod";
import type { Ctx } from "../../platform/context.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { wantsStream } from "./wire.rules.ts";

type Headers = Record<string, string | string[] | undefined>;

interface Deps {
  page(ctx: Ctx, after: unknown): Promise<LivePage>;
  stream(ctx: Ctx, headers: Headers, after: unknown): Promise<Readable>;
}

const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  // Else a server that stops waits for connections that were used for a stream.
  connection: "close",
  "cache-control": "no-cache, no-transform",
  // Else some proxies gather the events until there are enough of them.
  "x-accel-buffering": "no",
};

export function liveRoutes(deps: Deps): AnyRoute[] {
  return [
    defineRoute({
      method: "GET",
      path: "/live",
      operationId: "live",
      summary:
        "What changed, as it happens: server-sent events where `Accept` is `text/event-stream`, else what happened since `after`",
      tag: "Live",
      permission: "signed-in",
      limit: "standard",
      query: z.strictObject({
        after: z
          .string()
          .regex(/^\d{1,15}$/)
          .optional()
          .describe("Cursor or event id to go on from; a stream also takes `Last-Event-ID`."),
      }),
      responses: {
        200: {
          description: "Names of changed records, never values.",
          schema: livePageSchema,
          contentType: ["application/json", "text/event-stream"],
        },
      },
      handler: async ({ ctx, query, headers }) => {
        if (!wantsStream(headers.accept)) {
          return { status: 200, body: await deps.page(ctx, query.after) };
        }
        const stream = await deps.stream(ctx, headers, query.after);
        return { status: 200, stream, headers: streamHeaders };
      },
    }),
  ];
}
