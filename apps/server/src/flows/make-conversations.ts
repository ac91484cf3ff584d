// Conversations and the inbox, put together with what they are lent, between the ways in and out: channels, mail, and the
// chat on websites. The inbox says what follows from a message, in the transaction in which the message is stored.
import type { Config } from "../platform/config.ts";
import { systemContext } from "../platform/context.ts";
import type { AnyRoute, FormPage } from "../platform/http/index.ts";
import { newId } from "../platform/ids.ts";
import type { Outbound } from "../platform/outbound.ts";
import { createSealer } from "../platform/sealing.ts";
import type { Telemetry } from "../platform/telemetry.ts";
import { memberNames, memberPrincipal, reachesAllOfItsMember } from "../rooms/access/index.ts";
import { createAnalytics } from "../rooms/analytics/index.ts";
import { summaryOf } from "../rooms/bot/index.ts";
import { type Channels, createChannels } from "../rooms/channels/index.ts";
import {
  type Conversations,
  type ConversationsDeps,
  createConversations,
} from "../rooms/conversations/index.ts";
import type { Duplicates } from "../rooms/duplicates/index.ts";
import { corrected, createInbox, type Inbox, plan } from "../rooms/inbox/index.ts";
import { createMailboxes } from "../rooms/mailboxes/index.ts";
import { createNps } from "../rooms/nps/index.ts";
import type { Records } from "../rooms/records/index.ts";
import { createSatisfaction } from "../rooms/satisfaction/index.ts";
import { createWidget, type Widget } from "../rooms/widget/index.ts";
import { lendToConversations } from "./lend-to-conversations.ts";
import { type LentToNps, lendToNps } from "./lend-to-nps.ts";
import { type AskedConsent, lendToSatisfaction } from "./lend-to-satisfaction.ts";

type Lent = ReturnType<typeof lendToConversations>;

type Given = Omit<
  ConversationsDeps,
  | keyof Lent
  | "deliver"
  | "readsStored"
  | "noteStored"
  | "channels"
  | "peopleWithPhone"
  | "plan"
  | "corrected"
> & {
  records: Records;
  duplicates: Pick<Duplicates, "peopleWithPhone">;
  consent: AskedConsent & LentToNps["consent"];
  segments: LentToNps["segments"];
  config: Pick<Config, "outboundAllow" | "publicUrl" | "automaticModels" | "maxAttachmentBytes">;
  outbound: Outbound;
  telemetry: Telemetry;
  /** The installation's own. */
  secret: string;
};

interface Made {
  channels: Channels;
  conversations: Conversations;
  inbox: Inbox;
  widget: Widget;
  /** For people without an account, by a link. */
  pages: FormPage[];
  /** All of them. */
  talk: { name: string; routes: AnyRoute[] }[];
  /** What works by itself, in the order in which it starts. */
  upkeeps: { start(): void; stop(): Promise<void> | void }[];
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
    ...{ blobs: given.blobs, maxRecordingBytes: config.maxAttachmentBytes },
  });
  const lent = lendToConversations(acts);
  const conversations = createConversations({
    ...given,
    ...lent,
    deliver: channels.deliver,
    readsStored: channels.readsStored,
    noteStored: channels.noteStored,
    channels: channels.inUse,
    peopleWithPhone: given.duplicates.peopleWithPhone,
    plan,
    corrected,
  });
  channels.onInbound(conversations.receiveMessage);
  const mailboxes = createMailboxes({
    ...{ acts, db, clock, logger, outbound, channels },
    blobs: given.blobs,
    readableConversations: conversations.readable,
    captureMail: conversations.captureMail,
    knowsAny: conversations.knowsAny,
    textsOf: conversations.textsOf,
    reachesAllOfItsMember,
    members: memberNames,
    memberContext: async (tx, memberId) => {
      const principal = await memberPrincipal(tx, memberId);
      return principal && { ...systemContext(tx.workspaceId, newId(), "api"), principal };
    },
  });
  const { outbox, records, consent, workspaceIds } = given;
  const { publicUrl } = config;
  const satisfaction = createSatisfaction({
    ...{ db, clock, logger, acts, outbox, records, conversations, workspaceIds, publicUrl, secret },
    ...lendToSatisfaction(consent, channels),
  });
  const widget = createWidget({
    ...{ db, clock, logger, telemetry, channels, secret, publicUrl },
    conversations: { ...conversations, handOver: handOverSummed(db, conversations) },
    ratings: satisfaction,
  });
  const seen: Parameters<typeof createInbox>[0]["seen"] = conversations.reach;
  const inbox = createInbox({
    ...{ db, clock, logger, acts, records, workspaceIds, seen },
    isAutomatic: config.automaticModels,
    withoutTraining: async (tx, ids) => {
      const said = await consent.consentOf(tx, ids, "training");
      return new Set(ids.filter((id) => said.get(id)?.isAllowed === false));
    },
  });
  const { teamNames } = lent;
  const analytics = createAnalytics({
    ...{ db, clock, logger, outbox, workspaceIds, memberNames, teamNames },
    figures: conversations.figures,
    channelNames: channels.names,
  });
  const nps = createNps({
    ...{ db, clock, logger, acts, records, workspaceIds, publicUrl, secret },
    ...lendToNps({ consent, segments: given.segments }, channels),
  });
  const talk = [channels, mailboxes, widget, conversations, inbox, satisfaction, analytics, nps];
  const upkeeps = [channels, mailboxes, conversations, inbox, satisfaction, analytics, nps].map(
    ({ upkeep }) => upkeep,
  );
  return {
    ...{ channels, conversations, inbox, widget, talk },
    pages: [satisfaction.page, nps.page],
    upkeeps: [...upkeeps, conversations.courier],
  };
}
