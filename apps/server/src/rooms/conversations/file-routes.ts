// Files of messages. What a customer sent is a download and does not open in a browser; pictures that stand in the text
// are drawn on the screen, and recordings played, as the kind that their bytes are, and nothing in them runs.
import {
  conversationSchema,
  idSchema,
  messageSchema,
  pictureTypes,
  recordingTypes,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { Written } from "./message-acts.ts";
import { openFile, openPicture, openRecording } from "./open-file.ts";
import type { ConversationsDeps } from "./ports.ts";

export const writtenSchema = z.object({ conversation: conversationSchema, message: messageSchema });
const shared = { tag: "Conversations", permission: "object-rights", limit: "standard" } as const;
const missing = { 404: { description: "There is no such file, or you may not see it." } };
const params = z.object({
  id: idSchema,
  messageId: idSchema.describe("One of its messages."),
  at: z.coerce.number().int().min(0).max(100).describe("Which of its files, from 0."),
});

/** Also where somebody opens the address by itself: no script, no request, no frame. */
const asData = {
  "content-security-policy": "default-src 'none'; sandbox",
  "x-content-type-options": "nosniff",
  "cache-control": "private, no-cache",
};

export function fileRoutes(deps: ConversationsDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/:id/messages/:messageId/files/:at",
      operationId: "getMessageFile",
      summary: "Download a file of a message",
      params,
      responses: {
        200: {
          description: "The bytes.",
          contentType: "application/octet-stream",
          headers: ["Content-Disposition"],
        },
        ...missing,
      },
      handler: async ({ ctx, params: asked }) => {
        const { stream, disposition } = await openFile(deps, ctx, asked);
        return {
          status: 200,
          stream,
          headers: {
            ...asData,
            "content-type": "application/octet-stream",
            "content-disposition": disposition,
          },
        };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/:id/messages/:messageId/files/:at/picture",
      operationId: "getMessagePicture",
      summary:
        "A picture that stands in the text of a message; only files whose picture is `shown`",
      params,
      responses: {
        200: { description: "The picture.", contentType: [...pictureTypes] },
        ...missing,
      },
      handler: async ({ ctx, params: asked }) => {
        const { stream, type } = await openPicture(deps, ctx, asked);
        return { status: 200, stream, headers: { ...asData, "content-type": type } };
      },
    }),
    ...recordingRoutes(deps),
  ];
}

function recordingRoutes(deps: ConversationsDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/conversations/:id/messages/:messageId/files/:at/recording",
      operationId: "playRecording",
      summary: "Play a recording; only files whose recording has a `type`",
      params,
      responses: {
        200: { description: "The recording.", contentType: [...recordingTypes] },
        206: { description: "The bytes that `Range` asks for.", contentType: [...recordingTypes] },
        ...missing,
      },
      handler: async ({ ctx, params: asked, headers }) => {
        const { type, bytes, range, stream } = await openRecording(deps, ctx, asked, headers.range);
        const { first, last } = range ?? { first: 0, last: bytes - 1 };
        const told = {
          "content-type": type,
          "content-length": String(last - first + 1),
          "accept-ranges": "bytes",
        };
        const part = { "content-range": `bytes ${first}-${last}/${bytes}` };
        return range === null
          ? { status: 200, stream, headers: { ...asData, ...told } }
          : { status: 206, stream, headers: { ...asData, ...told, ...part } };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/conversations/:id/messages/:messageId/files/:at/transcript",
      operationId: "transcribeRecording",
      summary: "Have a recording heard again that nobody heard",
      params,
      responses: {
        202: {
          description: "It waits to be heard; the message, and the conversation now.",
          schema: writtenSchema,
          headers: ["Rapport-Act"],
        },
        ...missing,
        409: { description: "It waits already, or it was heard." },
      },
      handler: async ({ ctx, params: asked, idempotency }) => {
        const performed = await deps.acts.perform<Written>(
          ctx,
          "conversations.transcribe",
          asked,
          idempotency,
        );
        const { actId, result } = performed;
        return { status: 202, body: result, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
