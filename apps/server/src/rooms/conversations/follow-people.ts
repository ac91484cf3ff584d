// Conversations where records are: in the story of a person, and along with people who are merged.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { Records, TimelineSource } from "../records/index.ts";
import { conversationsOfPeople, updateConversation } from "./conversations.store.ts";
import { titleOf } from "./describe.ts";
import { changeOf } from "./image.ts";
import { moveLinks } from "./link-acts.ts";
import { linkedConversations } from "./links.store.ts";
import { conversationsOn } from "./list.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import { mayRead, reachOf } from "./reach.ts";

export function conversationItems(deps: Pick<ConversationsDeps, "teamsOf">): TimelineSource {
  return async (tx, { object, id, beforeId, limit }, ctx) => {
    const isPerson = object === "people";
    if (isPerson && !mayRead(ctx.principal, "personId")) return [];
    const linkedIds = await linkedConversations(tx, { object, recordId: id, beforeId, limit });
    if (!isPerson && linkedIds.length === 0) return [];
    const reach = await reachOf(deps, tx, ctx.principal, "read");
    const personId = isPerson ? id : null;
    const found = await conversationsOn(tx, { personId, linkedIds, reach, beforeId, limit });
    return found.map((one) => ({
      object: "conversations",
      id: one.id,
      at: one.createdAt,
      title: titleOf(ctx.principal, one),
      record: {
        id: one.id,
        number: one.number,
        state: one.state,
        channel: one.channelKind,
        messages: one.lastSeq,
        lastMessageAt: one.lastMessageAt,
        preview: mayRead(ctx.principal, "text") ? one.preview : null,
        score: one.rating?.score ?? null,
      },
    }));
  };
}

type Follower = Parameters<Records["addFollower"]>[0];

export const moveConversations: Follower = async (
  tx: Tx,
  act: Act,
  { object, from, to },
): Promise<void> => {
  await moveLinks(tx, act, { object, from, to });
  if (object !== "people") return;
  const held = await conversationsOfPeople(tx, from);
  for (const one of held) updateConversation(tx, { ...one, personId: to, updatedAt: act.at });
  await act.changed(
    tx,
    held.map((one) => changeOf(one, { ...one, personId: to })),
  );
};
