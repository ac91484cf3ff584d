// The channel of programs: replies are posted to an address, signed by Standard Webhooks. `webhook-id` is the
// message's id, the same for every attempt.
import type { ApiChannelSettings } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import { signedHeaders } from "../../platform/webhook-signing.ts";
import type { ChannelAdapter, OutboundMessage } from "./adapter.ts";
import type { ChannelsDeps } from "./channels-deps.ts";
import { sendOver } from "./http-delivery.ts";

function bodyOf(message: OutboundMessage, timestamp: string): string {
  const {
    messageId: id,
    conversationId,
    threadKey: thread,
    to,
    subject,
    text,
    inReplyTo,
  } = message;
  const attachments = message.attachments.map(({ name, mediaType, bytes }) => ({
    name,
    mediaType,
    bytes,
  }));
  const data = { id, conversationId, thread, to, subject, text, inReplyTo, attachments };
  return JSON.stringify({ type: "message.sent", timestamp, data });
}

export function createApiAdapter({
  outbound,
  clock,
}: Pick<ChannelsDeps, "outbound" | "clock">): ChannelAdapter {
  return {
    kind: "api",
    deliver: async (channel, message) => {
      const { url } = channel.settings as ApiChannelSettings;
      if (url === null) return { kind: "refused", reason: "no_address", permanent: true };
      const body = bodyOf(message, nowIso(clock));
      const timestamp = Math.floor(clock.nowMs() / 1000);
      const signed = signedHeaders([channel.secret], { id: message.messageId, timestamp, body });
      const headers = {
        "content-type": "application/json",
        "user-agent": "Rapport-Channels",
        ...signed,
      };
      return sendOver(outbound, { url, headers, body }, () => message.messageId);
    },
  };
}
