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
  /** Why the customer will never get it; null: they may, or did. */
  failed: string | null;
  /** Who else will never get it, in words; null: nobody is said to. */
  missed: string | null;
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
  const outcomeFor = (address: string) =>
    report.outcomes.find(({ addresses }) => addresses.includes(address));
  for (const { id, conversationId, address, cc } of await sentByIds(tx, channelId, ids)) {
    const customers = outcomeFor(address);
    const others = cc.flatMap((one) => {
      const outcome = outcomeFor(one.address);
      return outcome ? [{ address: one.address, failed: outcome.failed }] : [];
    });
    if (!customers && others.length === 0) continue;
    const missed = others.flatMap((one) => (one.failed === null ? [] : missedBy(one)));
    return {
      ...{ messageId: id, conversationId, failed: customers?.failed ?? null },
      missed: missed.length === 0 ? null : missed.join(" "),
    };
  }
  return null;
}

const missedBy = ({ address, failed }: { address: string; failed: string | null }): string =>
  `${address} did not get it: ${failed}`;

/** Open screens see it; one that is on its way again is left alone. */
export async function noteUndelivered(
  { acts }: { acts: Pick<Acts, "begin"> },
  tx: Tx,
  ctx: Ctx,
  { reported, conversation }: { reported: Reported; conversation: StoredConversation },
): Promise<void> {
  const { failed, missed } = reported;
  if (failed === null && missed === null) return;
  const message = await readMessage(tx, reported.messageId, "FOR UPDATE");
  if (message?.delivery !== "delivered" && message?.delivery !== "unknown") return;
  const { id, attempts, delivery, deliveryReason } = message;
  // The customer has it, whoever else does not.
  const state = failed === null ? delivery : "refused";
  const known = deliveryReason !== null && missed?.includes(deliveryReason) ? null : deliveryReason;
  const reason = cleanLine(failed ?? [known, missed].filter(Boolean).join(" "), maxReasonLength);
  setDelivery(tx, id, { state, reason, providerId: null, attempts });
  await acts
    .begin(ctx, "conversations.undelivered")
    .changed(tx, [changeOf(conversation, conversation)]);
}
