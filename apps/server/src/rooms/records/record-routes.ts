// Routes of one object type: list, trash, create, bulk, read, change, delete, restore, timeline, history.
// Standard types get one path each; all custom types share one with the type's key in it.
import {
  bulkRequestSchema,
  bulkResponseSchema,
  customObjectFields,
  idSchema,
  listQuerySchema,
  type ObjectDefinition,
  pageQuerySchema,
  pageSchema,
  readSchema,
  standardObject,
  standardObjects,
  writeSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts, Performed } from "../../platform/acts.ts";
import { invalid, notFound } from "../../platform/errors.ts";
import {
  type AnyRoute,
  defineRoute,
  type RouteReply,
  type RouteRequest,
  toProblem,
} from "../../platform/http/index.ts";
import type { WrittenRecord } from "./acts.ts";
import { etagOf } from "./etag.rules.ts";
import { type ListInput, listRecords, type ReadDeps, readRecord } from "./list-records.ts";
import { recordHistory } from "./record-history.ts";
import { readTimeline, timelineItemSchema } from "./timeline.ts";
import type { WriteResult } from "./write-batch.ts";

export type RecordRouteDeps = ReadDeps & { acts: Acts };

type Request = RouteRequest<Record<string, string>, ListInput, unknown>;

interface Paths {
  /** `/people`, or `/records/:object`. */
  base: string;
  tag: string;
  /** Middle of operation ids, such as `People`. */
  name: string;
  params: z.ZodRawShape;
  objectOf(request: Request): string;
  definition: ObjectDefinition;
}

const customDefinition: ObjectDefinition = {
  key: "records",
  label: "Record",
  labelPlural: "Records of a custom object",
  titleFields: ["name"],
  subtitleFields: [],
  fields: customObjectFields,
};

/** Standard types have addresses of their own, and other fields than the document says here. */
function customKey(key: string): string {
  if (standardObject(key)) throw notFound("kind of record");
  return key;
}

const historyEntrySchema = z.looseObject({
  id: z.string(),
  at: z.string(),
  act: z.string(),
  op: z.string(),
});

export function recordRoutes(deps: RecordRouteDeps): AnyRoute[] {
  const standard = standardObjects.flatMap((definition) =>
    routesOf(deps, {
      base: `/${definition.key}`,
      tag: definition.labelPlural,
      name: definition.key.charAt(0).toUpperCase() + definition.key.slice(1),
      params: {},
      objectOf: () => definition.key,
      definition,
    }),
  );
  const custom = routesOf(deps, {
    base: "/records/:object",
    tag: "Custom objects",
    name: "CustomRecords",
    params: { object: z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/) },
    objectOf: (request) => customKey(request.params.object ?? ""),
    definition: customDefinition,
  });
  return [...standard, ...custom];
}

function idempotencyOf(request: Request, operation: string) {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw invalid(
      "platform.bad_idempotency_key",
      "Idempotency-Key takes 1 to 200 printable ASCII characters without spaces.",
    );
  }
  return { key, operation };
}

function ifMatchOf(request: Request): { ifMatch?: string } {
  const header = request.headers["if-match"];
  return typeof header === "string" ? { ifMatch: header.slice(0, 500) } : {};
}

function recordReply(status: number, performed: Performed<WrittenRecord>): RouteReply {
  const { record } = performed.result;
  return {
    status,
    body: record,
    headers: {
      etag: etagOf(record),
      "rapport-act": performed.actId,
      ...(performed.replayed ? { "idempotency-replayed": "true" } : {}),
    },
  };
}

const statusCodes = {
  created: 201,
  updated: 200,
  unchanged: 200,
  deleted: 204,
  restored: 200,
} as const;

function bulkResult(result: WriteResult) {
  if (result.status === "failed") {
    const problem = toProblem(result.error);
    return { status: problem.status, error: problem };
  }
  const status = statusCodes[result.status];
  const { record } = result;
  return status === 204 ? { status, id: record.id } : { status, id: record.id, data: record };
}

const writeHeaders = ["ETag", "Rapport-Act"];

function routesOf(deps: RecordRouteDeps, paths: Paths): AnyRoute[] {
  return [
    ...collectionRoutes(deps, paths),
    ...itemRoutes(deps, paths),
    ...storyRoutes(deps, paths),
  ];
}

function shared(paths: Paths) {
  const hasParams = Object.keys(paths.params).length > 0;
  return {
    tag: paths.tag,
    permission: "object-rights" as const,
    limit: "standard" as const,
    ...(hasParams ? { params: z.object(paths.params) } : {}),
  };
}

