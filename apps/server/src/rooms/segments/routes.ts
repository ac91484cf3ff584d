// Routes of segments.
import {
  featureEntitySchema,
  idSchema,
  lookAlikesSchema,
  type Segment,
  segmentChangeSchema,
  segmentDefinitionSchema,
  segmentInputSchema,
  segmentMemberSchema,
  segmentPreviewSchema,
  segmentSchema,
  segmentSuggestionSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { SegmentsDeps } from "./deps.ts";
import {
  describeSegment,
  listMembers,
  listSegments,
  previewSegment,
  visibleSegment,
} from "./describe-segments.ts";
import { lookAlikes, suggestSegments } from "./suggest-segments.ts";

const shared = {
  permission: { setting: "features.manage" },
  limit: "standard",
  tag: "Segments",
} as const;
const params = z.object({ id: idSchema });
const missing = { 404: { description: "There is no such segment, or you may not see it." } };
const headers = ["Rapport-Act"];
const memberLimit = 200;

export function segmentRoutes(deps: SegmentsDeps): AnyRoute[] {
  const { db, acts } = deps;
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/segments",
      operationId: "listSegments",
      summary: "List segments with how many are within them",
      responses: {
        200: { description: "By name.", schema: z.object({ data: z.array(segmentSchema) }) },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await db.tenant(ctx, (tx) => listSegments(deps, tx, ctx)) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/segments",
      operationId: "createSegment",
      summary: "Make a segment; who is within follows in a moment",
      keyed: true,
      body: segmentInputSchema,
      responses: {
        201: { description: "The segment.", schema: segmentSchema, headers },
        ...missing,
      },
      handler: async ({ ctx, body, idempotency }) => {
        const made = await acts.perform<Segment>(ctx, "segments.create", body, idempotency);
        return { status: 201, body: made.result, headers: { "rapport-act": made.actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/segments/preview",
      operationId: "previewSegment",
      summary: "Count whom rules would take, of 2,000 records that you may see at most",
      keyed: false,
      body: segmentDefinitionSchema,
      responses: { 200: { description: "The count.", schema: segmentPreviewSchema }, ...missing },
      handler: async ({ ctx, body }) => ({
        status: 200,
        body: await previewSegment(deps, ctx, body),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/segments/suggestions",
      operationId: "suggestSegments",
      summary: "Find groups that records fall into by themselves, each told as rules",
      query: z.object({ entity: featureEntitySchema.describe("Of which records.") }),
      responses: {
        200: {
          description: "Groups, the largest first; none where records show no groups.",
          schema: z.object({ data: z.array(segmentSuggestionSchema) }),
        },
        ...missing,
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: { data: await suggestSegments(deps, ctx, query.entity) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/segments/:id/look-alikes",
      operationId: "listLookAlikes",
      summary: "List records outside a segment that are most like those within, 50 at most",
      params,
      responses: {
        200: { description: "The likest first.", schema: lookAlikesSchema },
        ...missing,
        409: { description: "Too few records are within or outside to learn from." },
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await lookAlikes(deps, ctx, id),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/segments/:id",
      operationId: "getSegment",
      summary: "Read one segment",
      params,
      responses: { 200: { description: "The segment.", schema: segmentSchema }, ...missing },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await db.tenant(ctx, async (tx) =>
          describeSegment(deps, tx, ctx, await visibleSegment(deps, tx, ctx, id)),
        ),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/segments/:id/members",
      operationId: "listSegmentMembers",
      summary: "List who is within a segment and since when, newest first, 200 at most",
      params,
      query: z.object({
        past: z.enum(["true", "false"]).optional().describe("`true`: those who left, too."),
      }),
      responses: {
        200: {
          description: "Those that you may see.",
          schema: z.object({ data: z.array(segmentMemberSchema) }),
        },
        ...missing,
      },
      handler: async ({ ctx, params: { id }, query }) => {
        const wanted = { id, past: query.past === "true", limit: memberLimit };
        return {
          status: 200,
          body: { data: await db.tenant(ctx, (tx) => listMembers(deps, tx, ctx, wanted)) },
        };
      },
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/segments/:id",
      operationId: "updateSegment",
      summary: "Change a segment",
      params,
      body: segmentChangeSchema,
      responses: {
        200: { description: "The segment.", schema: segmentSchema, headers },
        ...missing,
      },
      handler: async ({ ctx, params: { id }, body, idempotency }) => {
        const input = { id, change: body };
        const made = await acts.perform<Segment>(ctx, "segments.update", input, idempotency);
        return { status: 200, body: made.result, headers: { "rapport-act": made.actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/segments/:id",
      operationId: "deleteSegment",
      summary: "Delete a segment; undoing the act brings it back with who was within it",
      params,
      responses: { 204: { description: "Deleted.", headers }, ...missing },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const { actId } = await acts.perform(ctx, "segments.delete", { id }, idempotency);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
