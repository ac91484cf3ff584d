// Routes of search, answers, gaps and the overview.
import {
  idSchema,
  knowledgeAnswerSchema,
  knowledgeGapSchema,
  knowledgeOverviewSchema,
  knowledgeQuestionSchema,
  knowledgeSearchInputSchema,
  knowledgeSearchResultSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { gapsFor, overview, type ReadDeps } from "./describe-page.ts";
import { answerQuestion, searchKnowledge } from "./find-passages.ts";

const tag = "Knowledge";
const reading = { tag, permission: "signed-in", limit: "standard" } as const;
const writing = { tag, permission: { setting: "knowledge.manage" }, limit: "standard" } as const;

export function knowledgeRoutes(deps: ReadDeps & { acts: Acts }): AnyRoute[] {
  return [
    defineRoute({
      ...reading,
      method: "GET",
      path: "/knowledge",
      operationId: "getKnowledge",
      summary: "What there is: pages, sources, open questions, and how search works",
      responses: { 200: { description: "Counts.", schema: knowledgeOverviewSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await overview(deps, ctx) }),
    }),
    defineRoute({
      ...reading,
      keyed: false,
      method: "POST",
      path: "/knowledge/search",
      operationId: "searchKnowledge",
      summary: "Find passages in published pages that you may read",
      body: knowledgeSearchInputSchema,
      responses: {
        200: { description: "Best first, with why.", schema: knowledgeSearchResultSchema },
      },
      handler: async ({ ctx, body }) => ({
        status: 200,
        body: await searchKnowledge(deps, ctx, body),
      }),
    }),
    defineRoute({
      ...reading,
      keyed: false,
      method: "POST",
      path: "/knowledge/answer",
      operationId: "answerFromKnowledge",
      summary: "Answer a question from published pages, with citations, or abstain",
      description:
        "The question is kept for 90 days, so that questions without an answer can be shown.",
      body: knowledgeQuestionSchema,
      responses: { 200: { description: "The answer.", schema: knowledgeAnswerSchema } },
      handler: async ({ ctx, body }) => ({
        status: 200,
        body: await answerQuestion(deps, ctx, body),
      }),
    }),
    defineRoute({
      ...writing,
      method: "GET",
      path: "/knowledge/gaps",
      operationId: "listKnowledgeGaps",
      summary: "Questions that had no answer; asked most first",
      responses: {
        200: {
          description: "The first 200.",
          schema: z.object({ data: z.array(knowledgeGapSchema) }),
        },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await gapsFor(deps, ctx) } }),
    }),
    defineRoute({
      ...writing,
      keyed: true,
      method: "POST",
      path: "/knowledge/gaps/:id/settle",
      operationId: "settleKnowledgeGap",
      summary: "Say that a question is dealt with; it shows again when it is asked again",
      params: z.object({ id: idSchema }),
      responses: {
        204: { description: "Settled.", headers: ["Rapport-Act"] },
        404: { description: "There is no such open question." },
      },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const done = await deps.acts.perform(ctx, "knowledge.gap.settle", { id }, idempotency);
        return { status: 204, headers: { "rapport-act": done.actId } };
      },
    }),
  ];
}
