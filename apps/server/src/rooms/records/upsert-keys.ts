// Who holds the key of an upsert while the operations of its batch are applied in order: a record that an earlier one
// made or changed counts, one that it deleted or gave out of the caller's sight does not. No I/O.
import { AppError } from "../../platform/errors.ts";
import { fold } from "./fold.rules.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { mayTouch } from "./row-rights.ts";
import type { StoredRecord } from "./stored-record.ts";
import { type Batch, type KeyIndex, newRecordId, type Planned } from "./write-batch.ts";

const foldedTypes = new Set(["text", "url"]);

/** Form in which two values of the key are the same; the index may hold no more than its beginning. */
export function keyForm(field: Field, value: unknown): string {
  const text = String(value);
  const isFolded = foldedTypes.has(field.type) || (field.customId !== null && keyIsText(field));
  return isFolded ? fold(text) : text;
}

const keyIsText = (field: Field) => field.type !== "number" && field.type !== "integer";

function formIn(field: Field, record: StoredRecord): string | null {
  const value = field.customId === null ? record[field.key] : record.custom[field.key];
  return value === null || value === undefined ? null : keyForm(field, value);
}

export function keyIndex(
  field: Field,
  found: ReadonlyMap<string, readonly StoredRecord[]>,
): KeyIndex {
  const holders = new Map(
    [...found].map(([form, records]) => [form, new Set(records.map(({ id }) => id))]),
  );
  const records = [...found.values()].flat();
  return { field, holders, found: new Map(records.map((record) => [record.id, record])) };
}

/** After an operation: what its record holds now. */
export function noteKeys(batch: Batch, id: string | null): void {
  const now = id === null ? undefined : batch.pending.get(id)?.now;
  if (!now) return;
  for (const { field, holders } of batch.keys.values()) {
    const form = formIn(field, now);
    if (form === null) continue;
    const known = holders.get(form);
    if (known) known.add(now.id);
    else holders.set(form, new Set([now.id]));
  }
}

/** Before an upsert is applied: which record it is about, or a new one. */
export function settleUpsert(batch: Batch, planned: Planned): void {
  const index = planned.op.op === "upsert" ? batch.keys.get(planned.op.key) : undefined;
  if (!index || planned.op.op !== "upsert") return;
  const form = keyForm(index.field, planned.values.get(planned.op.key));
  const [record, another] = holding(batch, index, form);
  if (another) throw ambiguous(batch.type, index.field, holding(batch, index, form).length);
  if (record) planned.id = record.id;
  else if (planned.id === null || batch.pending.has(planned.id)) {
    planned.id = newRecordId(batch, planned.values);
  }
}

function holding(batch: Batch, { field, holders, found }: KeyIndex, form: string): StoredRecord[] {
  return [...(holders.get(form) ?? [])].flatMap((id) => {
    const record = batch.pending.get(id)?.now ?? found.get(id);
    if (!record || record.deletedAt !== null || !mayTouch(batch.limits.read, record)) return [];
    return formIn(field, record) === form ? [record] : [];
  });
}

export function ambiguous(type: ObjectType, field: Field, count: number): AppError {
  return new AppError(
    "conflict",
    "records.key_ambiguous",
    `${count} ${type.labelPlural.toLowerCase()} have this ${field.label.toLowerCase()}. Merge them first, or use another key.`,
  );
}
