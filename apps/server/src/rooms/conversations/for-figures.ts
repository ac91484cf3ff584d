// What figures over conversations are made from: rows as they are stored, and a relation of those that a caller reaches,
// so that a number never counts what its reader may not see.
import type { Conversation } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import {
  conversationIds,
  readConversations,
  type StoredConversation,
} from "./conversations.store.ts";
import { describeAll } from "./describe.ts";
import { answeredByPeople, reachedSql } from "./list.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import { isReached, mayRead, reachOf } from "./reach.ts";

interface Reached {
  /** A relation; its values follow `before` others. */
  sql: string;
  values: unknown[];
  seesMembers: boolean;
  seesTeams: boolean;
}

export interface ForFigures {
  /** A relation of the ids of a workspace's ($1) conversations of whose present matter a person answered something. */
  answeredByPeople: string;
  /** No rights apply. */
  stored(tx: Reader, ids: readonly string[]): Promise<StoredConversation[]>;
  /** No rights apply. */
  idsAfter(tx: Reader, afterId: string | null, limit: number): Promise<string[]>;
  reached(tx: Reader, ctx: Ctx, before: number): Promise<Reached>;
  /** In the order of the ids, as the caller may see them. */
  described(tx: Reader, ctx: Ctx, ids: readonly string[]): Promise<Conversation[]>;
}

export const forFigures = (deps: ConversationsDeps): ForFigures => ({
  answeredByPeople,
  stored: readConversations,
  idsAfter: conversationIds,
  reached: async (tx, ctx, before) => ({
    ...reachedSql(await reachOf(deps, tx, ctx.principal, "read"), before),
    seesMembers: mayRead(ctx.principal, "ownerId"),
    seesTeams: mayRead(ctx.principal, "teamId"),
  }),
  described: async (tx, ctx, ids) => {
    const reach = await reachOf(deps, tx, ctx.principal, "read");
    const found = await readConversations(tx, ids);
    const byId = new Map(found.filter((one) => isReached(reach, one)).map((one) => [one.id, one]));
    const rows = ids.flatMap((id) => byId.get(id) ?? []);
    return describeAll(deps, tx, ctx, rows);
  },
});
