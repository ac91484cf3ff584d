// Live records that hold one of some values in one field, through the field's index.
import type { Reader } from "../../platform/db/index.ts";
import type { RowLimit } from "../access/index.ts";
import { indexPlace, limitSql, Parameters, recordPlace } from "./filter-sql.store.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { asRecord, recordColumns, typeCondition } from "./records.store.ts";
import type { StoredRecord } from "./stored-record.ts";

interface Wanted {
  field: Field;
  /** As the index holds them. */
  values: readonly unknown[];
  /** A standard text that is held too: one beside each of the values, or none at all. */
  also?: { field: Field; values: readonly unknown[] | null };
  limit: RowLimit;
}

export interface Holding extends Wanted {
  /** No more records than these. */
  max: number;
  lock?: "FOR NO KEY UPDATE";
}

const mostOfOneValue = 200;

/** Oldest first. */
export async function recordsHolding(
  tx: Reader,
  type: ObjectType,
  { max, lock, ...query }: Holding,
): Promise<StoredRecord[]> {
  const held = await idsHolding(tx, type, query, Math.min(mostOfOneValue, max));
  return recordsOf(tx, type, query.limit, { ids: idsOf(held), max, lock });
}

export interface EachHeld {
  /** Oldest first. */
  records: StoredRecord[];
  /** Places of values that this many hold, and maybe more. */
  crowded: ReadonlySet<number>;
}

/** Of each value so many records at most; none is left out for the sake of another value. */
export async function recordsHoldingEach(
  tx: Reader,
  type: ObjectType,
  query: Wanted,
  mostOfEach: number,
): Promise<EachHeld> {
  const held = await idsHolding(tx, type, query, mostOfEach);
  const counts = new Map<number, number>();
  for (const { place } of held) counts.set(place, (counts.get(place) ?? 0) + 1);
  const crowded = [...counts].filter(([, count]) => count >= mostOfEach).map(([place]) => place);
  const ids = idsOf(held);
  const records = await recordsOf(tx, type, query.limit, { ids, max: ids.length });
  return { records, crowded: new Set(crowded) };
}

interface Held {
  id: string;
  /** Of the value, counted from 0. */
  place: number;
}

const idsOf = (held: readonly Held[]) => [...new Set(held.map(({ id }) => id))];

async function recordsOf(
  tx: Reader,
  type: ObjectType,
  limit: RowLimit,
  { ids, max, lock = "" }: { ids: readonly string[]; max: number; lock?: string | undefined },
): Promise<StoredRecord[]> {
  if (ids.length === 0) return [];
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const wanted = parameters.add(ids, "uuid[]");
  const limited = limitSql(limit, parameters);
  const most = parameters.add(max, "int");
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t
     WHERE t.workspace_id = $1 AND t.id = ANY(${wanted}) AND t.deleted_at IS NULL${typeCondition(type)}
     ${limited === null ? "" : `AND ${limited}`} ORDER BY t.id LIMIT ${most} ${lock}`,
    parameters.values,
    "by-values",
  );
  return rows.map((row) => asRecord(type, row));
}

/**
 * One probe of the index a value, by force of LATERAL and LIMIT: while a young table has no statistics the
 * planner would rather walk all of it, and a kept plan would do so as the table grows. Rows in the trash or out of
 * reach do not count towards the limit.
 */
async function idsHolding(
  tx: Reader,
  type: ObjectType,
  query: Wanted,
  mostOfEach: number,
): Promise<Held[]> {
  if (query.values.length === 0) return [];
  const { customId } = query.field;
  const place = customId === null ? recordPlace(type, query.field) : indexPlace(query.field);
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const values = parameters.add(query.values, `${place.sqlType}[]`);
  const second = alsoSql(type, query.also, parameters);
  const limited = limitSql(query.limit, parameters);
  const wanted = `t.deleted_at IS NULL${typeCondition(type)}${second.condition}${limited === null ? "" : ` AND ${limited}`}`;
  // A scalar subquery, since an EXISTS may be turned into a join that reads the whole table.
  const probe =
    customId === null
      ? `SELECT t.id FROM ${type.table} t WHERE t.workspace_id = $1 AND ${place.column} = w.value AND ${wanted}`
      : `SELECT v.record_id AS id FROM records.field_values v WHERE v.workspace_id = $1
         AND v.field_id = ${parameters.add(customId, "uuid")} AND v.${place.column} = w.value
         AND (SELECT ${wanted} FROM ${type.table} t WHERE t.workspace_id = $1 AND t.id = v.record_id)`;
  return tx.query<Held>(
    `SELECT h.id, (w.ordinal - 1)::int AS place
     FROM unnest(${[values, ...second.values].join(", ")}) WITH ORDINALITY AS w (${["value", ...second.columns, "ordinal"].join(", ")})
     CROSS JOIN LATERAL (${probe} ORDER BY id LIMIT ${mostOfEach}) AS h`,
    parameters.values,
  );
}

function alsoSql(type: ObjectType, also: Wanted["also"], parameters: Parameters) {
  if (!also) return { values: [], columns: [], condition: "" };
  const { column, sqlType } = recordPlace(type, also.field);
  if (also.values === null) return { values: [], columns: [], condition: ` AND ${column} IS NULL` };
  const values = [parameters.add(also.values, `${sqlType}[]`)];
  return { values, columns: ["also"], condition: ` AND ${column} = w.also` };
}
