// Text messages by a provider that speaks HTTP: `POST {url}/messages` with from, to, text and our id as the reference
// and as the Idempotency-Key; the answer's `id` is the provider's. In comes what it posts to us, signed.
import type { SmsSettings } from "@rapport/contracts";
import type { OutboundResponse } from "../../platform/outbound.ts";
import type { ChannelAdapter } from "./adapter.ts";
import type { ChannelsDeps } from "./channels-deps.ts";
import { sendOver } from "./http-delivery.ts";

/** Of a provider that answers no id, ours. */
function providerIdOf({ body }: OutboundResponse, ours: string): string {
  try {
    const { id } = JSON.parse(body.toString("utf8")) as { id?: unknown };
    return typeof id === "string" && id !== "" ? id.slice(0, 200) : ours;
  } catch {
    return ours;
  }
}

export function createSmsAdapter({ outbound }: Pick<ChannelsDeps, "outbound">): ChannelAdapter {
  return {
    kind: "sms",
    deliver: async (channel, message) => {
      const { url, sender } = channel.settings as SmsSettings;
      const { messageId, to, text } = message;
      if (!to.address) return { kind: "refused", reason: "no_recipient", permanent: true };
      const call = {
        url: `${url.replace(/\/+$/, "")}/messages`,
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${channel.providerToken ?? ""}`,
          "idempotency-key": messageId,
        },
        body: JSON.stringify({ from: sender, to: to.address, text, reference: messageId }),
      };
      return sendOver(outbound, call, (answer) => providerIdOf(answer, messageId));
    },
  };
}
