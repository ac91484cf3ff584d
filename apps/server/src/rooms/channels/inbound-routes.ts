// Where programs and providers bring messages in. Each is stored when the answer comes; whoever got none sends it
// again, with the same id.
import { isUtf8 } from "node:buffer";
import type { Readable } from "node:stream";
import {
  type IncomingMessage,
  idSchema,
  incomingMessageSchema,
  providerMessageSchema,
  recordingTypes,
  type TakenMessage,
  takenMessageSchema,
  voiceNoteQuerySchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { AppError } from "../../platform/errors.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { signatureFault } from "../../platform/webhook-signing.ts";
import type { InboundMessage, OpenChannel } from "./adapter.ts";
import { badKey, badMessage, badSignature, missingChannel, paused } from "./errors.ts";
import type { FindChannel } from "./find-channel.ts";
import type { Passage } from "./passage.ts";
import { takeRecording } from "./take-recording.ts";
import type { Traffic } from "./traffic.ts";

interface InboundDeps {
  clock: Clock;
  blobs: Blobs;
  maxBytes: number;
  find: FindChannel;
  receive: Passage["receive"];
  traffic: Traffic;
}

const taken = {
  200: { description: "It was here already.", schema: takenMessageSchema },
  201: { description: "Stored.", schema: takenMessageSchema },
} as const;

function messageOf(
  { id: channelId, kind: channelKind }: OpenChannel,
  incoming: IncomingMessage,
  nowMs: number,
): InboundMessage {
  const { id, thread, from, inReplyTo, sentAt, subject, text, automatic } = incoming;
  return {
    channelId,
    channelKind,
    providerId: id,
    threadKey: thread ?? null,
    inReplyTo: inReplyTo ?? [],
    // The key's holder answers for who it says that wrote.
    from: {
      address: from.address ?? null,
      name: from.name ?? null,
      userId: from.userId ?? null,
      verified: from.userId !== undefined,
    },
    sentAt: new Date(sentAt ?? nowMs),
    subject: subject ?? null,
    text,
    attachments: [],
    automatic: automatic ?? false,
  };
}

const reply = ({ conversationId, messageId, duplicate }: TakenMessage) => ({
  status: duplicate ? 200 : 201,
  body: { conversationId, messageId, duplicate },
});

const recordingBodies = [
  "application/octet-stream",
  "application/ogg",
  "audio/x-wav",
  "audio/x-m4a",
  ...recordingTypes,
];

export function inboundRoutes({
  clock,
  blobs,
  maxBytes,
  find,
  receive,
  traffic,
}: InboundDeps): AnyRoute[] {
  async function channelBy(authorization: string | string[] | undefined): Promise<OpenChannel> {
    const key = /^bearer\s+(\S+)$/i.exec(String(authorization ?? ""))?.[1] ?? "";
    const channel = await find.byKey(key);
    if (!channel) throw badKey();
    return channel;
  }

  const incoming = defineRoute({
    method: "POST",
    path: "/channel-messages",
    operationId: "sendChannelMessage",
    summary: "Bring in a message of a customer, through a channel of the kind `api`",
    description:
      "The channel is the one whose key is sent. A message with an `id` that was taken before is not taken again, and gets the same answer.",
    tag: "Channels",
    permission: "channel-key",
    limit: "backlog",
    body: incomingMessageSchema,
    responses: taken,
    handler: async ({ ctx, headers, body }) => {
      const channel = await channelBy(headers.authorization);
      const own = systemContext(channel.workspaceId, ctx.requestId, "api");
      return reply(await receive(own, channel, messageOf(channel, body, clock.nowMs())));
    },
  });

  const recorded = defineRoute({
    method: "POST",
    path: "/channel-voice-notes",
    operationId: "sendChannelVoiceNote",
    summary: "Bring in a voice note of a customer, through a channel of the kind `api`",
    description:
      "The body is the recording; what goes along with it is in the address. It is stored when the answer comes, and heard afterwards where a speech model is connected. A message with an `id` that was taken before is not taken again, and gets the same answer.",
    tag: "Channels",
    permission: "channel-key",
    limit: "upload",
    keyed: false,
    query: voiceNoteQuerySchema,
    bodyTypes: recordingBodies,
    responses: taken,
    handler: async ({ ctx, headers, query, stream }) => {
      const channel = await channelBy(headers.authorization);
      if (channel.state === "paused") throw paused();
      const { id, thread, text, sentAt, fileName = "voice-note", ...from } = query;
      const { workspaceId, id: channelId } = channel;
      const taking = { workspaceId, channelId, providerId: id, content: stream, maxBytes };
      const file = await takeRecording(blobs, taking);
      const said = messageOf(
        channel,
        { id, thread, sentAt, text: text ?? "", from },
        clock.nowMs(),
      );
      const mediaType = typeOf(headers["content-type"]);
      const attachments = [{ ...file, name: fileName, mediaType }];
      const own = systemContext(workspaceId, ctx.requestId, "api");
      return reply(await receive(own, channel, { ...said, attachments }));
    },
  });

  const fromProvider = defineRoute({
    method: "POST",
    path: "/channels/:id/provider",
    operationId: "receiveProviderMessage",
    summary: "Where a provider of text messages posts what customers wrote",
    description:
      "JSON with `id`, `from`, `text` and perhaps `sentAt`, signed by Standard Webhooks with the channel's secret.",
    tag: "Channels",
    permission: "public",
    limit: "backlog",
    params: z.object({ id: idSchema }),
    body: providerMessageSchema,
    bodyTypes: ["application/json"],
    responses: { ...taken, 401: { description: "It is not signed as it must be." } },
    handler: async ({ ctx, params: { id }, headers, stream }) => {
      const channel = await find.byId(id);
      if (channel?.kind !== "sms") throw missingChannel();
      const body = await readBody(stream);
      const fault = signatureFault(channel.secret, headers, body, clock.nowMs());
      if (fault) {
        const passed = { channelId: channel.id, direction: "in", outcome: "refused" } as const;
        traffic.note(channel.workspaceId, { ...passed, reason: fault });
        throw badSignature(fault);
      }
      const message = providerMessage(body);
      const own = systemContext(channel.workspaceId, ctx.requestId, "api");
      const { from: address, ...rest } = message;
      const inbound = messageOf(channel, { ...rest, from: { address } }, clock.nowMs());
      return reply(await receive(own, channel, { ...inbound, threadKey: address }));
    },
  });

  return [incoming, recorded, fromProvider];
}

/** It is a recording, whatever the sender calls it. */
function typeOf(told: string | string[] | undefined): string {
  const type =
    String(told ?? "")
      .split(";", 1)[0]
      ?.trim()
      .toLowerCase() ?? "";
  return type.startsWith("audio/") || type === "application/ogg" ? type : "audio/unknown";
}

function providerMessage(body: string) {
  try {
    return providerMessageSchema.parse(JSON.parse(body));
  } catch {
    throw badMessage();
  }
}

/** The bytes as they came, which the signature is over. */
const maxBytes = 128 * 1024;

async function readBody(stream: Readable): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream) {
    parts.push(part as Buffer);
    bytes += (part as Buffer).length;
    if (bytes > maxBytes)
      throw new AppError("too-large", "platform.body_too_large", "The body is too large.");
  }
  const body = Buffer.concat(parts, bytes);
  if (!isUtf8(body)) throw badMessage();
  return body.toString("utf8");
}
