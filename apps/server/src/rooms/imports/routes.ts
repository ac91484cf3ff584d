// Routes of imports: upload, look, change, try out, run, stop, undo, delete, and the refused rows.
import { Readable } from "node:stream";
import {
  type ImportChange,
  idSchema,
  importChangeSchema,
  importSchema,
  importUploadQuerySchema,
  pageQuerySchema,
  pageSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Performed } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { invalid } from "../../platform/errors.ts";
import {
  type AnyRoute,
  defineRoute,
  type RouteReply,
  type RouteRequest,
} from "../../platform/http/index.ts";
import { changeImport } from "./change-import.ts";
import { createImport } from "./create-import.ts";
import { describeRow, describeRows } from "./describe-rows.ts";
import { errorsFile } from "./errors-file.ts";
import type { ImportRow } from "./import-row.ts";
import type { Toolbox } from "./imports-deps.ts";
import { listImports, listKept, readImport } from "./list-imports.ts";
import { boundaryOf, firstFile } from "./multipart.ts";
import { cancelImport, removeImport, startCheck, startRun, startUndo } from "./start-import.ts";

const bodyTypes = [
  "text/csv",
  "application/octet-stream",
  "application/gzip",
  "application/x-ndjson",
  "multipart/form-data",
];

const shared = {
  tag: "Imports",
  permission: { setting: "imports.run" },
  limit: "standard",
} as const;

const byId = { ...shared, params: z.object({ id: idSchema }) };

type ById = RouteRequest<{ id: string }, unknown, unknown>;
type Upload = RouteRequest<unknown, z.infer<typeof importUploadQuerySchema>, unknown>;
type Paged = RouteRequest<{ id: string }, z.infer<typeof pageQuerySchema>, unknown>;

export function importRoutes(tools: Toolbox): AnyRoute[] {
  return [...collectionRoutes(tools), ...itemRoutes(tools), ...actionRoutes(tools)];
}

function collectionRoutes(tools: Toolbox): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "POST",
      path: "/imports",
      limit: "upload",
      operationId: "createImport",
      summary: "Upload a file; its columns are looked at and a mapping is suggested",
      query: importUploadQuerySchema,
      bodyTypes,
      responses: { 201: { description: "The import, not yet run.", schema: importSchema } },
      handler: async (request: Upload) => {
        const { object = null, encoding, delimiter } = request.query;
        const { content, fileName } = await uploaded(request);
        const overrides = {
          ...(encoding ? { encoding } : {}),
          ...(delimiter ? { delimiter } : {}),
        };
        const row = await createImport(tools, request.ctx, {
          content,
          fileName,
          object,
          overrides,
        });
        return { status: 201, body: await describeRow(tools, request.ctx, row) };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/imports",
      operationId: "listImports",
      summary: "List imports, the newest first",
      query: pageQuerySchema,
      responses: { 200: { description: "A page.", schema: pageSchema(importSchema) } },
      handler: async ({
        ctx,
        query,
      }: RouteRequest<unknown, z.infer<typeof pageQuerySchema>, unknown>) => {
        const { data, nextCursor } = await listImports(tools, ctx, query);
        const shown = await describeRows(tools, ctx, data);
        return { status: 200, body: { data: shown, nextCursor } };
      },
    }),
  ];
}

async function uploaded(request: Upload): Promise<{ content: Readable; fileName: string }> {
  const { stream, query } = request;
  if (!(stream instanceof Readable)) {
    throw invalid(
      "imports.no_file",
      "Send the file as the request's body, for example as text/csv.",
    );
  }
  const boundary = boundaryOf(String(request.headers["content-type"] ?? ""));
  const file =
    boundary === undefined
      ? { content: stream, fileName: undefined }
      : await firstFile(stream, boundary);
  const name = query.fileName ?? file.fileName ?? "import";
  return { content: file.content, fileName: plainName(name) };
}

