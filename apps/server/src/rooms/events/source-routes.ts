// Routes of sources.
import {
  type CreatedEventSource,
  createdEventSourceSchema,
  type EventSource,
  eventSourceInputSchema,
  eventSourceSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { allSources } from "./list-sources.ts";

export const manageRoute = {
  tag: "Events",
  permission: { setting: "events.manage" },
  limit: "standard",
} as const;

export const idParams = z.object({ id: idSchema });

interface SourceDeps {
  db: Database;
  clock: Clock;
  acts: Acts;
}

export function sourceRoutes({ db, clock, acts }: SourceDeps): AnyRoute[] {
  return [
    defineRoute({
      ...manageRoute,
      method: "GET",
      path: "/event-sources",
      operationId: "listEventSources",
      summary: "List where events come from",
      responses: {
        200: {
          description: "Oldest first, revoked ones too.",
          schema: z.object({ data: z.array(eventSourceSchema) }),
        },
      },
      handler: async ({ ctx }) => {
        const data = await allSources({ db, clock }, ctx);
        return { status: 200, body: { data } };
      },
    }),
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: "/event-sources",
      operationId: "createEventSource",
      summary: "Set up a source; its write key is in this answer and never again",
      body: eventSourceInputSchema,
      responses: {
        201: { description: "Set up.", schema: createdEventSourceSchema, headers: ["Rapport-Act"] },
      },
      handler: async ({ ctx, body }) => {
        const done = await acts.perform<CreatedEventSource>(ctx, "events.source.create", body);
        return { status: 201, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...manageRoute,
      method: "PATCH",
      path: "/event-sources/:id",
      operationId: "renameEventSource",
      summary: "Rename a source",
      params: idParams,
      body: eventSourceInputSchema,
      responses: {
        200: {
          description: "As it is now.",
          schema: eventSourceSchema,
          headers: ["Rapport-Act"],
        },
      },
      handler: async ({ ctx, params: { id }, body }) => {
        const input = { ...body, id };
        const done = await acts.perform<EventSource>(ctx, "events.source.rename", input);
        return { status: 200, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: "/event-sources/:id/revoke",
      operationId: "revokeEventSource",
      summary: "Revoke a source: nothing is taken with its write key any more",
      params: idParams,
      responses: {
        200: { description: "Revoked.", schema: eventSourceSchema, headers: ["Rapport-Act"] },
      },
      handler: async ({ ctx, params }) => {
        const done = await acts.perform<EventSource>(ctx, "events.source.revoke", params);
        return { status: 200, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
  ];
}
