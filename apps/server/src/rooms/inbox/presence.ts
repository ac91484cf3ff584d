// Who else has a conversation open or writes in it. Each screen says so every few seconds; what is not said again ends by
// itself. Answers also how far the conversation has come, so that a screen notices what it missed.
import type { Presence } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { memberNames } from "../access/index.ts";
import type { InboxDeps } from "./deps.ts";
import { missingConversation, needsMember } from "./errors.ts";
import { othersPresent, setGone, setPresent } from "./inbox.store.ts";

const secondsAfterWord = 15;

export async function notePresence(
  deps: InboxDeps,
  ctx: Ctx,
  conversationId: string,
  state: "viewing" | "typing" | "gone",
): Promise<Presence> {
  const { memberId } = ctx.principal;
  if (memberId === null) throw needsMember();
  return deps.db.tenant(ctx, async (tx) => {
    const seen = await deps.seen(tx, ctx, conversationId);
    if (!seen) throw missingConversation();
    if (state === "gone") setGone(tx, conversationId, memberId);
    else setPresent(tx, { conversationId, memberId, state, seconds: secondsAfterWord });
    const others = await othersPresent(tx, conversationId, memberId);
    const names =
      others.length > 0
        ? new Map((await memberNames(tx)).map(({ id, name }) => [id, name]))
        : new Map<string, string>();
    return {
      others: others.flatMap((one) => {
        const name = names.get(one.memberId);
        return name === undefined ? [] : [{ ...one, name }];
      }),
      lastSeq: seen.lastSeq,
    };
  });
}
