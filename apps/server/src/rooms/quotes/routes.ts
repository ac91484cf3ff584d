// Routes of quotes.
import { Readable } from "node:stream";
import {
  idSchema,
  pageSchema,
  type Quote,
  quoteAcceptSchema,
  quoteChangeSchema,
  quoteDeclineSchema,
  quoteInputSchema,
  quotePageSizes,
  quoteSchema,
  quotesQuerySchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts, Performed } from "../../platform/acts.ts";
import {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type RouteReply,
  type RouteRequest,
} from "../../platform/http/index.ts";
import { getQuote, listQuotes } from "./describe-quote.ts";
import { type PdfDeps, quotePdf } from "./make-pdf.ts";

export type QuoteRouteDeps = PdfDeps & { acts: Acts };

const shared = { tag: "Quotes", permission: "object-rights", limit: "standard" } as const;
const params = z.object({ id: idSchema });
const headers = ["ETag", "Rapport-Act"];
const quoteReply = { description: "The quote.", schema: quoteSchema, headers };

function reply(status: number, { actId, result }: Performed<Quote>): RouteReply {
  const etag = `"${result.version}"`;
  return { status, body: result, headers: { etag, "rapport-act": actId } };
}

export function quoteRoutes(deps: QuoteRouteDeps): AnyRoute[] {
  return [...readRoutes(deps), ...draftRoutes(deps), ...decideRoutes(deps)];
}

function readRoutes(deps: QuoteRouteDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/quotes",
      operationId: "listQuotes",
      summary: "List quotes, of one deal or of all that you may see",
      query: quotesQuerySchema,
      responses: { 200: { description: "Newest first.", schema: pageSchema(quoteSchema) } },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await listQuotes(deps, ctx, query),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/quotes/:id",
      operationId: "getQuote",
      summary: "Read one version of a quote",
      params,
      responses: { 200: { ...quoteReply, headers: ["ETag"] } },
      handler: async ({ ctx, params: { id } }) => {
        const quote = await getQuote(deps, ctx, id);
        return { status: 200, body: quote, headers: { etag: etagOf(quote) } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/quotes/:id/pdf",
      operationId: "getQuotePdf",
      summary: "The quote as a PDF; of a sent version always the same bytes",
      params,
      query: z.strictObject({
        size: z.enum(quotePageSizes).optional().describe("As in the settings unless told."),
        download: z.enum(["true", "false"]).optional().describe("Offer it as a file to keep."),
      }),
      responses: {
        200: {
          description: "The PDF.",
          contentType: "application/pdf",
          headers: ["Content-Disposition", "ETag"],
        },
      },
      handler: async ({ ctx, params: { id }, query }) => {
        const pdf = await quotePdf(deps, ctx, id, query.size ?? null);
        const place = query.download === "true" ? "attachment" : "inline";
        return {
          status: 200,
          stream: Readable.from([pdf.bytes]),
          headers: {
            "content-type": "application/pdf",
            "content-length": String(pdf.bytes.length),
            "content-disposition": `${place}; filename="${pdf.fileName}"`,
            etag: `"${pdf.sha256}"`,
          },
        };
      },
    }),
  ];
}

function draftRoutes(deps: QuoteRouteDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "POST",
      path: "/quotes",
      operationId: "createQuote",
      summary: "Make a quote from a deal's lines",
      body: quoteInputSchema,
      responses: { 201: quoteReply, 404: { description: "There is no such deal." } },
      handler: async ({ ctx, body, idempotency }) =>
        reply(201, await deps.acts.perform<Quote>(ctx, "quotes.create", body, idempotency)),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/quotes/:id",
      operationId: "updateQuote",
      summary: "Change a draft; what was sent stays as it is",
      params,
      body: quoteChangeSchema,
      responses: { 200: quoteReply, 412: { description: "Changed meanwhile." } },
      handler: async ({ ctx, params: { id }, body, headers: sent, idempotency }) => {
        const input = { id, change: body, ...ifMatchOf({ headers: sent }) };
        return reply(200, await deps.acts.perform<Quote>(ctx, "quotes.update", input, idempotency));
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/quotes/:id",
      operationId: "deleteQuote",
      summary: "Delete a draft",
      params,
      responses: { 204: { description: "Deleted.", headers: ["Rapport-Act"] } },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const { actId } = await deps.acts.perform(ctx, "quotes.delete", { id }, idempotency);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/quotes/:id/revise",
      operationId: "reviseQuote",
      summary: "Make a new version, a draft, of what was sent",
      params,
      responses: { 201: quoteReply },
      handler: async ({ ctx, params: { id }, idempotency }) =>
        reply(201, await deps.acts.perform<Quote>(ctx, "quotes.revise", { id }, idempotency)),
    }),
  ];
}

type Deciding = RouteRequest<{ id: string }, unknown, object | undefined>;

function decideRoutes(deps: QuoteRouteDeps): AnyRoute[] {
  const perform = async (name: string, { ctx, params: { id }, body, idempotency }: Deciding) =>
    reply(200, await deps.acts.perform<Quote>(ctx, name, { ...body, id }, idempotency));
  return [
    defineRoute({
      ...shared,
      method: "POST",
      path: "/quotes/:id/send",
      operationId: "sendQuote",
      summary: "Mark a draft as sent: it gets its number and stays as it is (no mail is sent)",
      params,
      responses: { 200: quoteReply },
      handler: async (request) => perform("quotes.send", { ...request, body: undefined }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/quotes/:id/accept",
      operationId: "acceptQuote",
      summary: "Mark a quote as accepted; by choice the deal takes its lines and a stage",
      params,
      body: quoteAcceptSchema,
      responses: { 200: quoteReply },
      handler: (request) => perform("quotes.accept", request),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/quotes/:id/decline",
      operationId: "declineQuote",
      summary: "Mark a quote as declined",
      params,
      body: quoteDeclineSchema,
      responses: { 200: quoteReply },
      handler: (request) => perform("quotes.decline", request),
    }),
  ];
}
