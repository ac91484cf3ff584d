// Reading: pages of conversations, one of them, its messages, counts, and search in what was written. All of it within
// the caller's rows, and no narrowing by what the caller may not see.
import type {
  Conversation,
  ConversationCounts,
  ConversationFilter,
  ConversationListQuery,
  ConversationMessage,
  Page,
} from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { readWithSources, type StoredConversation } from "./conversations.store.ts";
import { describeAll, describeMessage, describeOne } from "./describe.ts";
import { badCursor, missingConversation } from "./errors.ts";
import { countConversations, type ListPlace, listConversations, placeOf } from "./list.store.ts";
import { lastMessages, type StoredMessage } from "./messages.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import {
  type ConversationField,
  mayRead,
  reachOf,
  requireReadable,
  visible,
  visibleConversation,
} from "./reach.ts";

const pageSize = 50;
const threadPage = 100;
const maxMergedMessages = 500;
const countCap = 1000;

const fieldsAsked: [keyof ConversationFilter, ConversationField][] = [
  ["assignee", "ownerId"],
  ["team", "teamId"],
  ["person", "personId"],
  ["priority", "priority"],
  ["category", "category"],
  ["tag", "tags"],
];

function checkFilter(principal: Principal, filter: ConversationFilter): void {
  for (const [key, field] of fieldsAsked)
    if (filter[key] !== undefined) requireReadable(principal, field);
}

function readCursor(cursor: string | undefined): ListPlace | null {
  if (cursor === undefined || cursor === "") return null;
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  const isTime = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(at) && !Number.isNaN(Date.parse(at));
  if (!isId(id) || !isTime || at < "0001") throw badCursor();
  return { at: new Date(at).toISOString(), id };
}

const cursorOf = ({ at, id }: ListPlace): string =>
  Buffer.from(`${at} ${id}`).toString("base64url");

export async function conversationPage(
  deps: ConversationsDeps,
  ctx: Ctx,
  { limit = pageSize, cursor, ...filter }: ConversationListQuery,
): Promise<Page<Conversation>> {
  checkFilter(ctx.principal, filter);
  const after = readCursor(cursor);
  const tx = deps.db.reader(ctx);
  const reach = await reachOf(deps, tx, ctx.principal, "read");
  const { memberId } = ctx.principal;
  const found = await listConversations(tx, { filter, memberId, reach, after, limit: limit + 1 });
  const own = found.slice(0, limit);
  const last = own.at(-1);
  const data = await describeAll(deps, tx, ctx, own);
  const isEnd = found.length <= limit || !last;
  return { data, nextCursor: isEnd ? null : cursorOf(placeOf(filter.sort ?? "newest", last)) };
}

export async function conversationCounts(
  deps: ConversationsDeps,
  ctx: Ctx,
): Promise<ConversationCounts> {
  const tx = deps.db.reader(ctx);
  const { principal } = ctx;
  const { memberId } = principal;
  const reach = await reachOf(deps, tx, principal, "read");
  const count = (filter: ConversationFilter, dueBefore?: string) =>
    countConversations(tx, {
      ...{ filter, memberId, reach, cap: countCap },
      ...(dueBefore === undefined ? {} : { dueBefore }),
    });
  const seesOwner = mayRead(principal, "ownerId");
  const [mine, nobody, open, snoozed, due] = await Promise.all([
    seesOwner && memberId !== null ? count({ assignee: "me" }) : 0,
    seesOwner ? count({ assignee: "nobody" }) : 0,
    count({}),
    count({ state: "snoozed" }),
    count({}, nowIso(deps.clock)),
  ]);
  return { mine, nobody, open, snoozed, due, cap: countCap };
}

export async function getConversation(
  deps: ConversationsDeps,
  ctx: Ctx,
  id: string,
): Promise<Conversation> {
  const tx = deps.db.reader(ctx);
  const { stored } = await visibleConversation(deps, tx, ctx, id);
  return describeOne(deps, tx, ctx, stored);
}

/** Each conversation's messages keep their own order; among several, time decides. */
function merged(
  own: readonly StoredMessage[],
  others: readonly StoredMessage[][],
): StoredMessage[] {
  const lists = [[...own], ...others.map((list) => [...list])];
  const all: StoredMessage[] = [];
  for (;;) {
    const next = lists
      .filter((list) => list.length > 0)
      .sort((a, b) => ((a[0]?.createdAt ?? "") <= (b[0]?.createdAt ?? "") ? -1 : 1))[0];
    const first = next?.shift();
    if (!first) return all;
    all.push(first);
  }
}

export interface Thread {
  data: ConversationMessage[];
  /** Give it as `before` for what came earlier; null: that is all. */
  earlier: number | null;
}

export async function conversationMessages(
  deps: ConversationsDeps,
  ctx: Ctx,
  id: string,
  { before, limit = threadPage }: { before?: number | undefined; limit?: number | undefined },
): Promise<Thread> {
  const tx = deps.db.reader(ctx);
  if (!isId(id)) throw missingConversation();
  const { one, sources } = await readWithSources(tx, id);
  const { stored } = await visible(deps, tx, ctx, one);
  requireReadable(ctx.principal, "text");
  const beforeSeq = before ?? stored.lastSeq + 1;
  const own = await lastMessages(tx, { conversationId: id, beforeSeq, limit });
  const first = own[0];
  const earlier = first && first.seq > 1 && own.length === limit ? first.seq : null;
  const others = earlier === null ? await mergedMessages(tx, sources) : [];
  const shown = merged(own, others).filter((one) => one.removedAt === null);
  return { data: shown.map((one) => describeMessage(ctx.principal, one)), earlier };
}

async function mergedMessages(
  tx: Reader,
  sources: readonly StoredConversation[],
): Promise<StoredMessage[][]> {
  const lists: StoredMessage[][] = [];
  for (const source of sources) {
    const limit = maxMergedMessages;
    const beforeSeq = source.lastSeq + 1;
    lists.push(await lastMessages(tx, { conversationId: source.id, beforeSeq, limit }));
    const further = await readWithSources(tx, source.id);
    lists.push(...(await mergedMessages(tx, further.sources)));
  }
  return lists;
}
