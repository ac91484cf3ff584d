// Routes of suggested pages and of what they are made from.
import {
  closedTicketsInputSchema,
  closedTicketsSchema,
  idSchema,
  type KnowledgePage,
  knowledgePageSchema,
  pageSuggestionSchema,
  suggestionListSchema,
  suggestionOriginSchema,
  suggestionPublishSchema,
  suggestionQuerySchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute, etagOf } from "../../platform/http/index.ts";
import type { HarvestDeps } from "./ports.ts";
import { getSuggestion, originsOfPage, suggestionsFor } from "./read-suggestions.ts";
import { closedTickets, lookNow } from "./source-act.ts";

const shared = {
  tag: "Knowledge",
  permission: { setting: "knowledge.manage" },
  limit: "standard",
} as const;
const params = z.object({ id: idSchema });
const missing = {
  404: { description: "There is no such suggestion, or you may not read what it is from." },
};

export function harvestRoutes(deps: HarvestDeps): AnyRoute[] {
  return [...readRoutes(deps), ...decisionRoutes(deps), ...sourceRoutes(deps)];
}

function readRoutes(deps: HarvestDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/knowledge/suggestions",
      operationId: "listPageSuggestions",
      summary: "Pages suggested from closed tickets and settled conversations that you may read",
      query: suggestionQuerySchema,
      responses: { 200: { description: "Needed most first.", schema: suggestionListSchema } },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await suggestionsFor(deps, ctx, query),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/knowledge/suggestions/:id",
      operationId: "getPageSuggestion",
      summary: "What was asked, what settled it, and where; without personal data",
      params,
      responses: {
        200: { description: "The suggestion.", schema: pageSuggestionSchema },
        ...missing,
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await getSuggestion(deps, ctx, id),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/knowledge/pages/:id/origins",
      operationId: "listPageOrigins",
      summary: "Tickets and conversations that a page came from, of those that you may read",
      params,
      responses: {
        200: {
          description: "The newest 20.",
          schema: z.object({ data: z.array(suggestionOriginSchema) }),
        },
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: { data: await originsOfPage(deps, ctx, id) },
      }),
    }),
  ];
}

function decisionRoutes({ acts }: HarvestDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      keyed: true,
      method: "POST",
      path: "/knowledge/suggestions/:id/publish",
      operationId: "publishPageSuggestion",
      summary: "Make a page of a suggestion, with the texts that you send; published unless told",
      params,
      body: suggestionPublishSchema,
      responses: {
        201: {
          description: "The page.",
          schema: knowledgePageSchema,
          headers: ["Rapport-Act", "ETag"],
        },
        ...missing,
      },
      handler: async ({ ctx, params: { id }, body, idempotency }) => {
        const input = { ...body, id };
        const done = await acts.perform<KnowledgePage>(ctx, "harvest.publish", input, idempotency);
        return {
          status: 201,
          body: done.result,
          headers: { "rapport-act": done.actId, etag: etagOf(done.result) },
        };
      },
    }),
    defineRoute({
      ...shared,
      keyed: true,
      method: "POST",
      path: "/knowledge/suggestions/:id/dismiss",
      operationId: "dismissPageSuggestion",
      summary: "Say that no page is wanted; what else asks the same stays dismissed",
      params,
      responses: { 204: { description: "Dismissed.", headers: ["Rapport-Act"] }, ...missing },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const done = await acts.perform(ctx, "harvest.dismiss", { id }, idempotency);
        return { status: 204, headers: { "rapport-act": done.actId } };
      },
    }),
  ];
}

function sourceRoutes(deps: HarvestDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/knowledge/closed-tickets",
      operationId: "getClosedTickets",
      summary: "Which closed tickets and conversations pages are suggested from",
      responses: { 200: { description: "The source.", schema: closedTicketsSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await closedTickets(deps, ctx) }),
    }),
    defineRoute({
      ...shared,
      keyed: true,
      method: "PUT",
      path: "/knowledge/closed-tickets",
      operationId: "setClosedTickets",
      summary: "Change that; what does not belong any more is not suggested any more",
      body: closedTicketsInputSchema,
      responses: {
        200: {
          description: "The source.",
          schema: closedTicketsSchema,
          headers: ["Rapport-Act"],
        },
      },
      handler: async ({ ctx, body, idempotency }) => {
        const done = await deps.acts.perform(ctx, "harvest.source.change", body, idempotency);
        return { status: 200, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...shared,
      keyed: false,
      method: "POST",
      path: "/knowledge/closed-tickets/look",
      operationId: "lookAtClosedTickets",
      summary: "Look at once, rather than within the hour",
      responses: {
        204: { description: "It begins within a minute." },
        409: { description: "Closed tickets are not looked at." },
      },
      handler: async ({ ctx }) => {
        await lookNow(deps, ctx);
        return { status: 204 };
      },
    }),
  ];
}
