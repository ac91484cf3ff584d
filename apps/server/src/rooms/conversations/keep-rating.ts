// How the customer rated it. The rating stands with the conversation, under its rights; its comment is text from outside.
import type { Ctx } from "../../platform/context.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import {
  readConversation,
  type StoredConversation,
  updateConversation,
} from "./conversations.store.ts";
import { changeOf } from "./image.ts";
import type { ConversationsDeps } from "./ports.ts";
import { cleanText } from "./words.rules.ts";

const mostMerges = 20;
const maxComment = 2000;

/** What was merged goes on where it was merged into. */
export async function currentConversation(
  tx: Reader,
  id: string,
): Promise<StoredConversation | null> {
  let one = isId(id) ? await readConversation(tx, id) : null;
  for (let hops = 0; one?.mergedInto && hops < mostMerges; hops += 1)
    one = await readConversation(tx, one.mergedInto);
  return one;
}

export async function keepRating(
  deps: Pick<ConversationsDeps, "acts">,
  tx: Tx,
  ctx: Ctx,
  { id, rating }: { id: string; rating: NonNullable<StoredConversation["rating"]> },
): Promise<void> {
  const before = await readConversation(tx, id, "FOR UPDATE");
  if (!before) return;
  const act = deps.acts.begin(ctx, "conversations.rate");
  const comment = rating.comment === null ? null : cleanText(rating.comment, maxComment) || null;
  const after = {
    ...before,
    rating: { ...rating, comment },
    version: before.version + 1,
    updatedAt: act.at,
  };
  updateConversation(tx, after);
  // So that open screens look again; the image holds nothing of it.
  await act.changed(tx, [changeOf(before, after)]);
}
