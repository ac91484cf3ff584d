// Who besides the customer is on the mails of a conversation. An address of nobody is offered as a new person; nobody is
// made without being asked for.
import { isMailAddress, type MailRecipient } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { seesAddress, shownName } from "./customer-sight.rules.ts";
import { ownAddresses } from "./own-addresses.ts";
import { knownPeople } from "./person-of.ts";
import type { ConversationsDeps } from "./ports.ts";
import { requireReadable, visibleConversation } from "./reach.ts";
import { allOn, isOwn, withoutCustomer } from "./recipients.rules.ts";
import { newestMail, recipientsIn } from "./recipients.store.ts";

const mostShown = 50;

export async function mailRecipients(
  deps: ConversationsDeps,
  ctx: Ctx,
  id: string,
): Promise<MailRecipient[]> {
  return deps.db.tenant(ctx, async (tx) => {
    const { stored } = await visibleConversation(deps, tx, ctx, id);
    requireReadable(ctx.principal, "personId");
    const newest = await newestMail(tx, id);
    const own = await ownAddresses(deps, tx);
    const answered = new Set(
      (newest ? withoutCustomer(allOn(newest), stored) : [])
        .map(({ address }) => address)
        // Some programs write what no answer can be sent to.
        .filter(isMailAddress),
    );
    const names = new Map<string, string | null>();
    // Those of the newest mail first.
    const all = [...(newest ? [newest] : []), ...(await recipientsIn(tx, id))].flatMap(allOn);
    for (const { address, name } of all)
      if (seesAddress(ctx.principal, address) && !isOwn(own, address))
        names.set(address, names.get(address) ?? shownName(ctx.principal, name));
    return described(deps, tx, ctx, { names: [...names].slice(0, mostShown), answered });
  });
}

async function described(
  deps: ConversationsDeps,
  tx: Tx,
  ctx: Ctx,
  { names, answered }: { names: [string, string | null][]; answered: ReadonlySet<string> },
): Promise<MailRecipient[]> {
  const addresses = names.map(([address]) => address);
  const known = await knownPeople(deps, tx, ctx, addresses);
  const ids = [...known.values()].map(({ id }) => id);
  const titles = await deps.records.titles(tx, ctx, "people", ids);
  return names.map(([address, name]) => {
    const id = known.get(address)?.id ?? "";
    const title = titles.get(id);
    const person = title === undefined ? null : { id, title };
    return { address, name, cc: answered.has(address), person };
  });
}
