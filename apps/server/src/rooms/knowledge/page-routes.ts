// Routes of pages and files.
import { Readable } from "node:stream";
import {
  idSchema,
  type KnowledgePage,
  knowledgeFileQuerySchema,
  knowledgeFileResultSchema,
  knowledgePageChangeSchema,
  knowledgePageInputSchema,
  knowledgePageListQuerySchema,
  knowledgePageSchema,
  knowledgePageSummarySchema,
  knowledgePageVersionSchema,
  pageSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Performed } from "../../platform/acts.ts";
import {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type RouteReply,
} from "../../platform/http/index.ts";
import { addFile } from "./add-file.ts";
import { getPage, pagesFor, pageVersions, type ReadDeps } from "./describe-page.ts";
import type { PageDeps } from "./page-acts.ts";

const tag = "Knowledge";
const reading = { tag, permission: "signed-in", limit: "standard" } as const;
const writing = { tag, permission: { setting: "knowledge.manage" }, limit: "standard" } as const;
const params = z.object({ id: idSchema });
const headers = ["Rapport-Act", "ETag"];
const page = { description: "The page.", schema: knowledgePageSchema, headers };
const missing = { 404: { description: "There is no such page, or you may not see it." } };

const shown = (status: number, { actId, result }: Performed<KnowledgePage>): RouteReply => ({
  status,
  body: result,
  headers: { "rapport-act": actId, etag: etagOf(result) },
});

export function pageRoutes(deps: ReadDeps & PageDeps): AnyRoute[] {
  return [...readRoutes(deps), ...writeRoutes(deps)];
}

function readRoutes(deps: ReadDeps): AnyRoute[] {
  return [
    defineRoute({
      ...reading,
      method: "GET",
      path: "/knowledge/pages",
      operationId: "listKnowledgePages",
      summary: "List pages that you may read, by title",
      query: knowledgePageListQuerySchema,
      responses: {
        200: {
          description: "Without their texts.",
          schema: pageSchema(knowledgePageSummarySchema),
        },
      },
      handler: async ({ ctx, query }) => ({ status: 200, body: await pagesFor(deps, ctx, query) }),
    }),
    defineRoute({
      ...reading,
      method: "GET",
      path: "/knowledge/pages/:id",
      operationId: "getKnowledgePage",
      summary: "Read one page",
      params,
      responses: { 200: { ...page, headers: ["ETag"] }, ...missing },
      handler: async ({ ctx, params: { id } }) => {
        const found = await getPage(deps, ctx, id);
        return { status: 200, body: found, headers: { etag: etagOf(found) } };
      },
    }),
    defineRoute({
      ...writing,
      method: "GET",
      path: "/knowledge/pages/:id/versions",
      operationId: "listKnowledgePageVersions",
      summary: "Every text that a page had; the last 100",
      params,
      responses: {
        200: {
          description: "The latest first.",
          schema: z.object({ data: z.array(knowledgePageVersionSchema) }),
        },
        ...missing,
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: { data: await pageVersions(deps, ctx, id) },
      }),
    }),
  ];
}

function writeRoutes(deps: PageDeps): AnyRoute[] {
  return [
    defineRoute({
      ...writing,
      keyed: true,
      method: "POST",
      path: "/knowledge/pages",
      operationId: "createKnowledgePage",
      summary: "Write a page; a draft for members unless told otherwise",
      body: knowledgePageInputSchema,
      responses: { 201: page },
      handler: async ({ ctx, body, idempotency }) =>
        shown(201, await deps.acts.perform(ctx, "knowledge.page.create", body, idempotency)),
    }),
    defineRoute({
      ...writing,
      keyed: true,
      method: "PATCH",
      path: "/knowledge/pages/:id",
      operationId: "updateKnowledgePage",
      summary: "Change a page; its earlier texts stay",
      params,
      body: knowledgePageChangeSchema,
      responses: {
        200: page,
        ...missing,
        412: { description: "Someone else changed it meanwhile (If-Match)." },
      },
      handler: async ({ ctx, params: { id }, body, headers: sent, idempotency }) => {
        const input = { ...body, id, ...ifMatchOf({ headers: sent }) };
        return shown(
          200,
          await deps.acts.perform(ctx, "knowledge.page.update", input, idempotency),
        );
      },
    }),
    defineRoute({
      ...writing,
      keyed: true,
      method: "DELETE",
      path: "/knowledge/pages/:id",
      operationId: "deleteKnowledgePage",
      summary: "Delete a page with all its versions; archive it to keep them",
      params,
      responses: { 204: { description: "Deleted.", headers: ["Rapport-Act"] }, ...missing },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const { actId } = await deps.acts.perform(
          ctx,
          "knowledge.page.delete",
          { id },
          idempotency,
        );
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...writing,
      limit: "upload",
      keyed: false,
      method: "POST",
      path: "/knowledge/files",
      operationId: "addKnowledgeFile",
      summary: "Load a file into a source; the body is the file",
      description:
        "Markdown and HTML make a page, PDF too if it has text, CSV a page a row (columns `question` and `answer`). The same file again changes only what is different in it.",
      query: knowledgeFileQuerySchema,
      bodyTypes: ["application/octet-stream"],
      responses: {
        200: {
          description: "What became of its pages.",
          schema: knowledgeFileResultSchema,
          headers: ["Rapport-Act"],
        },
      },
      handler: async ({ ctx, query, stream }) => {
        const content = stream instanceof Readable ? stream : Readable.from([]);
        const { result, actId } = await addFile(deps, ctx, query, content);
        return { status: 200, body: result, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
