// Search in what was written: candidates by the index of words, newest first, each read within the caller's rows and
// matched again by what the caller may see of it.
import type { ConversationHit } from "@rapport/contracts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { readConversations, type StoredConversation } from "./conversations.store.ts";
import { shownAddress, shownName } from "./customer-sight.rules.ts";
import { describeAll } from "./describe.ts";
import { foundMessages } from "./message-words.store.ts";
import { messagesByIds, type StoredMessage } from "./messages.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import { isReached, mayRead, type Reach, reachOf, requireReadable } from "./reach.ts";
import { saidIn } from "./recordings.rules.ts";
import { excerptOf, matches, queryOf, queryTokens, type WordQuery } from "./words.rules.ts";

/** Most people see most of what is found: the first look is a small one. */
const firstRound = 60;
const searchRound = 200;
const maxRounds = 10;

interface Hit {
  stored: StoredConversation;
  message: StoredMessage;
}

/** Of some candidates those within reach, newest message first. */
async function candidates(
  tx: Reader,
  reach: Reach,
  found: readonly { messageId: string; conversationId: string }[],
): Promise<Hit[]> {
  const [conversations, messages] = await Promise.all([
    readConversations(tx, [...new Set(found.map((one) => one.conversationId))]),
    messagesByIds(
      tx,
      found.map((one) => one.messageId),
    ),
  ]);
  const reached = new Map(
    conversations.filter((one) => isReached(reach, one)).map((one) => [one.id, one]),
  );
  return messages
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .flatMap((message) => {
      const stored = reached.get(message.conversationId);
      return stored ? [{ stored, message }] : [];
    });
}

interface Sought {
  principal: Principal;
  reach: Reach;
  query: WordQuery;
  tokens: readonly number[];
  limit: number;
}

/** In rounds, until there are enough; each conversation by the newest of its messages that matches. */
async function collect(tx: Reader, sought: Sought): Promise<Hit[]> {
  const { principal, reach, query, tokens, limit } = sought;
  const hits = new Map<string, Hit>();
  let before: string | null = null;
  for (let round = 0; round < maxRounds && hits.size < limit; round += 1) {
    const asked = round === 0 ? firstRound : searchRound;
    const found = await foundMessages(tx, { tokens, before, limit: asked });
    before = found.at(-1)?.messageId ?? null;
    const fresh = found.filter(({ conversationId }) => !hits.has(conversationId));
    const holding = (await candidates(tx, reach, fresh)).filter((hit) =>
      matches(seenText(principal, hit), query),
    );
    for (const hit of holding) if (!hits.has(hit.stored.id)) hits.set(hit.stored.id, hit);
    if (found.length < asked) break;
  }
  return [...hits.values()].slice(0, limit);
}

export async function searchConversations(
  deps: ConversationsDeps,
  ctx: Ctx,
  { q, limit = 30 }: { q: string; limit?: number | undefined },
): Promise<ConversationHit[]> {
  const { principal } = ctx;
  requireReadable(principal, "text");
  const query = queryOf(q);
  const tokens = queryTokens(ctx.workspaceId, query);
  if (tokens.length === 0) return [];
  const tx = deps.db.reader(ctx);
  const reach = await reachOf(deps, tx, principal, "read");
  const all = await collect(tx, { principal, reach, query, tokens, limit });
  const stored = all.map((hit) => hit.stored);
  const described = await describeAll(deps, tx, ctx, stored);
  return described.flatMap((conversation, at) => {
    const message = all[at]?.message;
    if (!message) return [];
    return [{ conversation, excerpt: excerptOf(saidIn(message), query), at: message.createdAt }];
  });
}

function seenText(principal: Principal, { stored, message }: Hit): string {
  if (message.seq !== 1) return saidIn(message);
  const subject = mayRead(principal, "subject") ? stored.subject : null;
  const from = mayRead(principal, "personId")
    ? [shownName(principal, stored.fromName), shownAddress(principal, stored.fromAddress)]
    : [];
  return [String(stored.number), subject, ...from, saidIn(message)]
    .filter((part) => part !== null)
    .join("\n");
}
