// Routes of events and of dead letters.
import {
  deadLetterSchema,
  deadLettersQuerySchema,
  discardedLettersSchema,
  type EventJoin,
  eventDetailSchema,
  eventJoinSchema,
  eventSchema,
  eventsQuerySchema,
  lettersChoiceSchema,
  pageSchema,
  replayedLettersSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { type ReplayDeps, replayLetters } from "./letter-acts.ts";
import { listLetters } from "./list-letters.ts";
import { getEvent, listEvents, type ReadDeps } from "./read-events.ts";
import { idParams, manageRoute } from "./source-routes.ts";

type RouteDeps = ReadDeps & ReplayDeps & { acts: Acts };

export function eventRoutes(deps: RouteDeps): AnyRoute[] {
  const joinRoute = (verb: "undo" | "make", operationId: string, summary: string) =>
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: `/event-joins/:id/${verb}`,
      operationId,
      summary,
      params: idParams,
      responses: {
        200: { description: "As it is now.", schema: eventJoinSchema, headers: ["Rapport-Act"] },
      },
      handler: async ({ ctx, params }) => {
        const done = await deps.acts.perform<EventJoin>(ctx, `events.join.${verb}`, params);
        return { status: 200, body: done.result, headers: { "rapport-act": done.actId } };
      },
    });

  return [
    defineRoute({
      ...manageRoute,
      method: "GET",
      path: "/events",
      operationId: "listEvents",
      summary: "List events, newest first",
      query: eventsQuerySchema,
      responses: { 200: { description: "One page.", schema: pageSchema(eventSchema) } },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await listEvents(deps, ctx, query),
      }),
    }),
    defineRoute({
      ...manageRoute,
      method: "GET",
      path: "/events/:id",
      operationId: "getEvent",
      summary: "Read one event, and what became of it on the way in",
      params: idParams,
      responses: { 200: { description: "The event.", schema: eventDetailSchema } },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await getEvent(deps, ctx, id),
      }),
    }),
    joinRoute("undo", "undoEventJoin", "Take a join of two ids back; it stays so"),
    joinRoute("make", "makeEventJoin", "Join two ids that were taken apart or refused"),
    defineRoute({
      ...manageRoute,
      method: "GET",
      path: "/dead-letters",
      operationId: "listDeadLetters",
      summary: "List messages that could not be taken, newest first",
      query: deadLettersQuerySchema,
      responses: {
        200: {
          description: "One page, and how many are open for each reason.",
          schema: pageSchema(deadLetterSchema).extend({
            open: z.array(z.object({ reason: z.string(), count: z.int() })),
          }),
        },
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await listLetters(deps, ctx, query),
      }),
    }),
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: "/dead-letters/replay",
      operationId: "replayDeadLetters",
      summary: "Send dead letters in again, at most 1,000 at once",
      body: lettersChoiceSchema,
      responses: { 200: { description: "What came of it.", schema: replayedLettersSchema } },
      handler: async ({ ctx, body }) => ({
        status: 200,
        body: await replayLetters(deps, ctx, body),
      }),
    }),
    defineRoute({
      ...manageRoute,
      method: "POST",
      path: "/dead-letters/discard",
      operationId: "discardDeadLetters",
      summary: "Discard dead letters, at most 1,000 at once",
      body: lettersChoiceSchema,
      responses: {
        200: {
          description: "How many.",
          schema: discardedLettersSchema,
          headers: ["Rapport-Act"],
        },
      },
      handler: async ({ ctx, body }) => {
        const done = await deps.acts.perform<{ discarded: number }>(ctx, "events.letters.discard", {
          choice: body,
        });
        return { status: 200, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
  ];
}
