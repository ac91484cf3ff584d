// Routes of what shapes a workspace (schema, fields, custom objects, pipelines), of lines and of links.
import {
  fieldOptionSchema,
  fieldTypes,
  idSchema,
  pageQuerySchema,
  pageSchema,
  schemaResponseSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import { type AnyRoute, defineRoute, type RouteRequest } from "../../platform/http/index.ts";
import { describeSchema } from "./describe-schema.ts";
import { readLineItems } from "./line-items.store.ts";
import { findRecord, type ReadDeps } from "./list-records.ts";
import type { CustomFieldRow, ObjectTypeRow } from "./object-type.rules.ts";
import type { Pipeline } from "./pipeline.rules.ts";
import { lineItemInputSchema, pipelineInputSchema } from "./pipeline-acts.ts";
import { readPipelines } from "./pipelines.store.ts";
import { listRelations, newRelationSchema, relationSchema } from "./relations.ts";
import { readFieldRows, readObjectTypeRows } from "./schema.store.ts";
import {
  fieldChangeSchema,
  newFieldSchema,
  newObjectTypeSchema,
  objectTypeChangeSchema,
} from "./schema-acts.ts";

export type SchemaRouteDeps = ReadDeps & { acts: Acts };

type Request = RouteRequest<Record<string, string>, Record<string, string>, never>;

const idParams = z.object({ id: idSchema });
const missingTarget = {
  404: { description: "What it names does not exist, or you may not see it." },
};
const manage = { setting: "schema.manage" } as const;

const fieldSchema = z.object({
  id: idSchema,
  object: z.string(),
  key: z.string(),
  label: z.string(),
  type: z.enum(fieldTypes),
  required: z.boolean(),
  options: z.array(fieldOptionSchema),
  refObject: z.string().nullable(),
  position: z.int(),
});

const objectTypeSchema = z.object({
  id: idSchema,
  key: z.string(),
  label: z.string(),
  labelPlural: z.string(),
});

const stageSchema = z.object({
  id: idSchema,
  name: z.string(),
  position: z.int(),
  kind: z.enum(["open", "won", "lost"]),
  probability: z.number(),
});
const pipelineSchema = z.object({
  id: idSchema,
  name: z.string(),
  position: z.int(),
  stages: z.array(stageSchema),
});

const lineItemSchema = z.object({
  id: idSchema,
  dealId: idSchema,
  position: z.int(),
  name: z.string(),
  quantity: z.number(),
  unitPriceMinor: z.int(),
  discountPercent: z.number(),
});

function fieldBody({ ref_object, ...row }: CustomFieldRow) {
  return { ...row, refObject: ref_object };
}

const objectTypeBody = ({ label_plural, ...row }: ObjectTypeRow) => ({
  ...row,
  labelPlural: label_plural,
});

const pipelineBody = (pipeline: Pipeline) => ({
  ...pipeline,
  stages: pipeline.stages.map(({ pipelineId: _pipelineId, ...stage }) => stage),
});

const listOf = (schema: z.ZodType) => z.object({ data: z.array(schema) });

interface Resource<R> {
  path: string;
  tag: string;
  /** Of operation ids, such as `Field`. */
  name: string;
  words: string;
  act: string;
  schema: z.ZodType;
  create: z.ZodType;
  update: z.ZodType;
  /** How the body of a change becomes the act's input. */
  change(id: string, body: object): object;
  list(deps: SchemaRouteDeps, request: Request): Promise<R[]>;
  body(row: R): object;
}

function resourceRoutes<R>(deps: SchemaRouteDeps, resource: Resource<R>): AnyRoute[] {
  const { path, tag, name, words, schema } = resource;
  const shared = { tag, limit: "standard" as const };
  const perform = <O>(request: Request, verb: string, input: object) =>
    deps.acts.perform<O>(request.ctx, `${resource.act}.${verb}`, input);
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path,
      operationId: `list${name}s`,
      summary: `List ${words}s`,
      permission: "signed-in",
      responses: { 200: { description: "All of them.", schema: listOf(schema) } },
      handler: (async (request: Request) => ({
        status: 200,
        body: { data: (await resource.list(deps, request)).map(resource.body) },
      })) as never,
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path,
      operationId: `create${name}`,
      summary: `Add a ${words}`,
      permission: manage,
      body: resource.create,
      responses: { 201: { description: "Added.", schema }, ...missingTarget },
      handler: (async (request: Request) => {
        const { result } = await perform<R>(request, "create", request.body);
        return { status: 201, body: resource.body(result) };
      }) as never,
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: `${path}/:id`,
      operationId: `update${name}`,
      summary: `Change a ${words}`,
      permission: manage,
      params: idParams,
      body: resource.update,
      responses: { 200: { description: "As it is now.", schema } },
      handler: (async (request: Request) => {
        const { result } = await perform<R>(
          request,
          "update",
          resource.change(request.params.id ?? "", request.body),
        );
        return { status: 200, body: resource.body(result) };
      }) as never,
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: `${path}/:id`,
      operationId: `delete${name}`,
      summary: `Remove a ${words}`,
      permission: manage,
      params: idParams,
      responses: { 204: { description: "Removed." } },
      handler: (async (request: Request) => {
        await perform(request, "delete", { id: request.params.id });
        return { status: 204 };
      }) as never,
    }),
  ];
}

