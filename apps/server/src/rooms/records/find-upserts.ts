// Decides for each upsert of a batch whether it creates or changes: by the value of one field, which must
// name one record at most of those that the caller may see: one out of sight is as if it were not there, and neither
// its existence nor how many there are can be learnt by its key. Several rows with one key in a batch become one record.
import type { Tx } from "../../platform/db/index.ts";
import { type AppError, invalid } from "../../platform/errors.ts";
import { unknownField } from "./filter.rules.ts";
import { indexValue, recordPlace } from "./filter-sql.store.ts";
import { foldKey } from "./fold.rules.ts";
import { recordsHolding } from "./lookup.store.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { lockUpserts, shareUpserts } from "./records.store.ts";
import type { StoredRecord } from "./stored-record.ts";
import { ambiguous, keyForm, keyIndex } from "./upsert-keys.ts";
import type { UpsertTurn } from "./upsert-turns.ts";
import { type Batch, failOne, isOpen, newRecordId, type Planned } from "./write-batch.ts";

const keyTypes = new Set(["text", "email", "phone", "url", "number", "integer"]);

export async function findUpserts(tx: Tx, batch: Batch, turn?: UpsertTurn): Promise<void> {
  const byField = new Map<string, Planned[]>();
  for (const planned of batch.planned) {
    if (planned.op.op === "upsert") groupOf(byField, planned.op.key).push(planned);
  }
  if (byField.size === 0) return;
  const wanted: Wanted[] = [];
  for (const [key, group] of byField) wanted.push(...wantedOf(batch, key, group));
  if (turn) await turn.take(keysOf(wanted), () => shareUpserts(tx, batch.type));
  else lockUpserts(tx, batch.type);
  const isInOrder = byField.size > 1 || batch.planned.some(({ op }) => op.op !== "upsert");
  for (const one of wanted) await settleField(tx, batch, one, isInOrder);
}

/** Operations of a batch that are identified by one field, by the form of their value. */
interface Wanted {
  key: string;
  field: Field;
  byForm: ReadonlyMap<string, Planned[]>;
}

function keysOf(wanted: readonly Wanted[]): Set<string> {
  const keys = new Set<string>();
  for (const { field, byForm } of wanted)
    for (const form of byForm.keys()) keys.add(`${field.key}:${form}`);
  return keys;
}

function groupOf<T>(groups: Map<string, T[]>, key: string): T[] {
  const known = groups.get(key);
  if (known) return known;
  const made: T[] = [];
  groups.set(key, made);
  return made;
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

/** None, when the field cannot identify a record: all of the group is refused. */
function wantedOf(batch: Batch, key: string, group: readonly Planned[]): Wanted[] {
  try {
    const field = keyField(batch, key);
    return [{ key, field, byForm: wantedKeys(batch, key, field, group) }];
  } catch (error) {
    refuse(batch, group, error);
    return [];
  }
}

/**
 * What else the batch does may make, change or delete a record with the key: who holds it is then decided in order,
 * when the operation is applied, and what is decided here is what it looks like before.
 */
async function settleField(
  tx: Tx,
  batch: Batch,
  { key, field, byForm }: Wanted,
  isInOrder: boolean,
): Promise<void> {
  try {
    const found = await lookUp(tx, batch, field, byForm);
    if (isInOrder) batch.keys.set(key, keyIndex(field, found));
    for (const [form, sharers] of byForm) {
      const held = found.get(form) ?? [];
      if (isInOrder) holdFound(batch, sharers, held);
      else settleKey(batch, field, sharers, held);
    }
  } catch (error) {
    refuse(batch, [...byForm.values()].flat(), error);
  }
}

function holdFound(
  batch: Batch,
  sharers: readonly Planned[],
  records: readonly StoredRecord[],
): void {
  for (const record of records) {
    if (!batch.pending.has(record.id))
      batch.pending.set(record.id, { before: record, now: record });
  }
  const id = records[0]?.id ?? newRecordId(batch, sharers[0]?.values);
  for (const planned of sharers) if (isOpen(batch, planned)) planned.id = id;
}

/** Operations by the form of their key's value. */
function wantedKeys(batch: Batch, key: string, field: Field, group: readonly Planned[]) {
  const wanted = new Map<string, Planned[]>();
  for (const planned of group) {
    const value = planned.values.get(key) ?? null;
    if (value === null) failOne(batch, planned.index, missingKey(field));
    else groupOf(wanted, keyForm(field, value)).push(planned);
  }
  return wanted;
}

async function lookUp(
  tx: Tx,
  { type, limits }: Batch,
  field: Field,
  wanted: ReadonlyMap<string, readonly Planned[]>,
): Promise<ReadonlyMap<string, StoredRecord[]>> {
  const forms = [...wanted.keys()].map((form) => storedForm(type, field, form));
  const max = 1000 + 2 * forms.length;
  const query = { field, values: [...new Set(forms)], max, limit: limits.read };
  const records = await recordsHolding(tx, type, { ...query, lock: "FOR NO KEY UPDATE" });
  if (records.length === max) throw ambiguous(type, field, records.length);
  const found = new Map<string, StoredRecord[]>();
  for (const record of records) {
    const value = field.customId === null ? record[field.key] : record.custom[field.key];
    groupOf(found, keyForm(field, value)).push(record);
  }
  return found;
}

function storedForm(type: ObjectType, field: Field, form: string): unknown {
  if (field.customId !== null) return indexValue(field, form);
  return recordPlace(type, field).isFolded ? foldKey(form) : form;
}

function settleKey(
  batch: Batch,
  field: Field,
  sharers: readonly Planned[],
  records: readonly StoredRecord[],
): void {
  const [record, another] = records;
  if (another) return refuse(batch, sharers, ambiguous(batch.type, field, records.length));
  const id = record?.id ?? newRecordId(batch, sharers[0]?.values);
  if (record && !batch.pending.has(id)) batch.pending.set(id, { before: record, now: record });
  for (const planned of sharers) if (isOpen(batch, planned)) planned.id = id;
}

function missingKey(field: Field): AppError {
  return invalid(
    "records.key_missing",
    `${field.label} is empty, but it is what identifies the record.`,
  );
}

function refuse(batch: Batch, sharers: readonly Planned[], error: unknown): void {
  for (const planned of sharers) failOne(batch, planned.index, error);
}
