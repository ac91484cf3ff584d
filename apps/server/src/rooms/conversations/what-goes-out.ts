// What a member's message takes along: files, and who else gets it.
import type { MailAddress } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import type { StoredConversation } from "./conversations.store.ts";
import { onlyMailsHaveCc, ownAddress, unknownFile } from "./errors.ts";
import { ownAddresses } from "./own-addresses.ts";
import type { ConversationsDeps, MessageFile } from "./ports.ts";
import { allOn, isOwn, withoutCustomer } from "./recipients.rules.ts";
import { recipientsIn } from "./recipients.store.ts";

export async function filesOf(
  deps: Pick<ConversationsDeps, "files">,
  tx: Tx,
  record: { object: string; id: string },
  attachmentIds: readonly string[],
): Promise<MessageFile[]> {
  if (attachmentIds.length === 0) return [];
  const files = await deps.files(tx, record, attachmentIds);
  if (files.length < new Set(attachmentIds).size) throw unknownFile();
  return files;
}

/** Under the names that its mails give them. Without the customer, who gets it anyway. */
export async function copiesFor(
  deps: Pick<ConversationsDeps, "channels">,
  tx: Tx,
  one: Pick<StoredConversation, "id" | "channelKind" | "fromAddress">,
  addresses: readonly string[],
): Promise<MailAddress[]> {
  if (addresses.length === 0) return [];
  if (one.channelKind !== "email") throw onlyMailsHaveCc();
  const copies = withoutCustomer(
    addresses.map((address) => ({ address, name: null })),
    one,
  );
  const own = await ownAddresses(deps, tx);
  const ours = copies.find(({ address }) => isOwn(own, address));
  if (ours) throw ownAddress(ours.address);
  const all = (await recipientsIn(tx, one.id)).flatMap(allOn);
  const names = new Map(all.map(({ address, name }) => [address.toLowerCase(), name]));
  return copies.map(({ address }) => ({ address, name: names.get(address) ?? null }));
}
