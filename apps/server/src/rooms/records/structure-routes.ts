// Routes of what shapes a workspace: schema, fields, custom objects, pipelines.
import { fieldOptionSchema, fieldTypes, idSchema, schemaResponseSchema } from "@rapport/contracts";
import { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { type AnyRoute, defineRoute, type RouteRequest } from "../../platform/http/index.ts";
import { describeSchema } from "./describe-schema.ts";
import { fieldChangeSchema, newFieldSchema } from "./field-acts.ts";
import type { ReadDeps } from "./find-record.ts";
import { listFields, listObjectTypes, listPipelines } from "./list-structure.ts";
import type { CustomFieldRow, ObjectTypeRow } from "./object-type.rules.ts";
import { newObjectTypeSchema, objectTypeChangeSchema } from "./object-type-acts.ts";
import type { Pipeline } from "./pipeline.rules.ts";
import { pipelineInputSchema } from "./pipeline-acts.ts";

export type StructureRouteDeps = ReadDeps & { acts: Acts };

type Request = RouteRequest<{ id: string }, unknown, object>;

const idParams = z.object({ id: idSchema });
const missingTarget = {
  404: { description: "What it names does not exist, or you may not see it." },
};
const manage = { setting: "schema.manage" } as const;

const fieldSchema = z
  .object({
    id: idSchema,
    object: z.string(),
    key: z.string(),
    label: z.string(),
    type: z.enum(fieldTypes),
    required: z.boolean(),
    options: z.array(fieldOptionSchema),
    refObject: z.string().nullable(),
    position: z.int(),
    computed: z.boolean().describe("The server writes it; nobody else can."),
  })
  .meta({ id: "CustomField" });

const objectTypeSchema = z
  .object({
    id: idSchema,
    key: z.string(),
    label: z.string(),
    labelPlural: z.string(),
  })
  .meta({ id: "ObjectType" });

const stageSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    position: z.int(),
    kind: z.enum(["open", "won", "lost"]),
    probability: z.number(),
  })
  .meta({ id: "Stage" });
const pipelineSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    position: z.int(),
    stages: z.array(stageSchema),
  })
  .meta({ id: "Pipeline" });

function fieldBody({ ref_object, removed_at: _removedAt, ...row }: CustomFieldRow) {
  return { ...row, refObject: ref_object, computed: row.computed === true };
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
  list(deps: StructureRouteDeps, ctx: Ctx): Promise<R[]>;
  body(row: R): object;
}

function resourceRoutes<R>(deps: StructureRouteDeps, resource: Resource<R>): AnyRoute[] {
  const { path, tag, name, words, schema } = resource;
  const shared = { tag, limit: "standard" as const };
  const perform = <O>(request: Request, verb: string, input: object) =>
    deps.acts.perform<O>(request.ctx, `${resource.act}.${verb}`, input, request.idempotency);
  return [
    {
      ...shared,
      method: "GET",
      path,
      operationId: `list${name}s`,
      summary: `List ${words}s`,
      permission: "signed-in",
      responses: { 200: { description: "All of them.", schema: listOf(schema) } },
      handler: async ({ ctx }: Request) => ({
        status: 200,
        body: { data: (await resource.list(deps, ctx)).map(resource.body) },
      }),
    },
    {
      ...shared,
      method: "POST",
      path,
      operationId: `create${name}`,
      summary: `Add a ${words}`,
      permission: manage,
      keyed: true,
      body: resource.create,
      responses: { 201: { description: "Added.", schema }, ...missingTarget },
      handler: async (request: Request) => {
        const { result } = await perform<R>(request, "create", request.body);
        return { status: 201, body: resource.body(result) };
      },
    },
    {
      ...shared,
      method: "PATCH",
      path: `${path}/:id`,
      operationId: `update${name}`,
      summary: `Change a ${words}`,
      permission: manage,
      keyed: true,
      params: idParams,
      body: resource.update,
      responses: { 200: { description: "As it is now.", schema } },
      handler: async (request: Request) => {
        const { result } = await perform<R>(
          request,
          "update",
          resource.change(request.params.id, request.body),
        );
        return { status: 200, body: resource.body(result) };
      },
    },
    {
      ...shared,
      method: "DELETE",
      path: `${path}/:id`,
      operationId: `delete${name}`,
      summary: `Remove a ${words}`,
      permission: manage,
      keyed: true,
      params: idParams,
      responses: { 204: { description: "Removed." } },
      handler: async (request: Request) => {
        await perform(request, "delete", { id: request.params.id });
        return { status: 204 };
      },
    },
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
  list: listFields,
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
  list: listObjectTypes,
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
  list: listPipelines,
  body: pipelineBody,
};

export function structureRoutes(deps: StructureRouteDeps): AnyRoute[] {
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
  ];
}
