// Lists of conversations: keyset pages along an index for each order, within what the caller reaches, and counts that
// end at a cap. No offsets.
import type { ConversationFilter, ConversationSort } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";
import { conversationColumns, type StoredConversation } from "./conversations.store.ts";
import type { Reach } from "./reach.ts";

export interface ListPlace {
  at: string;
  id: string;
}

export interface ListRequest {
  filter: ConversationFilter;
  /** Of `me`. */
  memberId: string | null;
  reach: Reach;
  after: ListPlace | null;
  limit: number;
}

interface Order {
  column: string;
  direction: "ASC" | "DESC";
}

export const orders: Record<ConversationSort, Order> = {
  newest: { column: "last_message_at", direction: "DESC" },
  oldest: { column: "last_message_at", direction: "ASC" },
  waiting: { column: "waiting_since", direction: "ASC" },
  due: { column: "due_at", direction: "ASC" },
};

export const placeOf = (sort: ConversationSort, one: StoredConversation): ListPlace => {
  const at = {
    newest: one.lastMessageAt,
    oldest: one.lastMessageAt,
    waiting: one.waitingSince,
    due: one.dueAt,
  };
  return { at: at[sort] ?? one.lastMessageAt, id: one.id };
};

interface Conditions {
  sql: string[];
  values: unknown[];
}

function add({ sql, values }: Conditions, text: (place: string) => string, value: unknown): void {
  values.push(value);
  sql.push(text(`$${values.length}`));
}

function addReach(into: Conditions, { limit, teamIds }: Reach): void {
  if (limit.kind === "all") return;
  if (limit.kind === "none") into.sql.push("false");
  if (limit.kind === "regions") add(into, (at) => `c.region = ANY(${at}::text[])`, limit.regions);
  if (limit.kind !== "owners") return;
  into.values.push(limit.memberIds, teamIds);
  const at = into.values.length;
  into.sql.push(
    `(c.assignee_id = ANY($${at - 1}::uuid[]) OR (c.assignee_id IS NULL AND c.team_id = ANY($${at}::uuid[])))`,
  );
}

function addFilter(into: Conditions, filter: ConversationFilter, memberId: string | null): void {
  const state = filter.state ?? "open";
  if (state !== "any") add(into, (at) => `c.state = ${at}`, state);
  if (filter.assignee === "nobody") into.sql.push("c.assignee_id IS NULL");
  else if (filter.assignee !== undefined)
    add(
      into,
      (at) => `c.assignee_id = ${at}::uuid`,
      filter.assignee === "me" ? memberId : filter.assignee,
    );
  const equal = [
    ["c.team_id", filter.team],
    ["c.person_id", filter.person],
    ["c.priority", filter.priority],
    ["c.category", filter.category],
    ["c.channel_kind", filter.channel],
  ] as const;
  for (const [column, value] of equal)
    if (value !== undefined) add(into, (at) => `${column} = ${at}`, value);
  if (filter.tag !== undefined) add(into, (at) => `${at} = ANY(c.tags)`, filter.tag);
}

export function listConversations(tx: Reader, asked: ListRequest): Promise<StoredConversation[]> {
  const { column, direction } = orders[asked.filter.sort ?? "newest"];
  const into: Conditions = {
    sql: ["c.workspace_id = $1", "c.merged_into IS NULL", `c.${column} IS NOT NULL`],
    values: [tx.workspaceId],
  };
  addReach(into, asked.reach);
  addFilter(into, asked.filter, asked.memberId);
  if (asked.after) {
    into.values.push(asked.after.at, asked.after.id);
    const at = into.values.length;
    const compare = direction === "DESC" ? "<" : ">";
    into.sql.push(`(c.${column}, c.id) ${compare} ($${at - 1}::timestamptz, $${at}::uuid)`);
  }
  into.values.push(asked.limit);
  return tx.query<StoredConversation>(
    `SELECT ${conversationColumns} FROM conversations.conversations c WHERE ${into.sql.join(" AND ")}
     ORDER BY c.${column} ${direction}, c.id ${direction} LIMIT $${into.values.length}`,
    into.values,
    "by-values",
  );
}

export interface CountRequest {
  filter: ConversationFilter;
  memberId: string | null;
  reach: Reach;
  cap: number;
  /** Only those whose promise was due before. */
  dueBefore?: string;
}

export async function countConversations(tx: Reader, asked: CountRequest): Promise<number> {
  const into: Conditions = {
    sql: ["c.workspace_id = $1", "c.merged_into IS NULL"],
    values: [tx.workspaceId],
  };
  addReach(into, asked.reach);
  addFilter(into, asked.filter, asked.memberId);
  if (asked.dueBefore !== undefined) add(into, (at) => `c.due_at < ${at}`, asked.dueBefore);
  into.values.push(asked.cap);
  const rows = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM conversations.conversations c
       WHERE ${into.sql.join(" AND ")} LIMIT $${into.values.length}) found`,
    into.values,
    "by-values",
  );
  return rows[0]?.count ?? 0;
}

/**
 * SQL text of a relation of the conversations that are reached, for figures over them: put it into `FROM (…) s`. Its
 * values come after `before` others. The workspace is the transaction's.
 */
export function reachedSql(reach: Reach, before: number): { sql: string; values: unknown[] } {
  const into: Conditions = {
    sql: [
      "c.workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid",
      "c.merged_into IS NULL",
    ],
    values: Array.from({ length: before }, () => null),
  };
  addReach(into, reach);
  const sql = `SELECT c.id, c.channel_id, c.assignee_id, c.team_id, c.state, c.sla, c.due_at, c.rating, c.bot_answered,
      c.first_reply_at FROM conversations.conversations c WHERE ${into.sql.join(" AND ")}`;
  return { sql, values: into.values.slice(before) };
}

interface OnRecord {
  /** Null: the record is no person. */
  personId: string | null;
  linkedIds: readonly string[];
  reach: Reach;
  beforeId: string | null;
  limit: number;
}

/** For a record's story: what the caller reaches of what is on it, newest first, below an id. */
export function conversationsOn(tx: Reader, asked: OnRecord): Promise<StoredConversation[]> {
  const into: Conditions = { sql: ["c.workspace_id = $1"], values: [tx.workspaceId] };
  addReach(into, asked.reach);
  const { personId, linkedIds } = asked;
  into.values.push(linkedIds);
  const isLinked = `c.id = ANY($${into.values.length}::uuid[])`;
  if (personId === null) into.sql.push(isLinked);
  else add(into, (at) => `(c.person_id = ${at} OR ${isLinked})`, personId);
  if (asked.beforeId !== null) add(into, (at) => `c.id < ${at}`, asked.beforeId);
  into.values.push(asked.limit);
  return tx.query<StoredConversation>(
    `SELECT ${conversationColumns} FROM conversations.conversations c WHERE ${into.sql.join(" AND ")}
     ORDER BY c.id DESC LIMIT $${into.values.length}`,
    into.values,
    "by-values",
  );
}

/** A relation of the ids of a workspace's ($1) conversations of whose present matter a person answered something. */
export const answeredByPeople =
  "SELECT id FROM conversations.conversations WHERE workspace_id = $1 AND first_reply_at IS NOT NULL";
