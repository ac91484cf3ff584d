// SQL that reads entries for people: the last that came, those of a person or a company, one with all of it.
import type { EventType } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";
import { timeOfId } from "../../platform/ids.ts";
import type { Remarks } from "./batch.ts";

export interface StoredEntry {
  id: string;
  type: EventType;
  name: string;
  occurredAt: string;
  knownAt: string;
  profileId: string | null;
  personId: string | null;
  companyId: string | null;
  userId: string | null;
  anonymousId: string | null;
  sourceId: string | null;
  remarks: Remarks | null;
}

export interface WholeEntry extends StoredEntry {
  messageId: string;
  groupId: string | null;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
}

interface EntryRow {
  id: string;
  type: EventType;
  name: string;
  occurred_at: string;
  known_at: string;
  profile_id: string | null;
  person_id: string | null;
  company_id: string | null;
  user_id: string | null;
  anonymous_id: string | null;
  source_id: string | null;
  remarks: Remarks | null;
}

interface WholeRow extends EntryRow {
  message_id: string;
  group_id: string | null;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
}

const columns =
  "e.id, e.type, e.name, e.occurred_at, e.known_at, e.profile_id, e.company_id, e.user_id, e.anonymous_id, e.source_id, e.remarks";
const withPerson = `SELECT e.*, i.person_id FROM found e
  LEFT JOIN events.identities i ON i.workspace_id = $1 AND i.id = e.profile_id`;

const toEntry = (row: EntryRow): StoredEntry => ({
  id: row.id,
  type: row.type,
  name: row.name,
  occurredAt: row.occurred_at,
  knownAt: row.known_at,
  profileId: row.profile_id,
  personId: row.person_id,
  companyId: row.company_id,
  userId: row.user_id,
  anonymousId: row.anonymous_id,
  sourceId: row.source_id,
  remarks: row.remarks,
});

/** An id says when its event happened: that leads to the months that have to be looked into. */
function spanOf(ids: readonly string[]): [string, string] {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const id of ids) {
    const ms = timeOfId(id);
    if (ms < least) least = ms;
    if (ms > most) most = ms;
  }
  return [new Date(least).toISOString(), new Date(most + 1).toISOString()];
}

export async function entriesByIds(tx: Reader, ids: readonly string[]): Promise<StoredEntry[]> {
  if (ids.length === 0) return [];
  const [from, to] = spanOf(ids);
  const rows = await tx.query<EntryRow>(
    `WITH found AS MATERIALIZED (SELECT ${columns} FROM events.entries e
       WHERE e.workspace_id = $1 AND e.id = ANY ($2::uuid[]) AND e.occurred_at >= $3 AND e.occurred_at < $4)
     ${withPerson}`,
    [tx.workspaceId, ids, from, to],
    "by-values",
  );
  return rows.map(toEntry);
}

export async function wholeEntry(tx: Reader, id: string): Promise<WholeEntry | null> {
  const [from, to] = spanOf([id]);
  const [row] = await tx.query<WholeRow>(
    `WITH found AS MATERIALIZED (
       SELECT ${columns}, e.message_id, e.group_id, e.properties, e.context FROM events.entries e
       WHERE e.workspace_id = $1 AND e.id = $2 AND e.occurred_at >= $3 AND e.occurred_at < $4)
     ${withPerson}`,
    [tx.workspaceId, id, from, to],
    "by-values",
  );
  if (!row) return null;
  const { message_id: messageId, group_id: groupId, properties, context } = row;
  return { ...toEntry(row), messageId, groupId, properties, context };
}

export interface EntryQuery {
  /** Those of these profiles only. */
  profileIds?: readonly string[];
  companyId?: string;
  name?: string;
  flagged?: boolean;
  beforeId: string | null;
  limit: number;
}

const highestId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** What is common to all questions: $1 workspace, $2 id before which, $3 its time, $4 limit, $5 name, $6 flagged. */
const condition = `e.workspace_id = $1 AND e.id < $2 AND e.occurred_at <= $3
  AND ($5::text IS NULL OR e.name = $5) AND (NOT $6 OR e.remarks ? 'violations')`;

