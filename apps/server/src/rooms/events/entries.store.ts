// SQL of entries as they come in, of the ids of messages, and of months.
import { arrayOf, type Tx } from "../../platform/db/index.ts";

export interface NewEntry {
  id: string;
  messageId: string;
  type: string;
  name: string;
  occurredMs: number;
  knownMs: number;
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

/** What a key breaks that was taken before. */
export const keysTaken = "message_ids_pkey";

/**
 * Claims keys of which none is expected to be taken: not waited for, and if one is, the transaction fails by
 * `keysTaken`. In order, so that no two wait in a circle.
 */
export function claimNewKeys(tx: Tx, keys: readonly string[]): void {
  if (keys.length === 0) return;
  tx.send(
    `INSERT INTO events.message_ids (workspace_id, key)
     SELECT $1, k FROM unnest($2::uuid[]) AS k ORDER BY k`,
    [tx.workspaceId, arrayOf("uuid", keys)],
  );
}

/** Those of the keys that were not taken before; they are from now on. In order, as above. */
export async function claimKeys(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx.query<{ key: string }>(
    `INSERT INTO events.message_ids (workspace_id, key) SELECT $1, k FROM unnest($2::uuid[]) AS k ORDER BY k
     ON CONFLICT DO NOTHING RETURNING key`,
    [tx.workspaceId, arrayOf("uuid", keys)],
  );
  return new Set(rows.map(({ key }) => key));
}

type Value = string | number | null;
type Column = readonly [name: string, type: string, of: (entry: NewEntry) => Value];

const columns: readonly Column[] = [
  ["id", "uuid", (e) => e.id],
  ["message_id", "text", (e) => e.messageId],
  ["type", "text", (e) => e.type],
  ["name", "text", (e) => e.name],
  ["occurred_at", "timestamptz", (e) => e.occurredMs],
  ["known_at", "timestamptz", (e) => e.knownMs],
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

/** A part of the statement, and its parameters. */
interface Part {
  sql: (at: number) => string;
  parameters: unknown[];
}

/** More than these are read faster one by one than looked for in a list. */
const mostShared = 64;

interface Shared {
  distinct: Value[];
  /** Of each entry, from 1. */
  places: number[];
}

/** Null: there are too many different ones. */
function sharedOf(values: readonly Value[]): Shared | null {
  const known = new Map<Value, number>();
  const places: number[] = [];
  for (const value of values) {
    let place = known.get(value);
    if (place === undefined) {
      if (known.size === mostShared) return null;
      place = known.size + 1;
      known.set(value, place);
    }
    places.push(place);
  }
  return { distinct: [...known.keys()], places };
}

/** Arrays stand side by side in the list of columns: what stands in FROM would be kept aside, row by row, first. */
function partOf([name, type]: Column, values: readonly Value[]): Part {
  const [first = null] = values;
  // The ids are always an array: it says how many rows there are.
  if (name !== "id" && values.every((value) => value === first)) {
    const one = type === "timestamptz" ? isoOf(first) : first;
    return { sql: (at) => `$${at}::${type}`, parameters: [one] };
  }
  // Programs send one context over and over, which the database then reads once.
  const shared = name === "context" ? sharedOf(values) : null;
  if (shared === null)
    return { sql: (at) => `unnest($${at}::${type}[])`, parameters: [arrayOf(type, values)] };
  return {
    sql: (at) => `($${at}::${type}[])[unnest($${at + 1}::int[])]`,
    parameters: [arrayOf(type, shared.distinct), arrayOf("int", shared.places)],
  };
}

const isoOf = (ms: Value): Value => (typeof ms === "number" ? new Date(ms).toISOString() : ms);

const names = columns.map(([name]) => name).join(", ");

/** One owner's beside each other, so that their places in the index of owners are too. */
function byOwner(entries: readonly NewEntry[]): NewEntry[] {
  return entries.toSorted((a, b) => {
    const one = a.profileId ?? "";
    const other = b.profileId ?? "";
    return one < other ? -1 : Number(one > other);
  });
}

export function insertEntries(tx: Tx, entries: readonly NewEntry[]): void {
  if (entries.length === 0) return;
  const values: unknown[] = [tx.workspaceId];
  const sorted = byOwner(entries);
  const parts = columns.map((column) => {
    const { sql, parameters } = partOf(column, sorted.map(column[2]));
    const text = sql(values.length + 1);
    values.push(...parameters);
    return text;
  });
  tx.send(
    `INSERT INTO events.entries (workspace_id, ${names}) SELECT $1::uuid, ${parts.join(", ")}`,
    values,
  );
}
