// Conversations and the inbox, put together with what they are lent, between the ways in and out: channels, mail, and the
// chat on websites. The inbox says what follows from a message, in the transaction in which the message is stored.
import type { Config } from "../platform/config.ts";
import type { Outbound } from "../platform/outbound.ts";
import { createSealer } from "../platform/sealing.ts";
import type { Telemetry } from "../platform/telemetry.ts";
import { summaryOf } from "../rooms/bot/index.ts";
import { type Channels, createChannels } from "../rooms/channels/index.ts";
import {
  type Conversations,
  type ConversationsDeps,
  createConversations,
} from "../rooms/conversations/index.ts";
import { corrected, createInbox, type Inbox, plan } from "../rooms/inbox/index.ts";
import { createMailboxes, type Mailboxes } from "../rooms/mailboxes/index.ts";
import type { Records } from "../rooms/records/index.ts";
import { createWidget, type Widget } from "../rooms/widget/index.ts";
import { lendToConversations } from "./lend-to-conversations.ts";

type Lent = ReturnType<typeof lendToConversations>;

type Given = Omit<ConversationsDeps, keyof Lent | "deliver" | "plan" | "corrected"> & {
  records: Records;
  config: Pick<Config, "outboundAllow" | "publicUrl">;
  outbound: Outbound;
  telemetry: Telemetry;
  /** The installation's own. */
  secret: string;
};

interface Made {
  channels: Channels;
  conversations: Conversations;
  inbox: Inbox;
  mailboxes: Mailboxes;
  widget: Widget;
}

const mostSummed = 200;

/** Whoever takes over is told what was asked, in the customer's own words. */
function handOverSummed(
  db: ConversationsDeps["db"],
  { feed, standing, handOver }: Conversations,
): Conversations["handOver"] {
  return async (ctx, id, { reason, summary }) => {
    const reader = db.reader(ctx);
    const lastSeq = (await standing(reader, id))?.lastSeq ?? 0;
    const said = await feed(reader, id, Math.max(0, lastSeq - mostSummed), mostSummed);
    const heard = said.map(({ author, text }) => ({ by: author.kind, text }));
    await handOver(ctx, id, { reason, summary: summary ?? (summaryOf(heard) || null) });
  };
}

export function makeConversations({ config, outbound, telemetry, secret, ...given }: Given): Made {
  const { db, clock, logger, acts } = given;
  const channels = createChannels({
    ...{ db, clock, logger, acts, outbound, plainHosts: config.outboundAllow },
    sealer: createSealer(secret, "channels"),
  });
  const conversations = createConversations({
    ...given,
    ...lendToConversations(acts),
    deliver: channels.deliver,
    plan,
    corrected,
  });
  channels.onInbound(conversations.receiveMessage);
  const mailboxes = createMailboxes({
    ...{ db, clock, logger, outbound, channels },
    blobs: given.blobs,
    readableConversations: conversations.readable,
  });
  const widget = createWidget({
    ...{ db, clock, logger, telemetry, channels, secret, publicUrl: config.publicUrl },
    conversations: { ...conversations, handOver: handOverSummed(db, conversations) },
  });
  const { records } = given;
  const seen: Parameters<typeof createInbox>[0]["seen"] = conversations.reach;
  const inbox = createInbox({ db, clock, acts, records, seen });
  return { channels, conversations, inbox, mailboxes, widget };
}