function parametersOf(tx: Reader, query: EntryQuery): unknown[] {
  const { beforeId, limit, name = null, flagged = false } = query;
  const until = beforeId === null ? "infinity" : new Date(timeOfId(beforeId) + 1).toISOString();
  return [tx.workspaceId, beforeId ?? highestId, until, limit, name, flagged];
}

/** Newest first by when they happened, which is the order of their ids. */
export async function entriesBefore(tx: Reader, query: EntryQuery): Promise<StoredEntry[]> {
  const values = parametersOf(tx, query);
  const rows = await tx.query<EntryRow>(
    `WITH found AS MATERIALIZED (${foundSql(query, values)}) ${withPerson} ORDER BY e.id DESC LIMIT $4`,
    values,
    "by-values",
  );
  return rows.map(toEntry);
}

/** One walk down the index for each profile, or for the company; else down the table's own key. */
function foundSql({ profileIds, companyId }: EntryQuery, values: unknown[]): string {
  if (profileIds) {
    values.push(profileIds);
    return `SELECT f.* FROM unnest($7::uuid[]) AS p (id), LATERAL (
      SELECT ${columns} FROM events.entries e WHERE ${condition} AND e.profile_id = p.id
      ORDER BY e.occurred_at DESC, e.id DESC LIMIT $4) f`;
  }
  if (companyId !== undefined) {
    values.push(companyId);
    return `SELECT ${columns} FROM events.entries e WHERE ${condition} AND e.company_id = $7
      ORDER BY e.occurred_at DESC, e.id DESC LIMIT $4`;
  }
  return `SELECT ${columns} FROM events.entries e WHERE ${condition} ORDER BY e.id DESC LIMIT $4`;
}

/** What clients told, by the ids of entries. */
export async function propertiesOf(
  tx: Reader,
  ids: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ id: string; properties: Record<string, unknown> }>(
    `SELECT e.id, e.properties FROM events.entries e
     WHERE e.workspace_id = $1 AND e.id = ANY ($2::uuid[]) AND e.occurred_at >= $3 AND e.occurred_at < $4`,
    [tx.workspaceId, ids, ...spanOf(ids)],
    "by-values",
  );
  return new Map(rows.map(({ id, properties }) => [id, properties]));
}

export interface JoinRow {
  id: string;
  oneId: string;
  otherId: string;
  how: "identify" | "alias" | "together";
  state: "active" | "undone" | "refused";
  reason: string | null;
  at: string;
}

/** Joins that touch one of these identities, newest first. */
export async function joinsOf(tx: Reader, ids: readonly string[]): Promise<JoinRow[]> {
  const rows = await tx.query<{
    id: string;
    one_id: string;
    other_id: string;
    how: JoinRow["how"];
    state: JoinRow["state"];
    reason: string | null;
    at: string;
  }>(
    `SELECT id, one_id, other_id, how, state, reason, at FROM events.joins
     WHERE workspace_id = $1 AND (one_id = ANY ($2::uuid[]) OR other_id = ANY ($2::uuid[]))
     ORDER BY id DESC LIMIT 100`,
    [tx.workspaceId, ids],
    "by-values",
  );
  return rows.map(({ one_id: oneId, other_id: otherId, ...row }) => ({ ...row, oneId, otherId }));
}

export async function identityFacts(
  tx: Reader,
  rootId: string,
): Promise<{ id: string; kind: string; value: string; firstSeenAt: string }[]> {
  const rows = await tx.query<{ id: string; kind: string; value: string; first_seen_at: string }>(
    `SELECT id, kind, value, first_seen_at FROM events.identities
     WHERE workspace_id = $1 AND root_id = $2 ORDER BY id LIMIT 200`,
    [tx.workspaceId, rootId],
  );
  return rows.map(({ first_seen_at: firstSeenAt, ...row }) => ({ ...row, firstSeenAt }));
}
