// Set-based writes of records: any number of rows in one statement of fixed text, so that it is parsed
// and planned once a connection. Index rows of custom fields are replaced with the values.
import { arrayOf, type Tx } from "../../platform/db/index.ts";
import { indexPlace, indexValue, valueColumns } from "./filter-sql.store.ts";
import { foldKey } from "./fold.rules.ts";
import { changedKeys } from "./images.rules.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import type { StoredRecord } from "./stored-record.ts";

interface WriteColumn {
  column: string;
  sqlType: string;
  value: (record: StoredRecord) => unknown;
}

function writeColumns(type: ObjectType): WriteColumn[] {
  const system: WriteColumn[] = [
    { column: "id", sqlType: "uuid", value: (record) => record.id },
    { column: "version", sqlType: "int", value: (record) => record.version },
    { column: "created_at", sqlType: "timestamptz", value: (record) => record.createdAt },
    { column: "updated_at", sqlType: "timestamptz", value: (record) => record.updatedAt },
    { column: "created_by", sqlType: "uuid", value: (record) => record.createdBy },
    { column: "deleted_at", sqlType: "timestamptz", value: (record) => record.deletedAt },
    { column: "custom", sqlType: "jsonb", value: (record) => JSON.stringify(record.custom) },
  ];
  if (type.table === "records.custom_records") {
    system.push({ column: "object", sqlType: "text", value: () => type.key });
  }
  return [
    ...system,
    ...type.columns.flatMap(({ key, column, keyColumn, sqlType }) => {
      const own: WriteColumn = { column, sqlType, value: (record) => record[key] ?? null };
      if (keyColumn === null) return [own];
      const folded = (record: StoredRecord) => {
        const value = record[key];
        return typeof value === "string" ? foldKey(value) : null;
      };
      return [own, { column: keyColumn, sqlType, value: folded }];
    }),
  ];
}

interface Statements {
  columns: WriteColumn[];
  insert: string;
  update: string;
}

function makeStatements(type: ObjectType): Statements {
  const columns = writeColumns(type);
  const names = columns.map((column) => column.column);
  const arrays = columns.map((column, index) => `$${index + 2}::${column.sqlType}[]`);
  const unnest = `unnest(${arrays.join(", ")}) AS u(${names.join(", ")})`;
  const picked = names.map((name) => `u.${name}`);
  const assigned = names
    .filter((name) => name !== "id" && name !== "object")
    .map((name) => `${name} = u.${name}`);
  return {
    columns,
    insert: `INSERT INTO ${type.table} (workspace_id, ${names.join(", ")}) SELECT $1, ${picked.join(", ")} FROM ${unnest}`,
    update: `UPDATE ${type.table} t SET ${assigned.join(", ")} FROM ${unnest} WHERE t.workspace_id = $1 AND t.id = u.id`,
  };
}

const statementsOf = new Map<string, Statements>();

function statements(type: ObjectType): Statements {
  const key = type.table === "records.custom_records" ? `${type.table}:${type.key}` : type.table;
  const known = statementsOf.get(key);
  if (known) return known;
  const made = makeStatements(type);
  statementsOf.set(key, made);
  return made;
}

function columnArrays(
  columns: readonly WriteColumn[],
  records: readonly StoredRecord[],
): unknown[] {
  return columns.map(({ sqlType, value }) => arrayOf(sqlType, records.map(value)));
}

export function insertRecords(tx: Tx, type: ObjectType, records: readonly StoredRecord[]): void {
  if (records.length === 0) return;
  const { columns, insert } = statements(type);
  tx.send(insert, [tx.workspaceId, ...columnArrays(columns, records)]);
  insertFieldValues(tx, type, records);
}

export interface RecordUpdate {
  before: StoredRecord;
  now: StoredRecord;
}

export function updateRecords(tx: Tx, type: ObjectType, updates: readonly RecordUpdate[]): void {
  if (updates.length === 0) return;
  const records = updates.map((update) => update.now);
  const { columns, update } = statements(type);
  tx.send(update, [tx.workspaceId, ...columnArrays(columns, records)]);
  if (type.indexedFields.length === 0) return;
  const changed = updates.filter((update) => hasOtherCustom(update)).map((update) => update.now);
  if (changed.length === 0) return;
  deleteKnownValues(tx, type, changed);
  insertFieldValues(tx, type, changed);
}

const hasOtherCustom = ({ before, now }: RecordUpdate) =>
  changedKeys(before, now).some((key) => key.startsWith("custom."));

/** Removes rows for good, as if they had never been; only undo does this. */
export function purgeRecords(tx: Tx, type: ObjectType, ids: readonly string[]): void {
  if (ids.length === 0) return;
  tx.send(`DELETE FROM ${type.table} WHERE workspace_id = $1 AND id = ANY($2::uuid[])`, [
    tx.workspaceId,
    ids,
  ]);
  tx.send(
    "DELETE FROM records.field_values WHERE workspace_id = $1 AND record_id = ANY($2::uuid[])",
    [tx.workspaceId, ids],
  );
}

/** A field that another process has just made is not known here yet, and its rows could not be written again. */
function deleteKnownValues(tx: Tx, type: ObjectType, records: readonly StoredRecord[]): void {
  tx.send(
    `DELETE FROM records.field_values
     WHERE workspace_id = $1 AND record_id = ANY($2::uuid[]) AND field_id = ANY($3::uuid[])`,
    [
      tx.workspaceId,
      records.map((record) => record.id),
      type.indexedFields.flatMap((field) => field.customId ?? []),
    ],
  );
}

/** Columns of the index rows to insert. */
class IndexRows {
  readonly fieldIds: string[] = [];
  readonly recordIds: string[] = [];
  readonly positions: number[] = [];
  readonly text_value: unknown[] = [];
  readonly number_value: unknown[] = [];
  readonly time_value: unknown[] = [];
  readonly id_value: unknown[] = [];

  add(recordId: string, field: Field, position: number, item: unknown): void {
    const { column } = indexPlace(field);
    const stored = indexValue(field, item);
    this.fieldIds.push(field.customId ?? "");
    this.recordIds.push(recordId);
    this.positions.push(position);
    for (const name of valueColumns) this[name].push(name === column ? stored : null);
  }
}

function insertFieldValues(tx: Tx, type: ObjectType, records: readonly StoredRecord[]): void {
  if (type.indexedFields.length === 0) return;
  const rows = new IndexRows();
  for (const record of records) collectIndexRows(type, record, rows);
  if (rows.fieldIds.length === 0) return;
  tx.send(
    `INSERT INTO records.field_values (workspace_id, field_id, record_id, position, ${valueColumns.join(", ")})
     SELECT $1, u.* FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::float8[], $7::timestamptz[], $8::uuid[]) AS u`,
    [
      tx.workspaceId,
      arrayOf("uuid", rows.fieldIds),
      arrayOf("uuid", rows.recordIds),
      arrayOf("int", rows.positions),
      arrayOf("text", rows.text_value),
      arrayOf("float8", rows.number_value),
      arrayOf("timestamptz", rows.time_value),
      arrayOf("uuid", rows.id_value),
    ],
  );
}

function collectIndexRows(type: ObjectType, record: StoredRecord, rows: IndexRows): void {
  for (const field of type.indexedFields) {
    const value = record.custom[field.key] ?? null;
    if (value === null) continue;
    const items = Array.isArray(value) ? value : [value];
    for (const [position, item] of items.entries()) rows.add(record.id, field, position, item);
  }
}
