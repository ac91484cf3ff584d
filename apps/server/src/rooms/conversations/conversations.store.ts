// Rows of conversations.conversations.
import type {
  ChannelKind,
  ConversationPriority,
  ConversationSla,
  ConversationState,
  TriageField,
  TriageGuess,
} from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { wordsVersion } from "./words.rules.ts";

export interface StoredSla extends Omit<ConversationSla, "runs"> {
  /** Since when it runs. Rows from before have neither this nor the next. */
  from?: string;
  /** Of the promises that were counted as missed: since when the last response ran, and whether the resolution was. */
  counted?: { response: string | null; resolution: boolean };
  /** The conversation is put away; whoever answers before it comes back may still be late. */
  rests?: boolean;
}

export interface StoredConversation {
  id: string;
  number: number;
  channelId: string;
  channelKind: ChannelKind;
  threadKey: string | null;
  personId: string | null;
  fromAddress: string | null;
  fromName: string | null;
  fromVerified: boolean;
  subject: string | null;
  subjectKey: string | null;
  preview: string;
  state: ConversationState;
  snoozedUntil: string | null;
  closedAt: string | null;
  assigneeId: string | null;
  teamId: string | null;
  region: string | null;
  priority: ConversationPriority;
  language: string | null;
  category: string | null;
  tags: string[];
  triage: Partial<Record<TriageField, TriageGuess>>;
  routing: string[];
  sla: StoredSla | null;
  dueAt: string | null;
  lastSeq: number;
  lastCustomerSeq: number;
  lastBotSeq: number;
  /** With an answer; what only says that a person will is none. */
  botAnswered: boolean;
  lastMessageAt: string;
  waitingSince: string | null;
  firstReplyAt: string | null;
  /** When the customer first wrote or asked for a person; see `askedSince`. */
  askedAt: string | null;
  personInSince: string | null;
  handOver: { reason: string; summary: string | null; at: string } | null;
  mergedInto: string | null;
  mergedAtSeq: number | null;
  rating: { score: number | null; comment: string | null; askedAt: string } | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

const columns: Record<keyof StoredConversation, string> = {
  id: "id",
  number: "number",
  channelId: "channel_id",
  channelKind: "channel_kind",
  threadKey: "thread_key",
  personId: "person_id",
  fromAddress: "from_address",
  fromName: "from_name",
  fromVerified: "from_verified",
  subject: "subject",
  subjectKey: "subject_key",
  preview: "preview",
  state: "state",
  snoozedUntil: "snoozed_until",
  closedAt: "closed_at",
  assigneeId: "assignee_id",
  teamId: "team_id",
  region: "region",
  priority: "priority",
  language: "language",
  category: "category",
  tags: "tags",
  triage: "triage",
  routing: "routing",
  sla: "sla",
  dueAt: "due_at",
  lastSeq: "last_seq",
  lastCustomerSeq: "last_customer_seq",
  lastBotSeq: "last_bot_seq",
  botAnswered: "bot_answered",
  lastMessageAt: "last_message_at",
  waitingSince: "waiting_since",
  firstReplyAt: "first_reply_at",
  askedAt: "asked_at",
  personInSince: "person_in_since",
  handOver: "hand_over",
  mergedInto: "merged_into",
  mergedAtSeq: "merged_at_seq",
  rating: "rating",
  version: "version",
  createdAt: "created_at",
  updatedAt: "updated_at",
};

const keys = Object.keys(columns) as (keyof StoredConversation)[];
const jsonKeys = new Set<keyof StoredConversation>([
  "triage",
  "routing",
  "sla",
  "handOver",
  "rating",
]);

export const conversationColumns = keys
  .map((key) => (key === "number" ? `c.number::int AS "number"` : `c.${columns[key]} AS "${key}"`))
  .join(", ");

const selected = `SELECT ${conversationColumns} FROM conversations.conversations c`;

type Lock = "" | "FOR UPDATE";

export async function readConversation(
  tx: Reader,
  id: string,
  lock: Lock = "",
): Promise<StoredConversation | null> {
  const rows = await tx.query<StoredConversation>(
    `${selected} WHERE c.workspace_id = $1 AND c.id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export function readConversations(
  tx: Reader,
  ids: readonly string[],
  lock: Lock = "",
): Promise<StoredConversation[]> {
  return tx.query<StoredConversation>(
    `${selected} WHERE c.workspace_id = $1 AND c.id = ANY($2::uuid[]) ORDER BY c.id ${lock}`,
    [tx.workspaceId, ids],
  );
}

/** Ids in their order, after one. */
export async function conversationIds(
  tx: Reader,
  afterId: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM conversations.conversations
     WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [tx.workspaceId, afterId, limit],
  );
  return rows.map(({ id }) => id);
}

export async function findByThreadKey(
  tx: Tx,
  channelId: string,
  threadKey: string,
): Promise<StoredConversation | null> {
  const rows = await tx.query<StoredConversation>(
    `${selected} WHERE c.workspace_id = $1 AND c.channel_id = $2 AND c.thread_key = $3 FOR UPDATE`,
    [tx.workspaceId, channelId, threadKey],
  );
  return rows[0] ?? null;
}

/** Also one that was merged into another. */
export async function findThreadId(
  tx: Reader,
  channelId: string,
  threadKey: string,
): Promise<string | null> {
  const rows = await tx.query<{ id: string }>(
    `SELECT c.id FROM conversations.conversations c
     WHERE c.workspace_id = $1 AND c.channel_id = $2 AND c.thread_key = $3`,
    [tx.workspaceId, channelId, threadKey],
  );
  return rows[0]?.id ?? null;
}

/** The next number of the workspace; others who want one wait until this transaction ends. */
export async function takeNumber(tx: Tx, count = 1): Promise<number> {
  const rows = await tx.query<{ last: number }>(
    `INSERT INTO conversations.counters AS n (workspace_id, last_number, words) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id) DO UPDATE SET last_number = n.last_number + $2
     RETURNING last_number::int AS last`,
    [tx.workspaceId, count, wordsVersion],
  );
  return (rows[0]?.last ?? count) - count + 1;
}

const toSql = (key: keyof StoredConversation, value: unknown): unknown =>
  jsonKeys.has(key) && value !== null ? JSON.stringify(value) : value;

const insertSql = `INSERT INTO conversations.conversations (workspace_id, ${keys.map((key) => columns[key]).join(", ")})
  VALUES ($1, ${keys.map((_, at) => `$${at + 2}`).join(", ")})`;

export function insertConversation(tx: Tx, one: StoredConversation): void {
  tx.send(insertSql, [tx.workspaceId, ...keys.map((key) => toSql(key, one[key]))]);
}

const fixed = new Set<keyof StoredConversation>(["id", "number", "channelId", "createdAt"]);
const changing = keys.filter((key) => !fixed.has(key));
const updateSql = `UPDATE conversations.conversations SET ${changing
  .map((key, at) => `${columns[key]} = $${at + 3}`)
  .join(", ")} WHERE workspace_id = $1 AND id = $2`;

/** The row was locked by this transaction. */
export function updateConversation(tx: Tx, one: StoredConversation): void {
  tx.send(updateSql, [tx.workspaceId, one.id, ...changing.map((key) => toSql(key, one[key]))]);
}

interface WithSources {
  one: StoredConversation | null;
  /** What was merged into it, in the order of their ids. */
  sources: StoredConversation[];
}

export async function readWithSources(tx: Reader, id: string): Promise<WithSources> {
  const rows = await tx.query<StoredConversation>(
    `${selected} WHERE c.workspace_id = $1 AND c.id = $2
     UNION ALL ${selected} WHERE c.workspace_id = $1 AND c.merged_into = $2 ORDER BY "id"`,
    [tx.workspaceId, id],
  );
  return {
    one: rows.find((row) => row.id === id) ?? null,
    sources: rows.filter((row) => row.id !== id),
  };
}

export function conversationsOfPeople(
  tx: Tx,
  personIds: readonly string[],
): Promise<StoredConversation[]> {
  return tx.query<StoredConversation>(
    `${selected} WHERE c.workspace_id = $1 AND c.person_id = ANY($2::uuid[]) ORDER BY c.id FOR UPDATE`,
    [tx.workspaceId, personIds],
  );
}

/** Snoozed ones whose time has come. */
export function dueSnoozed(tx: Tx, at: string, limit: number): Promise<StoredConversation[]> {
  return tx.query<StoredConversation>(
    `${selected} WHERE c.workspace_id = $1 AND c.state = 'snoozed' AND c.snoozed_until <= $2
     ORDER BY c.snoozed_until LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [tx.workspaceId, at, limit],
  );
}
/** How many open ones each of these members has. */
export async function openLoads(
  tx: Reader,
  memberIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; count: number }>(
    `SELECT m AS id, (SELECT count(*)::int FROM conversations.conversations c
       WHERE c.workspace_id = $1 AND c.assignee_id = m AND c.state = 'open') AS count
     FROM unnest($2::uuid[]) m`,
    [tx.workspaceId, memberIds],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}
