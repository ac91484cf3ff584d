// The addresses that Segment's client libraries send to, at /v1 as they have it built in. The answer is
// `{"success":true}` once everything that could be taken is committed; what could not be is a dead letter, since a
// client can do nothing about it. 429 and 503 make clients try again, with the same message ids.
import {
  eventBatchSchema,
  eventMessageSchema,
  eventTakenSchema,
  maxEventBatchBytes,
  maxEventBytes,
} from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { Incoming } from "./batch.ts";
import { notABatch, notAMessage, tooManyInBatch } from "./errors.ts";
import type { Intake } from "./intake.ts";
import { messageTypes } from "./read-message.ts";
import type { WriteKeys } from "./write-keys.ts";

interface TrackDeps {
  clock: Clock;
  intake: Intake;
  keys: WriteKeys;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A message that is a little over the limit is told so by its dead letter; far over, by 413. */
const singleBytes = 4 * maxEventBytes;
const mostInBatch = 5000;

const shared = {
  method: "POST",
  root: "/v1",
  tag: "Events in",
  permission: "write-key",
  limit: "backlog",
  bodyCheck: "documented",
} as const;

const taken = {
  200: {
    description:
      "Taken: everything is stored, was stored before, or is a dead letter with its reason.",
    schema: eventTakenSchema,
  },
};

/** A batch's context stands for those of its messages that have none of their own, part by part. */
function withContext(message: unknown, context: unknown): unknown {
  if (!isObject(message) || !isObject(context)) return message;
  return {
    ...message,
    context: { ...context, ...(isObject(message.context) ? message.context : {}) },
  };
}

export function trackRoutes({ clock, intake, keys }: TrackDeps): AnyRoute[] {
  const take = async (
    headers: Record<string, string | string[] | undefined>,
    requestId: string,
    body: Json,
    messages: readonly unknown[],
  ) => {
    const { workspaceId, sourceId } = await keys.ownerOf(headers, body.writeKey);
    const receivedMs = clock.nowMs();
    const incoming = messages.map(
      (message): Incoming => ({ message, sourceId, receivedMs, sentAt: body.sentAt }),
    );
    await intake.submit(systemContext(workspaceId, requestId, "api"), incoming);
    return { status: 200, body: { success: true } };
  };

  const singles = messageTypes.map((type) =>
    defineRoute({
      ...shared,
      path: `/${type}`,
      operationId: `${type}Event`,
      summary: `Send one ${type} call of the Segment specification`,
      packed: { maxBytes: singleBytes },
      body: eventMessageSchema,
      responses: taken,
      handler: async ({ ctx, headers, body }) => {
        if (!isObject(body)) throw notAMessage();
        const { writeKey: _key, sentAt: _sent, ...message } = body;
        return take(headers, ctx.requestId, body, [{ ...message, type }]);
      },
    }),
  );

  const batch = defineRoute({
    ...shared,
    path: "/batch",
    operationId: "batchEvents",
    summary: "Send many calls of the Segment specification at once",
    description:
      "What Segment's libraries send. Up to 5,000 messages and 500 kB, gzipped or not; a message up to 32 kB. A message whose `messageId` was taken before is not taken again.",
    packed: { maxBytes: maxEventBatchBytes },
    body: eventBatchSchema,
    responses: taken,
    handler: async ({ ctx, headers, body }) => {
      if (!isObject(body) || !Array.isArray(body.batch)) throw notABatch();
      if (body.batch.length > mostInBatch) throw tooManyInBatch(mostInBatch);
      const { context } = body;
      const messages = (body.batch as unknown[]).map((message) => withContext(message, context));
      return take(headers, ctx.requestId, body, messages);
    },
  });

  return [...singles, batch];
}