/** The name alone, without folders and control characters. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  return last.replaceAll(/\p{C}/gu, "").trim().slice(0, 200) || "import";
}

const keptSchema = z
  .object({
    object: z.string(),
    id: idSchema,
    reason: z.string(),
    fields: z
      .array(z.string())
      .optional()
      .describe("Fields that were kept, where the others went back."),
  })
  .meta({ id: "KeptRecord" });

function itemRoutes(tools: Toolbox): AnyRoute[] {
  return [
    defineRoute({
      ...byId,
      method: "GET",
      path: "/imports/:id",
      operationId: "readImport",
      summary: "One import with its mapping, progress and outcome",
      responses: { 200: { description: "The import.", schema: importSchema } },
      handler: async ({ ctx, params }: ById) => ({
        status: 200,
        body: await describeRow(tools, ctx, await readImport(tools, ctx, params.id)),
      }),
    }),
    defineRoute({
      ...byId,
      method: "PATCH",
      path: "/imports/:id",
      operationId: "changeImport",
      summary: "Change what the import is to do, before it runs",
      body: importChangeSchema,
      responses: { 200: { description: "The import.", schema: importSchema } },
      handler: async ({
        ctx,
        params,
        body,
      }: RouteRequest<{ id: string }, unknown, ImportChange>) => ({
        status: 200,
        body: await describeRow(tools, ctx, await changeImport(tools, ctx, params.id, body)),
      }),
    }),
    defineRoute({
      ...byId,
      method: "DELETE",
      path: "/imports/:id",
      operationId: "deleteImport",
      summary: "Delete the import and its file; imported records stay",
      responses: { 204: { description: "Deleted." } },
      handler: async ({ ctx, params }: ById) => {
        await removeImport(tools, ctx, params.id);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...byId,
      method: "GET",
      path: "/imports/:id/errors.csv",
      operationId: "readImportErrors",
      summary: "Refused rows with their lines and reasons, as CSV",
      responses: {
        200: { description: "Line, column, code and reason.", contentType: "text/csv" },
      },
      handler: async ({ ctx, params }: ById) => ({
        status: 200,
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": 'attachment; filename="import-errors.csv"',
        },
        stream: await errorsFile(tools, ctx, params.id),
      }),
    }),
    defineRoute({
      ...byId,
      method: "GET",
      path: "/imports/:id/kept",
      operationId: "listKeptRecords",
      summary: "Records that an undo left alone, whole or in part, since somebody changed them",
      query: pageQuerySchema,
      responses: { 200: { description: "A page.", schema: pageSchema(keptSchema) } },
      handler: async ({ ctx, params, query }: Paged) => ({
        status: 200,
        body: await listKept(tools, ctx, params.id, query),
      }),
    }),
  ];
}

function actionRoutes(tools: Toolbox): AnyRoute[] {
  type Start = (tools: Toolbox, ctx: Ctx, id: string) => Promise<ImportRow | Performed<ImportRow>>;
  const action = (path: string, names: { operationId: string; summary: string }, start: Start) =>
    defineRoute({
      ...byId,
      ...names,
      method: "POST",
      path: `/imports/:id/${path}`,
      responses: {
        202: {
          description: "The import as it is now; ask for it again to see how it goes.",
          schema: importSchema,
        },
      },
      handler: async ({ ctx, params }: ById): Promise<RouteReply> => {
        const done = await start(tools, ctx, params.id);
        const isAct = "actId" in done && "result" in done;
        const row = isAct ? done.result : done;
        const headers: Record<string, string> = isAct ? { "rapport-act": done.actId } : {};
        return { status: 202, body: await describeRow(tools, ctx, row), headers };
      },
    });
  return [
    action(
      "dry-run",
      { operationId: "tryImport", summary: "Count what a run would do, without writing" },
      startCheck,
    ),
    action(
      "run",
      { operationId: "runImport", summary: "Run the import; again after a stop, to go on" },
      startRun,
    ),
    action(
      "cancel",
      { operationId: "cancelImport", summary: "Stop; what is imported stays until undone" },
      cancelImport,
    ),
    action("undo", { operationId: "undoImport", summary: "Take the whole import back" }, startUndo),
  ];
}
