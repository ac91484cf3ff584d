// Hands messages to their channels and writes down what came of it. Any number of processes may run it on one database:
// a claim is a row's own and ends by itself. What a killed process had begun is handed over again where the channel
// takes our id as its key; where it does not (mail), nobody knows whether it left, and the message says so.
import type { ChannelKind } from "@rapport/contracts";
import { sleep } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { readConversation, type StoredConversation } from "./conversations.store.ts";
import {
  type ClaimedDelivery,
  claimDeliveries,
  endDelivery,
  putOffDelivery,
  renewDeliveries,
} from "./deliveries.store.ts";
import { changeOf } from "./image.ts";
import { providerIdsOf, readMessage, type StoredMessage, setDelivery } from "./messages.store.ts";
import type { ConversationsDeps, Delivery, OutboundMessage } from "./ports.ts";
import { retryAfterSeconds } from "./thread.rules.ts";

const atOnce = 16;
/** A claim is renewed while its process lives, so that what a killed one had begun is soon somebody's again. */
const leaseSeconds = 30;
const renewEveryMs = 5000;
const pollMs = 500;
const wakeMs = 5;
const maxReasonLength = 300;

/** Whether handing the same id over twice is one message to the customer. */
const takesIdOnce: Record<ChannelKind, boolean> = {
  widget: true,
  api: true,
  sms: true,
  email: false,
};

function againAfter(outcome: Delivery, attempts: number): number | null {
  const isForNow = outcome.kind === "refused" && !outcome.permanent;
  return isForNow ? retryAfterSeconds(attempts) : null;
}

const reasonOf = (outcome: Delivery): string | null =>
  outcome.kind === "delivered" ? (outcome.missed ?? null) : outcome.reason;

export interface Courier {
  /** Something may be due: look soon. */
  wake(): void;
  /** Hands over all that is due now, and answers when it is written down. */
  drain(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

interface Ready {
  conversation: StoredConversation;
  message: StoredMessage;
  outbound: OutboundMessage;
}

export function createCourier(deps: ConversationsDeps): Courier {
  const { db, logger } = deps;
  const stopping = new AbortController();
  let pause = new AbortController();
  let isWoken = false;
  let running: Promise<void> = Promise.resolve();
  const inHand = new Map<string, { claimed: ClaimedDelivery; done: Promise<void> }>();
  let renewedMs = 0;

  async function prepare(tx: Tx, claimed: ClaimedDelivery): Promise<Ready | null> {
    const message = await readMessage(tx, claimed.messageId);
    const conversation = await readConversation(tx, claimed.conversationId);
    if (!message || !conversation || message.delivery !== "queued") return null;
    const outbound: OutboundMessage = {
      channelId: conversation.channelId,
      messageId: message.id,
      conversationId: conversation.id,
      threadKey: conversation.threadKey,
      to: { address: conversation.fromAddress, name: conversation.fromName },
      cc: message.cc,
      othersHaveIt: message.providerId !== null,
      subject: conversation.subject,
      text: message.text,
      attachments: message.attachments.map(({ recording: _heard, ...file }) => file),
      inReplyTo: await providerIdsOf(tx, conversation.id),
      automatic: message.authorKind !== "member",
    };
    return { conversation, message, outbound };
  }

  async function handOver(claimed: ClaimedDelivery, ready: Ready): Promise<Delivery> {
    if (claimed.wasStarted && !takesIdOnce[ready.conversation.channelKind])
      return {
        kind: "unknown",
        reason: "The server was stopped while this was being sent. It may have arrived.",
      };
    const ctx = systemContext(claimed.workspaceId, newId());
    try {
      return await deps.deliver(ctx, ready.outbound);
    } catch (error) {
      logger.warn({ error, messageId: claimed.messageId }, "A message could not be handed over");
      return { kind: "refused", reason: "The channel could not be reached.", permanent: false };
    }
  }

  async function settle(tx: Tx, claimed: ClaimedDelivery, ready: Ready, outcome: Delivery) {
    const { attempts, messageId } = claimed;
    const again = againAfter(outcome, attempts);
    const state = again === null ? outcome.kind : "queued";
    setDelivery(tx, messageId, {
      ...{ state, attempts },
      reason: reasonOf(outcome)?.slice(0, maxReasonLength).toWellFormed() ?? null,
      providerId: outcome.kind === "unknown" ? null : (outcome.providerId ?? null),
    });
    if (again !== null) return putOffDelivery(tx, messageId, again);
    endDelivery(tx, messageId);
    if (reasonOf(outcome) !== null) await tellUndelivered(tx, claimed, ready);
  }

  /** Open screens must see that it did not arrive. */
  async function tellUndelivered(tx: Tx, { workspaceId }: ClaimedDelivery, ready: Ready) {
    const ctx = systemContext(workspaceId, newId());
    const act = deps.acts.begin(ctx, "conversations.undelivered");
    await act.changed(tx, [changeOf(ready.conversation, ready.conversation)]);
  }

  async function carry(claimed: ClaimedDelivery): Promise<void> {
    const scope = { workspaceId: claimed.workspaceId };
    const ready = await db.tenant(scope, (tx) => prepare(tx, claimed));
    if (!ready) return db.tenant(scope, async (tx) => endDelivery(tx, claimed.messageId));
    const outcome = await handOver(claimed, ready);
    await db.tenant(scope, (tx) => settle(tx, claimed, ready, outcome));
  }

  async function take(claimed: ClaimedDelivery): Promise<void> {
    try {
      await carry(claimed);
    } catch (error) {
      logger.warn({ error }, "A delivery was not written down; it comes back");
    }
    inHand.delete(claimed.messageId);
    // The next one of its conversation may leave now.
    wake();
  }

  /** As many as there is room for: one that is slow holds up nobody but its own conversation. */
  async function round(): Promise<number> {
    await renew();
    const limit = atOnce - inHand.size;
    if (limit === 0) return 0;
    const found = await db.system((tx) => claimDeliveries(tx, { limit, leaseSeconds }));
    for (const claimed of found) inHand.set(claimed.messageId, { claimed, done: take(claimed) });
    return found.length;
  }

  async function renew(): Promise<void> {
    const nowMs = deps.clock.nowMs();
    if (inHand.size === 0 || nowMs - renewedMs < renewEveryMs) return;
    renewedMs = nowMs;
    const held = [...inHand.values()].map(({ claimed }) => claimed);
    await db.system((tx) => renewDeliveries(tx, held, leaseSeconds));
  }

  const allDone = () => Promise.all([...inHand.values()].map(({ done }) => done));

  function wake(): void {
    isWoken = true;
    pause.abort();
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const count = await round().catch((error: unknown) => {
        logger.warn({ error }, "Deliveries could not be read; trying again");
        return 0;
      });
      if (count === 0 || inHand.size === atOnce) await rest();
    }
    await allDone();
  }

  async function rest(): Promise<void> {
    pause = new AbortController();
    if (!isWoken) await sleep(pollMs, AbortSignal.any([pause.signal, stopping.signal]));
    isWoken = false;
    await sleep(wakeMs, stopping.signal);
  }

  return {
    wake,
    drain: async () => {
      while ((await round()) > 0) await allDone();
    },
    start: () => {
      running = loop();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
