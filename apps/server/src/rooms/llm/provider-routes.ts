// Routes of providers and models.
import {
  type AiModel,
  type AiProvider,
  aiKeySchema,
  aiModelChangeSchema,
  aiModelInputSchema,
  aiModelSchema,
  aiProviderChangeSchema,
  aiProviderInputSchema,
  aiProviderSchema,
  aiProviderTestSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Performed } from "../../platform/acts.ts";
import { AppError } from "../../platform/errors.ts";
import {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type RouteReply,
} from "../../platform/http/index.ts";
import type { AskDeps } from "./complete.ts";
import { describeProviders } from "./describe.ts";
import { missingProvider, needsHttps } from "./errors.ts";
import { testProvider } from "./test-provider.ts";

export const sharedRoute = {
  tag: "AI models",
  permission: { setting: "ai.manage" },
  limit: "standard",
} as const;
export const idParams = z.object({ id: idSchema });
export const headers = ["Rapport-Act"];

/** Whether it may be called is asked before it is stored, and again at each call. */
async function checkAddress(deps: AskDeps, url: string | null | undefined): Promise<void> {
  if (!url) return;
  const target = URL.parse(url);
  if (target?.protocol === "http:" && !isListed(deps.plainHosts, target)) throw needsHttps();
  try {
    await deps.outbound.check(url);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "platform.outbound_unknown_host")
      throw error;
    throw new AppError("invalid", error.code, error.message);
  }
}

const isListed = (hosts: readonly string[], { hostname, port }: URL) =>
  hosts.includes(`${hostname.replace(/^\[|\]$/g, "")}:${port || "80"}`.toLowerCase());

const reply = (status: number, { actId, result }: Performed<AiProvider>): RouteReply => ({
  status,
  body: result,
  headers: { etag: etagOf(result), "rapport-act": actId },
});

export const gone = ({ actId }: Performed<null>): RouteReply => ({
  status: 204,
  headers: { "rapport-act": actId },
});

export function providerRoutes(deps: AskDeps): AnyRoute[] {
  const { acts } = deps;
  const withTag = ["ETag", ...headers];
  return [
    defineRoute({
      ...sharedRoute,
      method: "GET",
      path: "/ai/providers",
      operationId: "listAiProviders",
      summary: "List providers of AI models, with models, prices and health",
      responses: {
        200: {
          description: "Oldest first. Keys are never answered.",
          schema: z.object({ data: z.array(aiProviderSchema) }),
        },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await describeProviders(deps, deps.db.reader(ctx)) },
      }),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/ai/providers",
      operationId: "createAiProvider",
      summary: "Connect a provider of AI models",
      body: aiProviderInputSchema,
      responses: {
        201: { description: "Connected.", schema: aiProviderSchema, headers: withTag },
      },
      handler: async ({ ctx, body }) => {
        await checkAddress(deps, body.baseUrl);
        return reply(201, await acts.perform<AiProvider>(ctx, "llm.create-provider", body));
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "GET",
      path: "/ai/providers/:id",
      operationId: "getAiProvider",
      summary: "Read one provider of AI models",
      params: idParams,
      responses: {
        200: { description: "The provider.", schema: aiProviderSchema, headers: ["ETag"] },
      },
      handler: async ({ ctx, params: { id } }) => {
        const all = await describeProviders(deps, deps.db.reader(ctx));
        const found = all.find((provider) => provider.id === id);
        if (!found) throw missingProvider();
        return { status: 200, body: found, headers: { etag: etagOf(found) } };
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "PATCH",
      path: "/ai/providers/:id",
      operationId: "updateAiProvider",
      summary: "Change a provider; a new address needs the key again",
      params: idParams,
      body: aiProviderChangeSchema,
      responses: {
        200: { description: "As it is now.", schema: aiProviderSchema, headers: withTag },
        412: { description: "Changed meanwhile." },
      },
      handler: async ({ ctx, params: { id }, body, headers: sent }) => {
        await checkAddress(deps, body.baseUrl);
        const input = { id, change: body, ...ifMatchOf({ headers: sent }) };
        return reply(200, await acts.perform<AiProvider>(ctx, "llm.update-provider", input));
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "DELETE",
      path: "/ai/providers/:id",
      operationId: "deleteAiProvider",
      summary: "Remove a provider with its models and its key",
      params: idParams,
      responses: { 204: { description: "Removed.", headers } },
      handler: async ({ ctx, params }) =>
        gone(await acts.perform<null>(ctx, "llm.delete-provider", params)),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/ai/providers/:id/rotate-key",
      operationId: "rotateAiProviderKey",
      summary: "Enter a new key, or take it away",
      params: idParams,
      body: aiKeySchema,
      responses: {
        200: { description: "As it is now.", schema: aiProviderSchema, headers: withTag },
      },
      handler: async ({ ctx, params: { id }, body }) =>
        reply(200, await acts.perform<AiProvider>(ctx, "llm.rotate-key", { ...body, id })),
    }),
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/ai/providers/:id/test",
      operationId: "testAiProvider",
      summary: "Ask a provider what it has, and let a priced model answer one word",
      params: idParams,
      responses: {
        200: { description: "What came of it.", schema: aiProviderTestSchema },
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await testProvider(deps, ctx, id),
      }),
    }),
    ...modelRoutes(deps),
  ];
}

function modelRoutes({ acts }: AskDeps): AnyRoute[] {
  const model = (status: number, { actId, result }: Performed<AiModel>): RouteReply => ({
    status,
    body: result,
    headers: { "rapport-act": actId },
  });
  return [
    defineRoute({
      ...sharedRoute,
      method: "POST",
      path: "/ai/providers/:id/models",
      operationId: "addAiModel",
      summary: "Add a model of a provider; without a price it is never called",
      params: idParams,
      body: aiModelInputSchema,
      responses: { 201: { description: "Added.", schema: aiModelSchema, headers } },
      handler: async ({ ctx, params: { id }, body }) => {
        const input = { ...body, providerId: id };
        return model(201, await acts.perform<AiModel>(ctx, "llm.add-model", input));
      },
    }),
    defineRoute({
      ...sharedRoute,
      method: "PATCH",
      path: "/ai/models/:id",
      operationId: "updateAiModel",
      summary: "Change a model; a price becomes its next version",
      params: idParams,
      body: aiModelChangeSchema,
      responses: { 200: { description: "As it is now.", schema: aiModelSchema, headers } },
      handler: async ({ ctx, params: { id }, body }) =>
        model(200, await acts.perform<AiModel>(ctx, "llm.update-model", { id, change: body })),
    }),
    defineRoute({
      ...sharedRoute,
      method: "DELETE",
      path: "/ai/models/:id",
      operationId: "deleteAiModel",
      summary: "Remove a model; its calls stay in the ledger",
      params: idParams,
      responses: { 204: { description: "Removed.", headers } },
      handler: async ({ ctx, params }) =>
        gone(await acts.perform<null>(ctx, "llm.remove-model", params)),
    }),
  ];
}
