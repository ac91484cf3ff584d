// Routes of one record: read, change, delete, restore, history, timeline.
import { idSchema, pageQuerySchema, pageSchema, readSchema, writeSchema } from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, ifMatchOf, usualRefusal } from "../../platform/http/index.ts";
import type { WrittenRecord } from "./acts.ts";
import { etagOf } from "./etag.rules.ts";
import { readRecord } from "./find-record.ts";
import { recordHistory } from "./record-history.ts";
import {
  type Paths,
  type RecordRouteDeps,
  type Request,
  recordReply,
  shared,
  writeHeaders,
} from "./record-paths.ts";
import { readTimeline, timelineItemSchema } from "./timeline.ts";

const historyEntrySchema = z
  .looseObject({
    id: z.string(),
    at: z.string(),
    act: z.string(),
    op: z.string(),
  })
  .meta({ id: "HistoryEntry" });

export function itemRoutes(deps: RecordRouteDeps, paths: Paths): AnyRoute[] {
  const record = readSchema(paths.definition);
  const one = paths.definition.label.toLowerCase();
  const common = { ...shared(paths), params: z.object({ ...paths.params, id: idSchema }) };
  const act = (name: string, extra: (request: Request) => object) => (request: Request) => {
    const object = paths.objectOf(request);
    const id = request.params.id ?? "";
    return deps.acts.perform<WrittenRecord>(
      request.ctx,
      name,
      { object, id, ...extra(request) },
      request.idempotency,
    );
  };
  const update = act("records.update", (request) => ({
    data: request.body,
    ...ifMatchOf(request),
  }));
  const remove = act("records.delete", ifMatchOf);
  const restore = act("records.restore", ifMatchOf);
  const merged = { 410: usualRefusal };
  const changed = { ...merged, 412: usualRefusal };
  return [
    {
      ...common,
      method: "GET",
      path: `${paths.base}/:id`,
      operationId: `get${paths.name}`,
      summary: `Read one ${one}`,
      responses: {
        200: { description: "The record.", schema: record, headers: ["ETag"] },
        ...merged,
      },
      handler: async (request: Request) => {
        const { ctx, params } = request;
        const found = await readRecord(deps, ctx, paths.objectOf(request), params.id ?? "");
        return { status: 200, body: found, headers: { etag: etagOf(found) } };
      },
    },
    {
      ...common,
      method: "PATCH",
      path: `${paths.base}/:id`,
      operationId: `update${paths.name}`,
      summary: `Change fields of one ${one}`,
      description:
        "Fields that are left out stay as they are; `null` empties one. Custom fields stand under `custom`.",
      body: writeSchema(paths.definition, "update"),
      bodyCheck: "documented",
      responses: {
        200: { description: "The record as it is now.", schema: record, headers: writeHeaders },
        ...changed,
      },
      handler: async (request: Request) => recordReply(200, await update(request)),
    },
    {
      ...common,
      method: "DELETE",
      path: `${paths.base}/:id`,
      operationId: `delete${paths.name}`,
      summary: `Move one ${one} to the trash`,
      description: "It can be restored from there, by its id or by undoing the act.",
      responses: { 204: { description: "In the trash.", headers: ["Rapport-Act"] }, ...changed },
      handler: async (request: Request) => ({
        status: 204,
        headers: { "rapport-act": (await remove(request)).actId },
      }),
    },
    {
      ...common,
      method: "POST",
      path: `${paths.base}/:id/restore`,
      operationId: `restore${paths.name}`,
      summary: `Take one ${one} out of the trash`,
      responses: {
        200: { description: "The record, live again.", schema: record, headers: writeHeaders },
        ...changed,
      },
      handler: async (request: Request) => recordReply(200, await restore(request)),
    },
  ];
}

export function storyRoutes(deps: RecordRouteDeps, paths: Paths): AnyRoute[] {
  const one = paths.definition.label.toLowerCase();
  const common = {
    ...shared(paths),
    params: z.object({ ...paths.params, id: idSchema }),
    query: pageQuerySchema,
  };
  const story = (read: typeof recordHistory | typeof readTimeline) => async (request: Request) => ({
    status: 200,
    body: await read(
      deps,
      request.ctx,
      paths.objectOf(request),
      request.params.id ?? "",
      request.query,
    ),
  });
  return [
    {
      ...common,
      method: "GET",
      path: `${paths.base}/:id/history`,
      operationId: `history${paths.name}`,
      summary: `Who changed what of one ${one}`,
      responses: {
        200: { description: "Changes, newest first.", schema: pageSchema(historyEntrySchema) },
        410: usualRefusal,
      },
      handler: story(recordHistory),
    },
    {
      ...common,
      method: "GET",
      path: `${paths.base}/:id/timeline`,
      operationId: `timeline${paths.name}`,
      summary: `What happened around one ${one}`,
      responses: {
        200: { description: "Newest first.", schema: pageSchema(timelineItemSchema) },
        410: usualRefusal,
      },
      handler: story(readTimeline),
    },
  ];
}
