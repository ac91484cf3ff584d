// Routes of the glossary.
import { Readable } from "node:stream";
import {
  type GlossaryEntry,
  glossaryEntryChangeSchema,
  glossaryEntryInputSchema,
  glossaryEntrySchema,
  glossaryImportResultSchema,
  glossaryImportSchema,
  glossaryQuerySchema,
  idSchema,
  pageSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts, Performed } from "../../platform/acts.ts";
import type { Database } from "../../platform/db/index.ts";
import {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type RouteReply,
} from "../../platform/http/index.ts";
import { entriesFor, getEntry, glossaryFile } from "./read-glossary.ts";

const tag = "Knowledge";
const reading = { tag, permission: "signed-in", limit: "standard" } as const;
const writing = { tag, permission: { setting: "knowledge.manage" }, limit: "standard" } as const;
const params = z.object({ id: idSchema });
const entry = {
  description: "The entry.",
  schema: glossaryEntrySchema,
  headers: ["Rapport-Act", "ETag"],
};
const missing = { 404: { description: "There is no such entry." } };
const taken = { 409: { description: "Another entry has this term, or there are too many." } };

const shown = (status: number, { actId, result }: Performed<GlossaryEntry>): RouteReply => ({
  status,
  body: result,
  headers: { "rapport-act": actId, etag: etagOf(result) },
});

interface GlossaryDeps {
  db: Database;
  acts: Acts;
}

export function glossaryRoutes(deps: GlossaryDeps): AnyRoute[] {
  return [...readRoutes(deps), ...writeRoutes(deps), ...fileRoutes(deps)];
}

function readRoutes({ db }: GlossaryDeps): AnyRoute[] {
  return [
    defineRoute({
      ...reading,
      method: "GET",
      path: "/knowledge/glossary",
      operationId: "listGlossary",
      summary: "List the workspace's own words, by term",
      query: glossaryQuerySchema,
      responses: { 200: { description: "A page.", schema: pageSchema(glossaryEntrySchema) } },
      handler: async ({ ctx, query }) => ({ status: 200, body: await entriesFor(db, ctx, query) }),
    }),
    defineRoute({
      ...reading,
      method: "GET",
      path: "/knowledge/glossary/:id",
      operationId: "getGlossaryEntry",
      summary: "Read one entry of the glossary",
      params,
      responses: { 200: { ...entry, headers: ["ETag"] }, ...missing },
      handler: async ({ ctx, params: { id } }) => {
        const found = await getEntry(db, ctx, id);
        return { status: 200, body: found, headers: { etag: etagOf(found) } };
      },
    }),
  ];
}

function writeRoutes({ acts }: GlossaryDeps): AnyRoute[] {
  return [
    defineRoute({
      ...writing,
      keyed: true,
      method: "POST",
      path: "/knowledge/glossary",
      operationId: "createGlossaryEntry",
      summary: "Add a term and what else is said for it; search uses it at once",
      body: glossaryEntryInputSchema,
      responses: { 201: entry, ...taken },
      handler: async ({ ctx, body, idempotency }) =>
        shown(201, await acts.perform(ctx, "knowledge.glossary.create", body, idempotency)),
    }),
    defineRoute({
      ...writing,
      keyed: true,
      method: "PATCH",
      path: "/knowledge/glossary/:id",
      operationId: "updateGlossaryEntry",
      summary: "Change a term, its other words, its owner, or switch it off",
      params,
      body: glossaryEntryChangeSchema,
      responses: {
        200: entry,
        ...missing,
        ...taken,
        412: { description: "Someone else changed it meanwhile (If-Match)." },
      },
      handler: async ({ ctx, params: { id }, body, headers, idempotency }) => {
        const input = { ...body, id, ...ifMatchOf({ headers }) };
        return shown(200, await acts.perform(ctx, "knowledge.glossary.update", input, idempotency));
      },
    }),
    defineRoute({
      ...writing,
      keyed: true,
      method: "DELETE",
      path: "/knowledge/glossary/:id",
      operationId: "deleteGlossaryEntry",
      summary: "Take a term out",
      params,
      responses: { 204: { description: "Taken out.", headers: ["Rapport-Act"] }, ...missing },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const done = await acts.perform(ctx, "knowledge.glossary.delete", { id }, idempotency);
        return { status: 204, headers: { "rapport-act": done.actId } };
      },
    }),
  ];
}

function fileRoutes({ acts, db }: GlossaryDeps): AnyRoute[] {
  return [
    defineRoute({
      ...writing,
      keyed: true,
      method: "POST",
      path: "/knowledge/glossary/import",
      operationId: "importGlossary",
      summary: "Load entries from CSV: all of the file, or nothing",
      description:
        "Entries are known by their terms: new ones are added, known ones changed, none is taken away. The whole file is undone as one.",
      body: glossaryImportSchema,
      responses: {
        200: {
          description: "What became of them.",
          schema: glossaryImportResultSchema,
          headers: ["Rapport-Act"],
        },
        ...taken,
      },
      handler: async ({ ctx, body, idempotency }) => {
        const done = await acts.perform(ctx, "knowledge.glossary.import", body, idempotency);
        return { status: 200, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...writing,
      method: "GET",
      path: "/knowledge/glossary/export",
      operationId: "exportGlossary",
      summary: "All entries as CSV, as the import takes them",
      responses: { 200: { description: "Term, words, owner, on.", contentType: "text/csv" } },
      handler: async ({ ctx }) => ({
        status: 200,
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": 'attachment; filename="glossary.csv"',
        },
        stream: Readable.from([await glossaryFile(db, ctx)]),
      }),
    }),
  ];
}
