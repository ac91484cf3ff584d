// Decides for each upsert of a batch whether it creates or changes: by the value of one field, which must
// name one record at most. Several rows with one key in a batch become one record.
import type { Tx } from "../../platform/db/index.ts";
import { AppError, invalid } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { unknownField } from "./filter.rules.ts";
import { indexPlace, indexValue, recordPlace } from "./filter-sql.store.ts";
import { fold } from "./fold.rules.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import {
  lockUpserts,
  recordsByCustomValues,
  recordsByValues,
  type StoredRecord,
} from "./records.store.ts";
import { mayTouch } from "./row-rights.rules.ts";
import { type Batch, failOne, isOpen, type Planned } from "./write-batch.ts";

const keyTypes = new Set(["text", "email", "phone", "url", "number", "integer"]);

export async function findUpserts(tx: Tx, batch: Batch): Promise<void> {
  const byField = new Map<string, Planned[]>();
  for (const planned of batch.planned) {
    if (planned.op.op !== "upsert") continue;
    byField.set(planned.op.key, [...(byField.get(planned.op.key) ?? []), planned]);
  }
  if (byField.size === 0) return;
  lockUpserts(tx, batch.type);
  for (const [key, group] of byField) await findGroup(tx, batch, key, group);
}

function keyField(batch: Batch, key: string): Field {
  const { type, act } = batch;
  const { rights } = act.ctx.principal;
  const field = type.fields.get(key);
  if (!field || rights.field(type.key, key) === "none") throw unknownField(type, key);
  if (!keyTypes.has(field.type)) {
    throw invalid(
      "records.bad_key",
      `${field.label} cannot identify a record. Use a text, e-mail, phone or number field.`,
    );
  }
  return field;
}

/** Form in which two values of the key are the same. */
function keyForm(type: ObjectType, field: Field, value: unknown): string {
  if (field.customId !== null) return String(indexValue(field, value));
  return recordPlace(type, field).isFolded ? fold(String(value)) : String(value);
}

async function findGroup(
  tx: Tx,
  batch: Batch,
  key: string,
  group: readonly Planned[],
): Promise<void> {
  let field: Field;
  try {
    field = keyField(batch, key);
  } catch (error) {
    for (const planned of group) failOne(batch, planned.index, error);
    return;
  }
  const wanted = new Map<string, Planned[]>();
  for (const planned of group) {
    const value = planned.values.get(key) ?? null;
    if (value === null) {
      failOne(
        batch,
        planned.index,
        invalid(
          "records.key_missing",
          `${field.label} is empty, but it is what identifies the record.`,
        ),
      );
      continue;
    }
    const form = keyForm(batch.type, field, value);
    wanted.set(form, [...(wanted.get(form) ?? []), planned]);
  }
  const found = groupBy(await lookUp(tx, batch.type, field, wanted), (record) =>
    keyForm(batch.type, field, valueOf(record, field)),
  );
  for (const [form, sharers] of wanted) settleKey(batch, field, sharers, found.get(form) ?? []);
}

function valueOf(record: StoredRecord, field: Field): unknown {
  return field.customId === null ? record[field.key] : record.custom[field.key];
}

function lookUp(
  tx: Tx,
  type: ObjectType,
  field: Field,
  wanted: Map<string, Planned[]>,
): Promise<StoredRecord[]> {
  const forms = [...wanted.keys()];
  if (field.customId !== null) {
    const { column, sqlType } = indexPlace(field);
    return recordsByCustomValues(tx, type, field.customId, column, sqlType, forms);
  }
  const place = recordPlace(type, field);
  return recordsByValues(tx, type, place.column.slice(2), place.sqlType, forms);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function settleKey(
  batch: Batch,
  field: Field,
  sharers: readonly Planned[],
  records: readonly StoredRecord[],
): void {
  const [record, another] = records;
  if (another) return refuse(batch, sharers, ambiguous(batch.type, field, records.length));
  if (record && !mayTouch(batch.limits.read, record))
    return refuse(batch, sharers, hidden(batch.type, field));
  const id = record?.id ?? newId();
  if (record && !batch.pending.has(id))
    batch.pending.set(id, { before: record, now: record, given: new Set() });
  for (const planned of sharers) if (isOpen(batch, planned)) planned.id = id;
}

function refuse(batch: Batch, sharers: readonly Planned[], error: AppError): void {
  for (const planned of sharers) failOne(batch, planned.index, error);
}

function ambiguous(type: ObjectType, field: Field, count: number): AppError {
  return new AppError(
    "conflict",
    "records.key_ambiguous",
    `${count} ${type.labelPlural.toLowerCase()} have this ${field.label.toLowerCase()}. Merge them first, or use another key.`,
  );
}

function hidden(type: ObjectType, field: Field): AppError {
  return new AppError(
    "conflict",
    "records.key_taken",
    `A ${type.label.toLowerCase()} with this ${field.label.toLowerCase()} exists, but your role does not show it to you. Ask an administrator.`,
  );
}
