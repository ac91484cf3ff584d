// The way of messages through channels, in both directions: what comes in goes to the one listener, what goes out to
// the adapter of its kind, and either is noted. Nothing is kept here: whoever sends in tries again until it is told
// that the message is stored, whoever delivers keeps what became of it.
import type { ChannelKind } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type {
  ChannelAdapter,
  ChannelInfo,
  Delivery,
  InboundListener,
  InboundMessage,
  OpenChannel,
  OutboundMessage,
  Received,
} from "./adapter.ts";
import { readChannel, type StoredChannel } from "./channels.store.ts";
import type { ChannelsDeps } from "./channels-deps.ts";
import { nobodyListens, paused } from "./errors.ts";
import { openFor } from "./secrets.ts";
import type { Traffic } from "./traffic.ts";

export interface Passage {
  onInbound(listener: InboundListener): void;
  addAdapter(adapter: ChannelAdapter): void;
  receive(ctx: Ctx, channel: ChannelInfo, message: InboundMessage): Promise<Received>;
  deliver(ctx: Ctx, message: OutboundMessage): Promise<Delivery>;
  /** Of a channel that is not paused, whatever its state becomes while it runs. */
  deliverBy(channel: OpenChannel, message: OutboundMessage): Promise<Delivery>;
  /** Whether a message of that channel is delivered by being stored; a paused or removed one delivers nothing. */
  readsStored(tx: Reader, channel: { id: string; kind: ChannelKind }): Promise<boolean>;
  /** A message that was delivered so, once it is committed. */
  noteStored(
    workspaceId: string,
    message: Pick<OutboundMessage, "channelId" | "messageId" | "conversationId">,
  ): void;
  infoOf(tx: Reader, id: string): Promise<ChannelInfo | null>;
  opened(workspaceId: string, channel: StoredChannel): OpenChannel;
}

export function infoOf(workspaceId: string, channel: StoredChannel): ChannelInfo {
  const { id, kind, name, state, hours, botAnswers, settings, publicKey } = channel;
  return { workspaceId, id, kind, name, state, hours, botAnswers, settings, publicKey };
}

/** What the sender could mend; what will go away by itself is not noted. */
const isRefusal = (error: unknown): error is AppError =>
  error instanceof AppError &&
  error.kind !== "unavailable" &&
  error.kind !== "internal" &&
  error.kind !== "rate-limited";

export function createPassage(
  { db, sealer }: Pick<ChannelsDeps, "db" | "sealer">,
  traffic: Traffic,
): Passage {
  const adapters = new Map<string, ChannelAdapter>();
  let listener: InboundListener | null = null;

  const opened = (workspaceId: string, channel: StoredChannel): OpenChannel => ({
    ...infoOf(workspaceId, channel),
    secret: openFor(sealer, channel.id, channel.secret),
    providerToken: channel.providerToken && openFor(sealer, channel.id, channel.providerToken),
  });

  async function hand(ctx: Ctx, channel: ChannelInfo, message: InboundMessage): Promise<Received> {
    if (channel.state === "paused") throw paused();
    if (listener === null) throw nobodyListens();
    return listener(ctx, channel.workspaceId, message);
  }

  async function receive(ctx: Ctx, channel: ChannelInfo, message: InboundMessage) {
    const { workspaceId, id: channelId } = channel;
    const passed = { channelId, direction: "in", providerId: message.providerId } as const;
    try {
      const received = await hand(ctx, channel, message);
      const outcome = received.duplicate ? "repeated" : "taken";
      traffic.note(workspaceId, { ...passed, outcome, conversationId: received.conversationId });
      return received;
    } catch (error) {
      if (isRefusal(error))
        traffic.note(workspaceId, { ...passed, outcome: "refused", reason: error.code });
      throw error;
    }
  }

  async function deliverBy(channel: OpenChannel, message: OutboundMessage): Promise<Delivery> {
    const adapter = adapters.get(channel.kind);
    if (!adapter) return { kind: "refused", reason: "no_adapter", permanent: true };
    const delivery = await adapter.deliver(channel, message);
    const { kind: outcome } = delivery;
    traffic.note(channel.workspaceId, {
      channelId: channel.id,
      direction: "out",
      outcome,
      providerId: delivery.kind === "delivered" ? delivery.providerId : message.messageId,
      conversationId: message.conversationId,
      reason: delivery.kind === "delivered" ? null : delivery.reason,
    });
    return delivery;
  }

  return {
    onInbound: (one) => {
      listener = one;
    },
    addAdapter: (adapter) => {
      adapters.set(adapter.kind, adapter);
    },
    receive,
    deliverBy,
    opened,
    deliver: async (ctx, message) => {
      const { channelId } = message;
      const channel = isId(channelId) ? await readChannel(db.reader(ctx), channelId) : null;
      if (!channel) return { kind: "refused", reason: "channel_gone", permanent: true };
      if (channel.state === "paused")
        return { kind: "refused", reason: "channel_paused", permanent: false };
      return deliverBy(opened(ctx.workspaceId, channel), message);
    },
    readsStored: async (tx, { id, kind }) => {
      if (!adapters.get(kind)?.readsStored || !isId(id)) return false;
      return (await readChannel(tx, id))?.state === "active";
    },
    noteStored: (workspaceId, { channelId, messageId, conversationId }) => {
      const passed = { channelId, direction: "out", outcome: "delivered" } as const;
      traffic.note(workspaceId, { ...passed, providerId: messageId, conversationId });
    },
    infoOf: async (tx, id) => {
      const channel = isId(id) ? await readChannel(tx, id) : null;
      return channel && infoOf(tx.workspaceId, channel);
    },
  };
}
