// Routes of duplicates and merges.
import {
  dismissSchema,
  duplicateCheckAnswerSchema,
  duplicateCheckSchema,
  duplicatePairSchema,
  duplicatesQuerySchema,
  idSchema,
  mergedSchema,
  mergePreviewRequestSchema,
  mergePreviewSchema,
  mergeRequestSchema,
  mergeSchema,
  mergesQuerySchema,
  pageSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { createDraftCheck } from "./check-draft.ts";
import { listDuplicates } from "./list-duplicates.ts";
import { type MergeDeps, type MergedRecord, previewMerge } from "./merge-records.ts";
import { listMerges, readMerge, requireStanding } from "./past-merges.ts";

export type RouteDeps = MergeDeps & {
  acts: Acts;
  checkDraft: ReturnType<typeof createDraftCheck>;
};

const actHeader = ["Rapport-Act"];
const idParams = z.object({ id: idSchema });
const missing = {
  404: { description: "One of the records does not exist, or you may not see it." },
};

export function duplicateRoutes(deps: RouteDeps): AnyRoute[] {
  return [...findingRoutes(deps), ...mergingRoutes(deps), ...pastRoutes(deps)];
}

function findingRoutes(deps: RouteDeps): AnyRoute[] {
  const shared = { tag: "Duplicates", permission: "object-rights", limit: "standard" } as const;
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/duplicates",
      operationId: "listDuplicates",
      summary: "List pairs of records that may be the same, the most likely first",
      query: duplicatesQuerySchema,
      responses: { 200: { description: "A page.", schema: pageSchema(duplicatePairSchema) } },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await listDuplicates(deps, ctx, query),
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/duplicates/check",
      operationId: "checkDuplicates",
      summary: "Ask which records a draft may be a duplicate of; writes nothing",
      body: duplicateCheckSchema,
      keyed: false,
      responses: { 200: { description: "The best matches.", schema: duplicateCheckAnswerSchema } },
      handler: async ({ ctx, body }) => ({ status: 200, body: await deps.checkDraft(ctx, body) }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/duplicates/dismiss",
      operationId: "dismissDuplicates",
      summary: "Say that two records are not the same; they are not suggested again",
      body: dismissSchema,
      responses: { 204: { description: "Remembered.", headers: actHeader }, ...missing },
      handler: async ({ ctx, body, idempotency }) => {
        const { actId } = await deps.acts.perform(ctx, "duplicates.dismiss", body, idempotency);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
  ];
}

function mergingRoutes(deps: RouteDeps): AnyRoute[] {
  const shared = { tag: "Duplicates", permission: "object-rights", limit: "standard" } as const;
  return [
    defineRoute({
      ...shared,
      method: "POST",
      path: "/merges/preview",
      operationId: "previewMerge",
      summary: "See what a merge would make, field by field; writes nothing",
      body: mergePreviewRequestSchema,
      keyed: false,
      responses: {
        200: { description: "What it would make.", schema: mergePreviewSchema },
        ...missing,
      },
      handler: async ({ ctx, body }) => ({
        status: 200,
        body: await previewMerge(deps, ctx, body),
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/merges",
      operationId: "merge",
      summary: "Merge records into one; what pointed at them points at it from then on",
      body: mergeRequestSchema,
      responses: {
        201: { description: "The survivor.", schema: mergedSchema, headers: actHeader },
        ...missing,
        409: { description: "One was merged meanwhile; `mergedInto` says where it went." },
        412: { description: "One changed since the preview." },
      },
      handler: async ({ ctx, body, idempotency }) => {
        const performed = await deps.acts.perform<MergedRecord>(
          ctx,
          "duplicates.merge",
          body,
          idempotency,
        );
        return {
          status: 201,
          body: performed.result,
          headers: { "rapport-act": performed.actId },
        };
      },
    }),
  ];
}

interface Undone {
  undone: number;
  kept: unknown[];
}

const undoneSchema = z.object({ undone: z.int(), kept: z.array(z.looseObject({})) });

function pastRoutes(deps: RouteDeps): AnyRoute[] {
  const shared = { tag: "Duplicates", permission: "object-rights", limit: "standard" } as const;
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/merges",
      operationId: "listMerges",
      summary: "List past merges, newest first",
      query: mergesQuerySchema,
      responses: { 200: { description: "A page.", schema: pageSchema(mergeSchema) } },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await listMerges(deps, ctx, query),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/merges/:id",
      operationId: "getMerge",
      summary: "Read one past merge",
      params: idParams,
      responses: { 200: { description: "The merge.", schema: mergeSchema } },
      handler: async ({ ctx, params }) => ({
        status: 200,
        body: await readMerge(deps, ctx, params.id),
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/merges/:id/undo",
      operationId: "undoMerge",
      summary: "Undo a merge: what it moved moves back, what was changed since stays",
      // A merge stands or is undone: whoever asks again is told so by 409.
      keyed: false,
      params: idParams,
      responses: {
        200: {
          description: "What was put back, and what was not.",
          schema: undoneSchema,
          headers: actHeader,
        },
        409: { description: "It was undone already." },
      },
      handler: async ({ ctx, params }) => {
        await requireStanding(deps, ctx, params.id);
        const input = { actId: params.id };
        const { actId, result } = await deps.acts.perform<Undone>(ctx, "records.undo", input);
        return { status: 200, body: result, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
