// SQL of entries as they come in, of the ids of messages, and of months.
import { arrayOf, type Tx } from "../../platform/db/index.ts";

export interface NewEntry {
  id: string;
  messageId: string;
  type: string;
  name: string;
  occurredAt: string;
  knownAt: string;
  profileId: string | null;
  companyId: string | null;
  userId: string | null;
  anonymousId: string | null;
  groupId: string | null;
  /** JSON texts. */
  properties: string;
  context: string;
  sourceId: string | null;
  remarks: string | null;
}

/** Makes the partition of a month, in a transaction of its own. */
export async function makeMonth(tx: Tx, month: string): Promise<void> {
  await tx.query("SELECT events.make_month($1::date)", [month]);
}

/** Those of the keys that were not taken before; they are from now on. In order, so that no two wait in a circle. */
export async function claimKeys(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx.query<{ key: string }>(
    `INSERT INTO events.message_ids (workspace_id, key) SELECT $1, k FROM unnest($2::uuid[]) AS k ORDER BY k
     ON CONFLICT DO NOTHING RETURNING key`,
    [tx.workspaceId, arrayOf("uuid", keys)],
  );
  return new Set(rows.map(({ key }) => key));
}

type Column = [name: string, type: string, of: (entry: NewEntry) => string | null];

const columns: readonly Column[] = [
  ["id", "uuid", (e) => e.id],
  ["message_id", "text", (e) => e.messageId],
  ["type", "text", (e) => e.type],
  ["name", "text", (e) => e.name],
  ["occurred_at", "timestamptz", (e) => e.occurredAt],
  ["known_at", "timestamptz", (e) => e.knownAt],
  ["profile_id", "uuid", (e) => e.profileId],
  ["company_id", "uuid", (e) => e.companyId],
  ["user_id", "text", (e) => e.userId],
  ["anonymous_id", "text", (e) => e.anonymousId],
  ["group_id", "text", (e) => e.groupId],
  ["properties", "jsonb", (e) => e.properties],
  ["context", "jsonb", (e) => e.context],
  ["source_id", "uuid", (e) => e.sourceId],
  ["remarks", "jsonb", (e) => e.remarks],
];

const names = columns.map(([name]) => name).join(", ");
const insertSql = `INSERT INTO events.entries (workspace_id, ${names})
  SELECT $1, ${columns.map(([name]) => `n.${name}`).join(", ")}
  FROM unnest(${columns.map(([, type], at) => `$${at + 2}::${type}[]`).join(", ")}) AS n (${names})`;

export function insertEntries(tx: Tx, entries: readonly NewEntry[]): void {
  if (entries.length === 0) return;
  const values = columns.map(([, type, of]) => arrayOf(type, entries.map(of)));
  tx.send(insertSql, [tx.workspaceId, ...values]);
}
