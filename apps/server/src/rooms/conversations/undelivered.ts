// A mail server says that a message of ours did not arrive. Anybody can write that: it counts only where it names the id
// of a message that we sent by this channel, and an address that this one went to. Then the message says so, as one does
// that the channel refused, and the report is kept in its conversation. What is only late changes nothing.
import type { Acts } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { StoredConversation } from "./conversations.store.ts";
import { changeOf } from "./image.ts";
import { readMessage, setDelivery } from "./messages.store.ts";
import type { InboundMessage } from "./ports.ts";
import { sentByIds } from "./provider-ids.store.ts";
import { cleanLine } from "./words.rules.ts";

export interface Reported {
  messageId: string;
  conversationId: string;
  /** Null: it may still arrive, or it did. */
  failed: string | null;
  /** Who else it was to reach; null: the customer. */
  copy: string | null;
}

const mostIds = 50;
const maxReasonLength = 300;

/** The message of ours that the report speaks of. */
export async function reportedOf(
  tx: Tx,
  { channelId, report, inReplyTo }: InboundMessage,
): Promise<Reported | null> {
  if (!report || report.outcomes.length === 0) return null;
  const ids = [...new Set([...report.of, ...inReplyTo])].slice(0, mostIds);
  for (const { id: messageId, conversationId, address, cc } of await sentByIds(tx, channelId, ids))
    for (const to of [address, ...cc.map((one) => one.address)]) {
      const outcome = report.outcomes.find(({ addresses }) => addresses.includes(to));
      if (outcome)
        return {
          messageId,
          conversationId,
          failed: outcome.failed,
          copy: to === address ? null : to,
        };
    }
  return null;
}

const missedBy = (address: string, why: string): string => `${address} did not get it: ${why}`;

/** Open screens see it; one that is on its way again is left alone. */
export async function noteUndelivered(
  { acts }: { acts: Pick<Acts, "begin"> },
  tx: Tx,
  ctx: Ctx,
  { reported, conversation }: { reported: Reported; conversation: StoredConversation },
): Promise<void> {
  if (reported.failed === null) return;
  const message = await readMessage(tx, reported.messageId, "FOR UPDATE");
  if (message?.delivery !== "delivered" && message?.delivery !== "unknown") return;
  const { id, attempts, delivery } = message;
  const { copy, failed } = reported;
  // The customer has it, whoever else does not.
  const state = copy === null ? "refused" : delivery;
  const reason = cleanLine(copy === null ? failed : missedBy(copy, failed), maxReasonLength);
  setDelivery(tx, id, { state, reason, providerId: null, attempts });
  await acts
    .begin(ctx, "conversations.undelivered")
    .changed(tx, [changeOf(conversation, conversation)]);
}
