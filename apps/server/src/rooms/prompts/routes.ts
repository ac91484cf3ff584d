// Routes of prompts: versions, trials, examples, evaluations.
import {
  type AiPrompt,
  type AiPromptEvaluation,
  type AiPromptExample,
  aiPromptEvaluationSchema,
  aiPromptEvaluationWholeSchema,
  aiPromptExampleSchema,
  aiPromptExamplesInputSchema,
  aiPromptInputSchema,
  aiPromptKeys,
  aiPromptSchema,
  aiPromptTrialInputSchema,
  aiPromptTrialSchema,
  aiPromptUseSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { lastEvaluations, startEvaluation, wholeEvaluation } from "./evaluate.ts";
import type { RoomDeps } from "./ports.ts";
import { describeTrials } from "./trials.ts";
import { describePrompts, listExamples } from "./versions.ts";

const shared = {
  tag: "AI models",
  permission: { setting: "ai.manage" },
  limit: "standard",
} as const;
const headers = ["Rapport-Act"];
const params = z.object({ key: z.enum(aiPromptKeys).describe("Which prompt.") });
const idParams = params.extend({ id: idSchema });

const listOf = <T extends z.ZodType>(schema: T, description: string) => ({
  200: { description, schema: z.object({ data: z.array(schema) }) },
});
const nowIs = (description: string) => ({ description, schema: aiPromptSchema, headers });

export function promptRoutes(deps: RoomDeps): AnyRoute[] {
  return [
    ...versionRoutes(deps),
    ...trialRoutes(deps),
    ...exampleRoutes(deps),
    ...evaluationRoutes(deps),
  ];
}

function versionRoutes({ acts, db }: RoomDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/ai/prompts",
      operationId: "listAiPrompts",
      summary: "List prompts with their versions",
      responses: listOf(aiPromptSchema, "Every prompt."),
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await describePrompts(db.reader(ctx)) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/ai/prompts/:key/versions",
      operationId: "addAiPrompt",
      summary: "Write a version of a prompt; it is not used yet",
      params,
      body: aiPromptInputSchema,
      responses: { 201: nowIs("Written.") },
      handler: async ({ ctx, params: { key }, body }) => {
        const input = { ...body, key };
        const { actId, result } = await acts.perform<AiPrompt>(ctx, "prompts.add-version", input);
        return { status: 201, body: result, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/ai/prompts/:key/use",
      operationId: "useAiPrompt",
      summary: "Put a version of a prompt in force; 0 is the one that Rapport ships",
      params,
      body: aiPromptUseSchema,
      responses: { 200: nowIs("As it is now; a trial that ran is ended.") },
      handler: async ({ ctx, params: { key }, body }) => {
        const input = { ...body, key };
        const { actId, result } = await acts.perform<AiPrompt>(ctx, "prompts.use-version", input);
        return { status: 200, body: result, headers: { "rapport-act": actId } };
      },
    }),
  ];
}

function trialRoutes({ acts, db }: RoomDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/ai/prompts/:key/trials",
      operationId: "listAiPromptTrials",
      summary: "List trials of a prompt with what came of each",
      params,
      responses: listOf(aiPromptTrialSchema, "The newest twenty, newest first."),
      handler: async ({ ctx, params: { key } }) => ({
        status: 200,
        body: { data: await describeTrials(db.reader(ctx), key) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/ai/prompts/:key/trial",
      operationId: "startAiPromptTrial",
      summary: "Try a version on a share of the work; it is put in force or taken back by evidence",
      params,
      body: aiPromptTrialInputSchema,
      responses: {
        201: nowIs("It runs."),
        409: { description: "A trial runs already, or the version is in force." },
      },
      handler: async ({ ctx, params: { key }, body }) => {
        const input = { ...body, key };
        const { actId, result } = await acts.perform<AiPrompt>(ctx, "prompts.start-trial", input);
        return { status: 201, body: result, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/ai/prompts/:key/trial",
      operationId: "endAiPromptTrial",
      summary: "End the trial of a prompt; the version in force stays",
      params,
      responses: {
        200: nowIs("As it is now."),
        404: { description: "No trial of it runs." },
      },
      handler: async ({ ctx, params: { key } }) => {
        const { actId, result } = await acts.perform<AiPrompt>(ctx, "prompts.end-trial", { key });
        return { status: 200, body: result, headers: { "rapport-act": actId } };
      },
    }),
  ];
}

function exampleRoutes({ acts, db }: RoomDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/ai/prompts/:key/examples",
      operationId: "listAiPromptExamples",
      summary: "List the examples that judge a prompt",
      params,
      responses: listOf(aiPromptExampleSchema, "In the order in which they were added."),
      handler: async ({ ctx, params: { key } }) => ({
        status: 200,
        body: { data: await listExamples(db.reader(ctx), key) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/ai/prompts/:key/examples",
      operationId: "addAiPromptExamples",
      summary: "Add examples that judge a prompt: all of them or none",
      params,
      body: aiPromptExamplesInputSchema,
      responses: {
        201: {
          description: "Added.",
          schema: z.object({ data: z.array(aiPromptExampleSchema) }),
          headers,
        },
        409: { description: "There would be more than 200." },
      },
      handler: async ({ ctx, params: { key }, body }) => {
        const input = { ...body, key };
        const name = "prompts.add-examples";
        const { actId, result } = await acts.perform<AiPromptExample[]>(ctx, name, input);
        return { status: 201, body: { data: result }, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/ai/prompts/:key/examples/:id",
      operationId: "removeAiPromptExample",
      summary: "Remove an example of a prompt",
      params: idParams,
      responses: {
        204: { description: "Removed.", headers },
        404: { description: "There is no such example." },
      },
      handler: async ({ ctx, params: input }) => {
        const { actId } = await acts.perform<null>(ctx, "prompts.remove-example", input);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
  ];
}

function evaluationRoutes(deps: RoomDeps): AnyRoute[] {
  const { acts, db } = deps;
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/ai/prompts/:key/evaluations",
      operationId: "listAiPromptEvaluations",
      summary: "List evaluations of a prompt",
      params,
      responses: listOf(aiPromptEvaluationSchema, "The newest twenty, newest first."),
      handler: async ({ ctx, params: { key } }) => ({
        status: 200,
        body: { data: await lastEvaluations(db.reader(ctx), key) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/ai/prompts/:key/evaluations",
      operationId: "evaluateAiPrompt",
      summary: "Ask a version all examples; models are called and budgets charged",
      params,
      body: aiPromptUseSchema,
      responses: {
        202: { description: "It runs.", schema: aiPromptEvaluationSchema, headers },
        409: { description: "There are no examples, or one runs already." },
      },
      handler: async ({ ctx, params: { key }, body }) => {
        const input = { ...body, key };
        const name = "prompts.evaluate";
        const { actId, result } = await acts.perform<AiPromptEvaluation>(ctx, name, input);
        await startEvaluation(deps, ctx.workspaceId, result.id);
        return { status: 202, body: result, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/ai/prompts/:key/evaluations/:id",
      operationId: "getAiPromptEvaluation",
      summary: "An evaluation with the answer to each example",
      params: idParams,
      responses: {
        200: { description: "As it stands.", schema: aiPromptEvaluationWholeSchema },
        404: { description: "There is no such evaluation." },
      },
      handler: async ({ ctx, params: { key, id } }) => ({
        status: 200,
        body: await wholeEvaluation(db.reader(ctx), key, id),
      }),
    }),
  ];
}
