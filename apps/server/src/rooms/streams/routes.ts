// How the workspace's streams stand.
import { streamStandingSchema } from "@rapport/contracts";
import { z } from "zod";
import type { Database } from "../../platform/db/index.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { listStandings } from "./standing.ts";

export function streamRoutes({ db }: { db: Database }): AnyRoute[] {
  return [
    defineRoute({
      tag: "Events",
      limit: "standard",
      permission: { setting: "events.manage" },
      method: "GET",
      path: "/event-streams",
      operationId: "listEventStreams",
      summary: "How the streams from and to message brokers stand",
      description: "Streams are set up by whoever runs the server: see `docs/streams.md`.",
      responses: {
        200: {
          description: "Those that come in first.",
          schema: z.object({ data: z.array(streamStandingSchema) }),
        },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await listStandings(db, ctx) },
      }),
    }),
  ];
}