const fields: Resource<CustomFieldRow> = {
  path: "/fields",
  tag: "Fields",
  name: "Field",
  words: "custom field",
  act: "records.field",
  schema: fieldSchema,
  create: newFieldSchema,
  update: fieldChangeSchema,
  change: (id, body) => ({ id, ...body }),
  list: async (deps, { ctx }) => {
    const rows = await deps.db.tenant(ctx, readFieldRows);
    const { rights } = ctx.principal;
    return rows.filter(
      (row) =>
        rights.object(row.object).read !== "none" &&
        rights.field(row.object, `custom.${row.key}`) !== "none",
    );
  },
  body: fieldBody,
};

const objectTypes: Resource<ObjectTypeRow> = {
  path: "/object-types",
  tag: "Custom objects",
  name: "ObjectType",
  words: "custom object",
  act: "records.object-type",
  schema: objectTypeSchema,
  create: newObjectTypeSchema,
  update: objectTypeChangeSchema,
  change: (id, body) => ({ id, ...body }),
  list: async (deps, { ctx }) => {
    const rows = await deps.db.tenant(ctx, readObjectTypeRows);
    return rows.filter((row) => ctx.principal.rights.object(row.key).read !== "none");
  },
  body: objectTypeBody,
};

const pipelines: Resource<Pipeline> = {
  path: "/pipelines",
  tag: "Pipelines",
  name: "Pipeline",
  words: "pipeline",
  act: "records.pipeline",
  schema: pipelineSchema,
  create: pipelineInputSchema,
  update: pipelineInputSchema,
  change: (id, body) => ({ id, change: body }),
  list: (deps, { ctx }) => deps.db.tenant(ctx, readPipelines),
  body: pipelineBody,
};

export function schemaRoutes(deps: SchemaRouteDeps): AnyRoute[] {
  const schema = defineRoute({
    method: "GET",
    path: "/schema",
    operationId: "getSchema",
    summary: "Object types and fields, reduced to what you may see",
    tag: "Fields",
    permission: "signed-in",
    limit: "standard",
    responses: { 200: { description: "The schema.", schema: schemaResponseSchema } },
    handler: async ({ ctx }) => ({ status: 200, body: await describeSchema(deps, ctx) }),
  });
  return [
    schema,
    ...resourceRoutes(deps, fields),
    ...resourceRoutes(deps, objectTypes),
    ...resourceRoutes(deps, pipelines),
    ...lineItemRoutes(deps),
    ...relationRoutes(deps),
    undoRoute(deps),
  ];
}

function lineItemRoutes(deps: SchemaRouteDeps): AnyRoute[] {
  const shared = { tag: "Deals", permission: "object-rights", limit: "standard" } as const;
  const path = "/deals/:id/line-items";
  const lineParams = idParams.extend({ lineId: idSchema });
  const save = async (request: Request) =>
    (
      await deps.acts.perform(request.ctx, "records.line-item.save", {
        dealId: request.params.id,
        lineId: request.params.lineId,
        data: request.body,
      })
    ).result;
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path,
      operationId: "listLineItems",
      summary: "List the lines of a deal",
      params: idParams,
      responses: { 200: { description: "In order.", schema: listOf(lineItemSchema) } },
      handler: ({ ctx, params }) =>
        deps.db.tenant(ctx, async (tx) => {
          const deal = await findRecord(
            tx,
            ctx,
            await deps.schema.objectType(tx, "deals"),
            params.id,
          );
          const mayRead = ctx.principal.rights.field("deals", "amountMinor") !== "none";
          return { status: 200, body: { data: mayRead ? await readLineItems(tx, deal.id) : [] } };
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
      responses: { 201: { description: "The line.", schema: lineItemSchema } },
      handler: (async (request: Request) => ({ status: 201, body: await save(request) })) as never,
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: `${path}/:lineId`,
      operationId: "updateLineItem",
      summary: "Change a line of a deal",
      params: lineParams,
      body: lineItemInputSchema.partial(),
      responses: { 200: { description: "The line.", schema: lineItemSchema } },
      handler: (async (request: Request) => ({ status: 200, body: await save(request) })) as never,
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: `${path}/:lineId`,
      operationId: "deleteLineItem",
      summary: "Remove a line of a deal",
      params: lineParams,
      responses: { 204: { description: "Removed." } },
      handler: async ({ ctx, params }) => {
        await deps.acts.perform(ctx, "records.line-item.delete", {
          dealId: params.id,
          lineId: params.lineId,
        });
        return { status: 204 };
      },
    }),
  ];
}

function relationRoutes(deps: SchemaRouteDeps): AnyRoute[] {
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
      responses: { 201: { description: "The link.", schema: relationSchema }, ...missingTarget },
      handler: async ({ ctx, body }) => ({
        status: 201,
        body: (await deps.acts.perform(ctx, "records.relate", body)).result,
      }),
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/relations/:id",
      operationId: "deleteRelation",
      summary: "Remove a link",
      params: idParams,
      responses: { 204: { description: "Removed." } },
      handler: async ({ ctx, params }) => {
        await deps.acts.perform(ctx, "records.unrelate", { id: params.id });
        return { status: 204 };
      },
    }),
  ];
}

const undoSchema = z.object({
  undone: z.int().describe("Records put back."),
  kept: z.array(
    z.object({
      object: z.string(),
      id: z.string(),
      reason: z.enum(["changed-since", "not-allowed", "not-undoable"]),
    }),
  ),
});

function undoRoute(deps: SchemaRouteDeps): AnyRoute {
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
        headers: ["Rapport-Act"],
      },
    },
    handler: async ({ ctx, params }) => {
      const done = await deps.acts.perform(ctx, "records.undo", params);
      return { status: 200, body: done.result, headers: { "rapport-act": done.actId } };
    },
  });
}
