// The addresses that the chat on a website calls. No cookie and no API key counts here.
import {
  ratingInputSchema,
  visitorMessageInputSchema,
  visitorMessageTakenSchema,
  visitorPageSchema,
  visitorRatingSchema,
  visitorSessionInputSchema,
  visitorSessionSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { Visits } from "./visit.ts";

const shared = {
  tag: "Widget",
  permission: "channel-key",
  limit: "backlog",
  anyOrigin: true,
} as const;

const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  connection: "close",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

const wantsStream = (accept: string | string[] | undefined): boolean =>
  /\btext\/event-stream\b/.test(String(accept ?? ""));

export function widgetRoutes(visits: Visits): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "POST",
      path: "/widget/:publicKey/sessions",
      operationId: "openVisitorSession",
      summary: "Open a visitor's session, for a page of a website that the channel lists",
      permission: "public",
      limit: "standard",
      params: z.object({
        publicKey: z
          .string()
          .regex(/^wgt_[\w-]{16}$/)
          .describe("Public key of the widget."),
      }),
      body: visitorSessionInputSchema,
      responses: {
        200: {
          description: "With a token for a quarter of an hour.",
          schema: visitorSessionSchema,
        },
        403: { description: "The website may not show the chat, or the user hash is wrong." },
      },
      handler: async ({ params: { publicKey }, body, headers }) => ({
        status: 200,
        body: await visits.open(publicKey, body, headers),
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/widget/messages",
      operationId: "sendVisitorMessage",
      summary: "Send a visitor's message; stored when the answer comes",
      body: visitorMessageInputSchema,
      responses: {
        200: { description: "It was here already.", schema: visitorMessageTakenSchema },
        201: { description: "Stored.", schema: visitorMessageTakenSchema },
      },
      handler: async ({ ctx, headers, body }) => {
        const taken = await visits.write(ctx, headers, body);
        return { status: taken.duplicate ? 200 : 201, body: taken };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/widget/messages",
      operationId: "listVisitorMessages",
      summary:
        "What was said after `after`: server-sent events where `Accept` is `text/event-stream`, else a page",
      query: z.strictObject({
        after: z
          .string()
          .regex(/^\d{1,9}$/)
          .optional()
          .describe(
            "`seq` of the last message that is known; a stream also takes `Last-Event-ID`.",
          ),
      }),
      responses: {
        200: {
          description: "In order, each once.",
          schema: visitorPageSchema,
          contentType: ["application/json", "text/event-stream"],
        },
      },
      handler: async ({ headers, query }) => {
        if (!wantsStream(headers.accept))
          return { status: 200, body: await visits.page(headers, Number(query.after ?? 0)) };
        const last = String(headers["last-event-id"] ?? query.after ?? "0");
        const after = /^\d{1,9}$/.test(last) ? Number(last) : 0;
        return { status: 200, stream: await visits.stream(headers, after), headers: streamHeaders };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/widget/person",
      operationId: "askForPerson",
      summary: "Ask for a person: no bot answers in this conversation from now on",
      responses: { 204: { description: "A person is called." } },
      handler: async ({ ctx, headers }) => {
        await visits.askForPerson(ctx, headers);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/widget/rating",
      operationId: "getVisitorRating",
      summary: "Whether the visitor is asked how satisfied they are, and what they said",
      responses: { 200: { description: "As it stands.", schema: visitorRatingSchema } },
      handler: async ({ headers }) => ({ status: 200, body: await visits.rating(headers) }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/widget/rating",
      operationId: "rateConversation",
      summary: "Say how satisfied the visitor is; said again, it is changed",
      body: ratingInputSchema,
      responses: {
        204: { description: "Kept." },
        409: { description: "Nobody asked, or the time to answer is over." },
      },
      handler: async ({ headers, body }) => {
        await visits.rate(headers, body);
        return { status: 204 };
      },
    }),
  ];
}
