// What a member's message takes along: files, and who else gets it.
import type { MailAddress } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { StoredConversation } from "./conversations.store.ts";
import { onlyMailsHaveCc, ownAddress, unknownFile } from "./errors.ts";
import { ownAddresses } from "./own-addresses.ts";
import { knownPeople } from "./person-of.ts";
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

/**
 * Under the names of people whom the caller sees, else those that its mails give them. Without the customer, who gets it
 * anyway.
 */
export async function copiesFor(
  deps: Pick<ConversationsDeps, "channels" | "records">,
  tx: Tx,
  ctx: Ctx,
  {
    one,
    addresses,
  }: {
    one: Pick<StoredConversation, "id" | "channelKind" | "fromAddress">;
    addresses: readonly string[];
  },
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
  const titles = await titlesOf(deps, tx, ctx, copies);
  const names = new Map([
    ...all.map(({ address, name }) => [address.toLowerCase(), name] as const),
    ...titles,
  ]);
  return copies.map(({ address }) => ({ address, name: names.get(address) ?? null }));
}

async function titlesOf(
  deps: Pick<ConversationsDeps, "records">,
  tx: Tx,
  ctx: Ctx,
  copies: readonly MailAddress[],
): Promise<[address: string, title: string][]> {
  const addresses = copies.map(({ address }) => address);
  const known = [...(await knownPeople(deps, tx, ctx, addresses)).values()];
  const ids = known.map(({ id }) => id);
  const titles = await deps.records.titles(tx, ctx, "people", ids);
  return known.flatMap(({ id, address }) => {
    const title = titles.get(id);
    return title ? [[address, title] as [string, string]] : [];
  });
}
