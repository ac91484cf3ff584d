// Routes of the copilot. A draft comes as it is written where `Accept` asks for a stream, else whole.
import { Readable } from "node:stream";
import {
  type CopilotDraftEvent,
  copilotDraftSchema,
  copilotFiguresQuerySchema,
  copilotFiguresSchema,
  copilotMacroUseSchema,
  copilotOutcomeSchema,
  copilotSuggestionSchema,
  copilotSummarySchema,
  copilotTranslateSchema,
  copilotTranslationSchema,
  copilotViewSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { draftNow, draftParts } from "./draft.ts";
import type { CopilotDeps } from "./ports.ts";
import { figures, settle } from "./settle.ts";
import { summarise, translate } from "./summary.ts";
import { noteMacroUse, viewOf } from "./view.ts";

const shared = { tag: "Copilot", permission: "object-rights", limit: "standard" } as const;
const asking = { ...shared, keyed: false } as const;
const params = z.object({ id: idSchema });
const missing = { 404: { description: "There is no such conversation, or you may not see it." } };

const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  connection: "close",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

const eventOf = (part: CopilotDraftEvent): string =>
  `event: ${part.kind}\ndata: ${JSON.stringify(part)}\n\n`;

async function* eventsOf(first: CopilotDraftEvent, rest: AsyncGenerator<CopilotDraftEvent>) {
  try {
    yield eventOf(first);
    for await (const part of rest) yield eventOf(part);
  } finally {
    await rest.return(undefined);
  }
}

/** Waits for the first part, so that a refusal is an answer with its own status. */
async function streamOf(
  parts: AsyncGenerator<CopilotDraftEvent>,
  leaving: AbortController,
): Promise<Readable> {
  const first = await parts.next();
  if (first.done) return Readable.from([]);
  const stream = Readable.from(eventsOf(first.value, parts));
  // Whoever closes the page cuts the call to the model as well.
  stream.once("close", () => leaving.abort());
  return stream;
}

const wantsStream = (accept: unknown): boolean =>
  typeof accept === "string" && accept.includes("text/event-stream");

export function copilotRoutes(deps: CopilotDeps): AnyRoute[] {
  return [...draftRoutes(deps), ...besideRoutes(deps), ...outcomeRoutes(deps)];
}

function draftRoutes(deps: CopilotDeps): AnyRoute[] {
  return [
    defineRoute({
      ...asking,
      method: "POST",
      path: "/conversations/:id/copilot/draft",
      operationId: "draftAnswer",
      summary:
        "Draft an answer from the pages that you may read; as it is written where `Accept` is `text/event-stream`",
      description:
        "Events are `draft` (what needs no model, usable at once), `text` (verified sentences of the model so far) and `end`. Nothing is sent to the customer.",
      params,
      responses: {
        200: {
          description: "The draft, or why there is none.",
          schema: copilotDraftSchema,
          contentType: ["application/json", "text/event-stream"],
        },
        ...missing,
      },
      handler: async ({ ctx, params: { id }, headers }) => {
        if (!wantsStream(headers.accept))
          return { status: 200, body: await draftNow(deps, ctx, id) };
        const leaving = new AbortController();
        const stream = await streamOf(draftParts(deps, ctx, id, leaving.signal), leaving);
        return { status: 200, stream, headers: streamHeaders };
      },
    }),
    defineRoute({
      ...asking,
      method: "POST",
      path: "/conversations/:id/copilot/summary",
      operationId: "summariseConversation",
      summary: "Summarise a conversation; by a model where one is connected, checked by sentence",
      params,
      responses: {
        200: { description: "The summary.", schema: copilotSummarySchema },
        ...missing,
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await summarise(deps, ctx, id),
      }),
    }),
    defineRoute({
      ...asking,
      method: "POST",
      path: "/conversations/:id/copilot/translation",
      operationId: "translateMessage",
      summary: "Translate a message, where a model is connected",
      params,
      body: copilotTranslateSchema,
      responses: {
        200: { description: "The text, or why there is none.", schema: copilotTranslationSchema },
        ...missing,
      },
      handler: async ({ ctx, params: { id }, body }) => ({
        status: 200,
        body: await translate(deps, ctx, id, body),
      }),
    }),
  ];
}

function besideRoutes(deps: CopilotDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/:id/copilot",
      operationId: "getCopilot",
      summary: "What stands beside a conversation: summary, customer, macros that fit, models",
      params,
      responses: {
        200: { description: "Within your rights.", schema: copilotViewSchema },
        ...missing,
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await viewOf(deps, ctx, id),
      }),
    }),
    defineRoute({
      ...asking,
      method: "POST",
      path: "/conversations/:id/copilot/macro-uses",
      operationId: "noteMacroUse",
      summary: "Say that a macro was used on a conversation, for later suggestions",
      params,
      body: copilotMacroUseSchema,
      responses: { 204: { description: "Noted; once is enough." }, ...missing },
      handler: async ({ ctx, params: { id: conversationId }, body: { macroId } }) => {
        await noteMacroUse(deps, ctx, { conversationId, macroId });
        return { status: 204 };
      },
    }),
  ];
}

function outcomeRoutes(deps: CopilotDeps): AnyRoute[] {
  return [
    defineRoute({
      ...asking,
      method: "PUT",
      path: "/copilot/suggestions/:id/outcome",
      operationId: "settleSuggestion",
      summary:
        "Say what became of a draft that was offered to you; saying it again changes nothing",
      params: z.object({ id: idSchema }),
      body: copilotOutcomeSchema,
      responses: {
        200: { description: "The suggestion now.", schema: copilotSuggestionSchema },
        404: { description: "There is no such suggestion of yours, or no such reply." },
        409: { description: "It was settled otherwise before." },
      },
      handler: async ({ ctx, params: { id }, body }) => ({
        status: 200,
        body: await settle(deps, ctx, id, body),
      }),
    }),
    defineRoute({
      ...shared,
      permission: { setting: "workspace.manage" },
      method: "GET",
      path: "/copilot/figures",
      operationId: "getCopilotFigures",
      summary: "What became of drafts: accepted, edited, rejected, by what made them",
      query: copilotFiguresQuerySchema,
      responses: { 200: { description: "By rung.", schema: copilotFiguresSchema } },
      handler: async ({ ctx, query: { days } }) => ({
        status: 200,
        body: await figures(deps, ctx, days),
      }),
    }),
  ];
}
