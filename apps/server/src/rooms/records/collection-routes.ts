// Routes of all records of a type: list, trash, create, bulk.
import {
  bulkRequestSchema,
  bulkResponseSchema,
  groupQuerySchema,
  listQuerySchema,
  pageSchema,
  readSchema,
  recordGroupsSchema,
  writeSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, toProblem } from "../../platform/http/index.ts";
import type { WrittenRecord } from "./acts.ts";
import { type GroupInput, groupRecords } from "./group-records.ts";
import { listRecords } from "./list-records.ts";
import {
  type Paths,
  type RecordRouteDeps,
  type Request,
  recordReply,
  shared,
  writeHeaders,
} from "./record-paths.ts";
import type { WriteResult } from "./write-batch.ts";

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

const listDescription =
  "Rows that the caller may see, newest first unless `sort` says otherwise. Send `nextCursor` back as `cursor` until it is `null`; a cursor belongs to the filter and the sort that it came with.";
const bulkDescription =
  "Operations are done in order, and one that is refused leaves the others: look at each result's `status`. `upsert` changes the one record whose field `key` has the value that `data` gives, or creates it. A header `If-Match` would name one record and says nothing here: give each `update` and `delete` an `ifMatch` of its own. All of it is one act, which can be undone as a whole.";

export function collectionRoutes(deps: RecordRouteDeps, paths: Paths): AnyRoute[] {
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
    {
      ...shared(paths),
      method: "GET",
      path: paths.base,
      operationId: `list${paths.name}`,
      summary: `List ${many}`,
      description: listDescription,
      query,
      responses: { 200: { description: "A page.", schema: page } },
      handler: list(false),
    },
    {
      ...shared(paths),
      method: "GET",
      path: `${paths.base}/trash`,
      operationId: `listTrashed${paths.name}`,
      summary: `List ${many} in the trash`,
      query,
      responses: { 200: { description: "A page.", schema: page } },
      handler: list(true),
    },
    {
      ...shared(paths),
      method: "GET",
      path: `${paths.base}/groups`,
      operationId: `group${paths.name}`,
      summary: `Count ${many} by the values of a field, and sum another`,
      query: groupQuerySchema,
      responses: { 200: { description: "Groups, largest first.", schema: recordGroupsSchema } },
      handler: async (request: Request) => ({
        status: 200,
        body: await groupRecords(
          deps,
          request.ctx,
          paths.objectOf(request),
          request.query as unknown as GroupInput,
        ),
      }),
    },
    {
      ...shared(paths),
      method: "POST",
      path: paths.base,
      operationId: `create${paths.name}`,
      summary: `Create one of the ${many}`,
      description:
        "Which custom fields there are, and which fields are required, says `GET /schema`. The answer's `Rapport-Act` can be undone.",
      body: writeSchema(paths.definition, "create"),
      bodyCheck: "documented",
      responses: { 201: { description: "The new record.", schema: record, headers: writeHeaders } },
      handler: async (request: Request) => {
        const object = paths.objectOf(request);
        const input = { object, data: request.body };
        return recordReply(
          201,
          await deps.acts.perform<WrittenRecord>(
            request.ctx,
            "records.create",
            input,
            request.idempotency,
          ),
        );
      },
    },
    {
      ...shared(paths),
      method: "POST",
      path: `${paths.base}/bulk`,
      operationId: `bulk${paths.name}`,
      summary: `Write up to 1,000 ${many} at once, each with its own result`,
      description: bulkDescription,
      body: bulkRequestSchema,
      responses: {
        200: {
          description: "One result an operation, in order.",
          schema: bulkResponseSchema,
          headers: ["Rapport-Act"],
        },
      },
      handler: async (request: Request) => {
        const object = paths.objectOf(request);
        const { operations } = request.body as z.infer<typeof bulkRequestSchema>;
        const done = await deps.acts.perform<WriteResult[]>(
          request.ctx,
          "records.bulk",
          { object, operations },
          request.idempotency,
        );
        return {
          status: 200,
          body: { results: done.result.map(bulkResult) },
          headers: { "rapport-act": done.actId },
        };
      },
    },
  ];
}
