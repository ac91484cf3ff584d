// What the conversations room is lent by others: members and teams, files that members attached, and how members are
// told that a note names them. And what others are lent of conversations: who sees which of them.
import { plainMentions } from "@rapport/contracts";
import type { Acts } from "../platform/acts.ts";
import type { Ctx } from "../platform/context.ts";
import type { Reader } from "../platform/db/index.ts";
import {
  knownMembers,
  knownTeams,
  memberNames,
  teamNames,
  teamsOfMember,
} from "../rooms/access/index.ts";
import { filesOf } from "../rooms/attachments/index.ts";
import type { Conversations, ConversationsDeps } from "../rooms/conversations/index.ts";
import type { Records } from "../rooms/records/index.ts";

type Lent = Pick<
  ConversationsDeps,
  | "knownMembers"
  | "knownTeams"
  | "memberNames"
  | "teamNames"
  | "teamsOf"
  | "files"
  | "tellMentioned"
>;

const titleLength = 150;

export function lendToConversations(acts: Acts): Lent {
  return {
    knownMembers,
    knownTeams,
    memberNames,
    teamNames,
    teamsOf: teamsOfMember,
    files: (tx, { object, id }, ids) => filesOf(tx, object, id, ids),
    tellMentioned: async (tx, ctx, { memberIds, conversation, text }) => {
      const known = await knownMembers(tx, memberIds);
      if (known.size === 0) return;
      // Without its subject: who may read that sees it in the conversation's title, beside the message.
      const title = `${ctx.principal.label} mentioned you in conversation #${conversation.number}`;
      await acts.within(tx, ctx, "notifications.send", {
        memberIds: [...known],
        title: title.slice(0, titleLength).toWellFormed(),
        body: plainMentions(text).slice(0, 4000).toWellFormed(),
        recordRef: { object: "conversations", id: conversation.id },
      });
    },
  };
}

type Asked = Pick<Records, "sight" | "titles"> & {
  reach(
    tx: Reader,
    ctx: Ctx,
    object: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { mayUpdate: boolean }>>;
};

/** What other rooms may ask about records, with conversations among them. */
export function withConversations<R extends Asked>(
  records: R,
  conversations: () => Pick<Conversations, "sight" | "reach">,
): Omit<R, "reach"> & Asked {
  const reached = async (tx: Reader, ctx: Ctx, ids: readonly string[]) => {
    const found = new Map<string, { title: string; mayUpdate: boolean }>();
    for (const id of ids) {
      const one = await conversations().reach(tx, ctx, id);
      if (one) found.set(id, one);
    }
    return found;
  };
  // Files are part of what is written: seen by who reads the texts, added and removed by who may write.
  const filesReached = async (tx: Reader, ctx: Ctx, ids: readonly string[]) => {
    const access = ctx.principal.rights.field("conversations", "text");
    const found = access === "none" ? new Map() : await reached(tx, ctx, ids);
    return new Map(
      [...found].map(([id, one]) => [id, { mayUpdate: one.mayUpdate && access === "write" }]),
    );
  };
  return {
    ...records,
    sight: (tx, object, rows, principals) =>
      object === "conversations"
        ? conversations().sight(tx, rows, principals)
        : records.sight(tx, object, rows, principals),
    reach: (tx, ctx, object, ids) =>
      object === "conversations" ? filesReached(tx, ctx, ids) : records.reach(tx, ctx, object, ids),
    titles: async (tx, ctx, object, ids) => {
      if (object !== "conversations") return records.titles(tx, ctx, object, ids);
      const found = await reached(tx, ctx, ids);
      return new Map([...found].map(([id, { title }]) => [id, title]));
    },
  };
}