function collectionRoutes(deps: RecordRouteDeps, paths: Paths): AnyRoute[] {
  const record = readSchema(paths.definition);
  const query = listQuerySchema.extend({
    include: z
      .enum(["titles"])
      .optional()
      .describe("Also answer titles of referenced records by id."),
  });
  const page = pageSchema(record).extend({ titles: z.record(z.string(), z.string()).optional() });
  const many = paths.definition.labelPlural.toLowerCase();
  const list = (trashed: boolean) => async (request: Request) => ({
    status: 200,
    body: await listRecords(deps, request.ctx, paths.objectOf(request), request.query, trashed),
  });
  return [
    defineRoute({
      ...shared(paths),
      method: "GET",
      path: paths.base,
      operationId: `list${paths.name}`,
      summary: `List ${many}`,
      query,
      responses: { 200: { description: "A page.", schema: page } },
      handler: list(false) as never,
    }),
    defineRoute({
      ...shared(paths),
      method: "GET",
      path: `${paths.base}/trash`,
      operationId: `listTrashed${paths.name}`,
      summary: `List ${many} in the trash`,
      query,
      responses: { 200: { description: "A page.", schema: page } },
      handler: list(true) as never,
    }),
    defineRoute({
      ...shared(paths),
      method: "POST",
      path: paths.base,
      operationId: `create${paths.name}`,
      summary: `Create one of the ${many}`,
      body: writeSchema(paths.definition, "create"),
      bodyCheck: "documented",
      responses: { 201: { description: "The new record.", schema: record, headers: writeHeaders } },
      handler: (async (request: Request) => {
        const object = paths.objectOf(request);
        const input = { object, data: request.body };
        const idempotency = idempotencyOf(request, `POST ${object}`);
        return recordReply(
          201,
          await deps.acts.perform<WrittenRecord>(request.ctx, "records.create", input, idempotency),
        );
      }) as never,
    }),
    defineRoute({
      ...shared(paths),
      method: "POST",
      path: `${paths.base}/bulk`,
      operationId: `bulk${paths.name}`,
      summary: `Write up to 1,000 ${many} at once, each with its own result`,
      body: bulkRequestSchema,
      responses: {
        200: {
          description: "One result an operation, in order.",
          schema: bulkResponseSchema,
          headers: ["Rapport-Act"],
        },
      },
      handler: (async (request: Request) => {
        const object = paths.objectOf(request);
        const { operations } = request.body as z.infer<typeof bulkRequestSchema>;
        const idempotency = idempotencyOf(request, `POST ${object}/bulk`);
        const done = await deps.acts.perform<WriteResult[]>(
          request.ctx,
          "records.bulk",
          { object, operations },
          idempotency,
        );
        return {
          status: 200,
          body: { results: done.result.map(bulkResult) },
          headers: { "rapport-act": done.actId },
        };
      }) as never,
    }),
  ];
}

function itemRoutes(deps: RecordRouteDeps, paths: Paths): AnyRoute[] {
  const record = readSchema(paths.definition);
  const one = paths.definition.label.toLowerCase();
  const common = { ...shared(paths), params: z.object({ ...paths.params, id: idSchema }) };
  const act = (name: string, extra: (request: Request) => object) => (request: Request) => {
    const object = paths.objectOf(request);
    const id = request.params.id ?? "";
    const idempotency = idempotencyOf(request, `${name} ${object}/${id}`);
    return deps.acts.perform<WrittenRecord>(
      request.ctx,
      name,
      { object, id, ...extra(request) },
      idempotency,
    );
  };
  const update = act("records.update", (request) => ({
    data: request.body,
    ...ifMatchOf(request),
  }));
  const remove = act("records.delete", ifMatchOf);
  const restore = act("records.restore", () => ({}));
  const changed = { 412: { description: "Changed meanwhile." } };
  return [
    defineRoute({
      ...common,
      method: "GET",
      path: `${paths.base}/:id`,
      operationId: `get${paths.name}`,
      summary: `Read one ${one}`,
      responses: { 200: { description: "The record.", schema: record, headers: ["ETag"] } },
      handler: (async (request: Request) => {
        const found = await readRecord(
          deps,
          request.ctx,
          paths.objectOf(request),
          request.params.id ?? "",
        );
        return { status: 200, body: found, headers: { etag: etagOf(found) } };
      }) as never,
    }),
    defineRoute({
      ...common,
      method: "PATCH",
      path: `${paths.base}/:id`,
      operationId: `update${paths.name}`,
      summary: `Change fields of one ${one}`,
      body: writeSchema(paths.definition, "update"),
      bodyCheck: "documented",
      responses: {
        200: { description: "The record as it is now.", schema: record, headers: writeHeaders },
        ...changed,
      },
      handler: (async (request: Request) => recordReply(200, await update(request))) as never,
    }),
    defineRoute({
      ...common,
      method: "DELETE",
      path: `${paths.base}/:id`,
      operationId: `delete${paths.name}`,
      summary: `Move one ${one} to the trash`,
      responses: { 204: { description: "In the trash.", headers: ["Rapport-Act"] }, ...changed },
      handler: (async (request: Request) => ({
        status: 204,
        headers: { "rapport-act": (await remove(request)).actId },
      })) as never,
    }),
    defineRoute({
      ...common,
      method: "POST",
      path: `${paths.base}/:id/restore`,
      operationId: `restore${paths.name}`,
      summary: `Take one ${one} out of the trash`,
      responses: {
        200: { description: "The record, live again.", schema: record, headers: writeHeaders },
      },
      handler: (async (request: Request) => recordReply(200, await restore(request))) as never,
    }),
  ];
}

function storyRoutes(deps: RecordRouteDeps, paths: Paths): AnyRoute[] {
  const one = paths.definition.label.toLowerCase();
  const common = {
    ...shared(paths),
    params: z.object({ ...paths.params, id: idSchema }),
    query: pageQuerySchema,
  };
  const story = (read: typeof recordHistory | typeof readTimeline) =>
    (async (request: Request) => ({
      status: 200,
      body: await read(
        deps,
        request.ctx,
        paths.objectOf(request),
        request.params.id ?? "",
        request.query,
      ),
    })) as never;
  return [
    defineRoute({
      ...common,
      method: "GET",
      path: `${paths.base}/:id/history`,
      operationId: `history${paths.name}`,
      summary: `Who changed what of one ${one}`,
      responses: {
        200: { description: "Changes, newest first.", schema: pageSchema(historyEntrySchema) },
      },
      handler: story(recordHistory),
    }),
    defineRoute({
      ...common,
      method: "GET",
      path: `${paths.base}/:id/timeline`,
      operationId: `timeline${paths.name}`,
      summary: `What happened around one ${one}`,
      responses: { 200: { description: "Newest first.", schema: pageSchema(timelineItemSchema) } },
      handler: story(readTimeline),
    }),
  ];
}
