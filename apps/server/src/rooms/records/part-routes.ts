// Routes of what hangs on records (lines of deals, links between records), and of undo.
import {
  idSchema,
  lineItemChangeSchema,
  lineItemInputSchema,
  lineItemSchema,
  pageQuerySchema,
  pageSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts, Performed } from "../../platform/acts.ts";
import {
  type AnyRoute,
  defineRoute,
  type RouteReply,
  type RouteRequest,
} from "../../platform/http/index.ts";
import type { ReadDeps } from "./find-record.ts";
import { listLineItems } from "./list-structure.ts";
import { listRelations, newRelationSchema, relationSchema } from "./relations.ts";
import { keptReasons } from "./undo-outcome.ts";

export type PartRouteDeps = ReadDeps & { acts: Acts };

const idParams = z.object({ id: idSchema });
const missingTarget = {
  404: { description: "What it names does not exist, or you may not see it." },
};
const actHeader = ["Rapport-Act"];

function reply(status: number, { actId, result }: Performed<unknown>): RouteReply {
  return {
    status,
    ...(status === 204 ? {} : { body: result }),
    headers: { "rapport-act": actId },
  };
}

export function partRoutes(deps: PartRouteDeps): AnyRoute[] {
  return [...lineItemRoutes(deps), ...relationRoutes(deps), undoRoute(deps)];
}

type LineRequest = RouteRequest<{ id: string; lineId?: string }, unknown, unknown>;

function lineItemRoutes(deps: PartRouteDeps): AnyRoute[] {
  const shared = { tag: "Deals", permission: "object-rights", limit: "standard" } as const;
  const path = "/deals/:id/line-items";
  const lineParams = idParams.extend({ lineId: idSchema });
  const line = { description: "The line.", schema: lineItemSchema, headers: actHeader };
  const save = ({ ctx, params, body, idempotency }: LineRequest) => {
    const { id: dealId, lineId } = params;
    const input = { dealId, lineId, data: body };
    return deps.acts.perform(ctx, "records.line-item.save", input, idempotency);
  };
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path,
      operationId: "listLineItems",
      summary: "List the lines of a deal",
      params: idParams,
      responses: {
        200: { description: "In order.", schema: z.object({ data: z.array(lineItemSchema) }) },
      },
      handler: async ({ ctx, params }) => ({
        status: 200,
        body: { data: await listLineItems(deps, ctx, params.id) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path,
      operationId: "createLineItem",
      summary: "Add a line to a deal",
      params: idParams,
      body: lineItemInputSchema,
      responses: { 201: line },
      handler: async (request) => reply(201, await save(request)),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: `${path}/:lineId`,
      operationId: "updateLineItem",
      summary: "Change a line of a deal",
      params: lineParams,
      body: lineItemChangeSchema,
      responses: { 200: line },
      handler: async (request) => reply(200, await save(request)),
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: `${path}/:lineId`,
      operationId: "deleteLineItem",
      summary: "Remove a line of a deal",
      params: lineParams,
      responses: { 204: { description: "Removed.", headers: actHeader } },
      handler: async ({ ctx, params, idempotency }) => {
        const input = { dealId: params.id, lineId: params.lineId };
        const done = await deps.acts.perform(ctx, "records.line-item.delete", input, idempotency);
        return reply(204, done);
      },
    }),
  ];
}

function relationRoutes(deps: PartRouteDeps): AnyRoute[] {
  const shared = { tag: "Relations", permission: "object-rights", limit: "standard" } as const;
  const query = pageQuerySchema.extend({ object: z.string().min(1).max(60), id: idSchema });
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/relations",
      operationId: "listRelations",
      summary: "List the links of a record",
      query,
      responses: {
        200: { description: "A page.", schema: pageSchema(relationSchema) },
        ...missingTarget,
      },
      handler: async ({ ctx, query: asked }) => ({
        status: 200,
        body: await listRelations(deps, ctx, asked.object, asked.id, asked),
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/relations",
      operationId: "createRelation",
      summary: "Link two records",
      body: newRelationSchema,
      responses: {
        201: { description: "The link.", schema: relationSchema, headers: actHeader },
        ...missingTarget,
      },
      handler: async ({ ctx, body, idempotency }) =>
        reply(201, await deps.acts.perform(ctx, "records.relate", body, idempotency)),
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/relations/:id",
      operationId: "deleteRelation",
      summary: "Remove a link",
      params: idParams,
      responses: { 204: { description: "Removed.", headers: actHeader } },
      handler: async ({ ctx, params, idempotency }) =>
        reply(204, await deps.acts.perform(ctx, "records.unrelate", params, idempotency)),
    }),
  ];
}

const undoSchema = z
  .object({
    undone: z.int().describe("Records put back."),
    kept: z.array(
      z.object({
        object: z.string(),
        id: z.string(),
        reason: z.enum(keptReasons),
        fields: z
          .array(z.string())
          .optional()
          .describe("Fields that were kept, where the others went back."),
      }),
    ),
  })
  .meta({ id: "UndoAnswer" });

function undoRoute(deps: PartRouteDeps): AnyRoute {
  return defineRoute({
    method: "POST",
    path: "/undo/:actId",
    operationId: "undoAct",
    summary: "Undo what one act changed (its id is in the `Rapport-Act` header of the answer)",
    tag: "Undo",
    permission: "object-rights",
    limit: "standard",
    params: z.object({ actId: idSchema }),
    responses: {
      200: {
        description: "What was put back, and what was not.",
        schema: undoSchema,
        headers: actHeader,
      },
    },
    handler: async ({ ctx, params, idempotency }) =>
      reply(200, await deps.acts.perform(ctx, "records.undo", params, idempotency)),
  });
}
