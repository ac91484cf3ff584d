// Conversations on deals, tickets, companies and further people: put there and taken off by members, seen in the story of
// each. Whoever may work on the conversation may do it, with records that they see; both ways are undone.
import {
  type ConversationLink,
  conversationLinkInputSchema,
  idSchema,
  type LinkedObject,
} from "@rapport/contracts";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { UndoablePart } from "../records/index.ts";
import { readConversation } from "./conversations.store.ts";
import { missingLink, tooManyLinks, unknownRecord, wasMerged } from "./errors.ts";
import { changeOf } from "./image.ts";
import {
  deleteLink,
  insertLink,
  linksOf,
  linksOfRecords,
  readLink,
  type StoredLink,
} from "./links.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import { isReached, reachOf, visibleConversation } from "./reach.ts";

export const linkObject = "conversation-links";
const mostLinks = 50;

const shared = {
  permission: "update on the conversation",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: () => undefined,
  input: conversationLinkInputSchema.extend({ id: idSchema }),
} as const;

export const linkChange = (before: StoredLink | null, after: StoredLink | null) =>
  wholeChange<StoredLink>(linkObject, before, after);

/** Within the transaction of whoever finds out that they belong together; what was there already stays. */
export async function addLink(
  tx: Tx,
  act: Act,
  asked: { conversationId: string; object: LinkedObject; recordId: string },
): Promise<StoredLink | null> {
  const link = { id: newId(), ...asked, createdAt: act.at };
  return (await insertLink(tx, link)) ? link : null;
}

export function linkActs(deps: ConversationsDeps) {
  const open = async (tx: Tx, act: Act, id: string) => {
    const { stored } = await visibleConversation(deps, tx, act.ctx, id, "change");
    if (stored.mergedInto !== null) throw wasMerged();
    return stored;
  };

  const link = defineAct({
    ...shared,
    name: "conversations.link",
    title: "Put a conversation on a record",
    run: async (tx, act, { id, object, recordId }): Promise<ConversationLink> => {
      const stored = await open(tx, act, id);
      const seen = await deps.records.reach(tx, act.ctx, object, [recordId]);
      if (!seen.has(recordId)) throw unknownRecord();
      if ((await linksOf(tx, id)).length >= mostLinks) throw tooManyLinks(mostLinks);
      const made = await addLink(tx, act, { conversationId: id, object, recordId });
      if (made) await act.changed(tx, [linkChange(null, made), changeOf(stored, stored)]);
      const titles = await deps.records.titles(tx, act.ctx, object, [recordId]);
      return { object, recordId, title: titles.get(recordId) ?? "" };
    },
  });

  const unlink = defineAct({
    ...shared,
    name: "conversations.unlink",
    title: "Take a conversation off a record",
    run: async (tx, act, { id, object, recordId }): Promise<null> => {
      const stored = await open(tx, act, id);
      const seen = await deps.records.reach(tx, act.ctx, object, [recordId]);
      const found = (await linksOf(tx, id)).find(
        (one) => one.object === object && one.recordId === recordId,
      );
      if (!found || !seen.has(recordId)) throw missingLink();
      deleteLink(tx, found.id);
      await act.changed(tx, [linkChange(found, null), changeOf(stored, stored)]);
      return null;
    },
  });

  return [link, unlink];
}

export function linkPart(deps: ConversationsDeps): UndoablePart {
  return {
    read: (tx, id) => readLink(tx, id),
    write: async (tx, id, image) => {
      if (image === null) deleteLink(tx, id);
      else await insertLink(tx, image as unknown as StoredLink);
    },
    mayChange: async (tx, act, { image }) => {
      const { conversationId } = image as unknown as StoredLink;
      const conversation = await readConversation(tx, conversationId);
      if (!conversation) return false;
      return isReached(await reachOf(deps, tx, act.ctx.principal, "update"), conversation);
    },
  };
}

/** Those whose records the caller sees. */
export async function conversationLinks(
  deps: ConversationsDeps,
  ctx: Ctx,
  id: string,
): Promise<ConversationLink[]> {
  const tx = deps.db.reader(ctx);
  await visibleConversation(deps, tx, ctx, id);
  const links = await linksOf(tx, id);
  const objects = [...new Set(links.map(({ object }) => object))];
  const titles = new Map<string, string>();
  for (const object of objects) {
    const ids = links.filter((one) => one.object === object).map(({ recordId }) => recordId);
    const found = await deps.records.titles(tx, ctx, object, ids);
    for (const [recordId, title] of found) titles.set(`${object}/${recordId}`, title);
  }
  return links.flatMap(({ object, recordId }) => {
    const title = titles.get(`${object}/${recordId}`);
    return title === undefined ? [] : [{ object, recordId, title }];
  });
}

/** Records that become one take along what is on them. */
export async function moveLinks(
  tx: Tx,
  act: Act,
  { object, from, to }: { object: string; from: readonly string[]; to: string },
): Promise<void> {
  const held = await linksOfRecords(tx, object, from);
  const changes = [];
  for (const link of held) {
    deleteLink(tx, link.id);
    const { conversationId } = link;
    const made = await addLink(tx, act, { conversationId, object: link.object, recordId: to });
    changes.push(linkChange(link, null), ...(made ? [linkChange(null, made)] : []));
  }
  if (changes.length > 0) await act.changed(tx, changes);
}
