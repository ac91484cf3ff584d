// To whom captured mails went. An address of nobody is offered as a new person; nobody is made without being asked for.
import type { MailRecipient } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { seesAddress, shownName } from "./customer-sight.rules.ts";
import { recipientsIn } from "./messages.store.ts";
import { knownPerson } from "./person-of.ts";
import type { ConversationsDeps } from "./ports.ts";
import { requireReadable, visibleConversation } from "./reach.ts";

const mostShown = 50;

export async function mailRecipients(
  deps: ConversationsDeps,
  ctx: Ctx,
  id: string,
): Promise<MailRecipient[]> {
  return deps.db.tenant(ctx, async (tx) => {
    await visibleConversation(deps, tx, ctx, id);
    requireReadable(ctx.principal, "personId");
    const names = new Map<string, string | null>();
    for (const { address, name } of await recipientsIn(tx, id))
      if (seesAddress(ctx.principal, address))
        names.set(address, names.get(address) ?? shownName(ctx.principal, name));
    const found: MailRecipient[] = [];
    for (const [address, name] of [...names].slice(0, mostShown))
      found.push({ address, name, person: await shownPerson(deps, tx, ctx, address) });
    return found;
  });
}

async function shownPerson(
  deps: ConversationsDeps,
  tx: Tx,
  ctx: Ctx,
  address: string,
): Promise<MailRecipient["person"]> {
  const known = await knownPerson(deps, tx, ctx, address);
  if (!known) return null;
  const title = (await deps.records.titles(tx, ctx, "people", [known.id])).get(known.id);
  return title === undefined ? null : { id: known.id, title };
}
