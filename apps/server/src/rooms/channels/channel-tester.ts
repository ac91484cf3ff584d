// Whether a channel's other side takes a message now: one is sent, once, and nothing is kept of it but a line of the log.
import type { ChannelTest } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { channelOf } from "./describe.ts";
import { nothingToTest } from "./errors.ts";
import type { Passage } from "./passage.ts";

export type ChannelTester = (ctx: Ctx, id: string, to: string | null) => Promise<ChannelTest>;

export function createChannelTester(
  { db }: { db: Database },
  { opened, deliverBy }: Pick<Passage, "opened" | "deliverBy">,
): ChannelTester {
  return async (ctx, id, to) => {
    const channel = await channelOf(db.reader(ctx), id);
    if (channel.kind === "widget") throw nothingToTest();
    const delivery = await deliverBy(opened(ctx.workspaceId, channel), {
      channelId: channel.id,
      messageId: newId(),
      conversationId: newId(),
      threadKey: "rapport-test",
      to: { address: to, name: null },
      subject: "Test",
      text: "A test message from Rapport.",
      attachments: [],
      inReplyTo: [],
      automatic: true,
    });
    const reason = delivery.kind === "delivered" ? null : delivery.reason;
    return { outcome: delivery.kind, reason };
  };
}
