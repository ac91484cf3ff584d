// Who besides the customer is on a mail, and who gets an answer to all. Pure.
import type { MailAddress } from "@rapport/contracts";
import type { StoredConversation } from "./conversations.store.ts";
import type { InboundMessage } from "./ports.ts";
import type { OnMail } from "./recipients.store.ts";
import { cleanLine } from "./words.rules.ts";

const mostKept = 50;

type Customer = Pick<StoredConversation, "fromAddress">;

/** Each address once, in small letters, without the customer's. */
export function withoutCustomer(
  all: readonly MailAddress[],
  { fromAddress }: Customer,
): MailAddress[] {
  const found = new Map<string, MailAddress>();
  for (const one of all) {
    const address = cleanLine(one.address, 320)?.toLowerCase() ?? null;
    if (address === null || address === fromAddress || found.has(address)) continue;
    found.set(address, { address, name: cleanLine(one.name, 200) });
  }
  return [...found.values()].slice(0, mostKept);
}

/**
 * Whoever wrote it in the customer's place is on it, too, by the address that answers go to. What nobody wrote is of
 * nobody.
 */
export function othersOn(
  customer: Customer,
  inbound: Pick<InboundMessage, "channelKind" | "automatic" | "from" | "cc">,
): MailAddress[] {
  const { channelKind, automatic, from, cc = [] } = inbound;
  if (channelKind !== "email" || automatic) return [];
  const { address, name } = from;
  return withoutCustomer([...(address === null ? [] : [{ address, name }]), ...cc], customer);
}

/** All on one mail. */
export const allOn = ({ recipients, cc }: OnMail): MailAddress[] => [...(recipients ?? []), ...cc];

/** Of our own mailboxes, also with more in the address (`help+4711@ours.example`). */
export const isOwn = (own: ReadonlySet<string>, address: string): boolean =>
  own.has(address) || own.has(address.replace(/\+[^@]*@/, "@"));
