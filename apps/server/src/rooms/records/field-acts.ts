// Acts on custom fields. None of them changes a table. Values of a removed field stay in the records, unseen,
// and are seen again when a field with its key and type is added.
import { fieldOptionSchema, fieldTypes } from "@rapport/contracts";
import { z } from "zod";
import type { Ctx } from "../../platform/context.ts";
import { isUniqueViolation, type Tx } from "../../platform/db/index.ts";
import { AppError, invalid, notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { administrative } from "./administrative.ts";
import { announce } from "./announce.ts";
import { labelText } from "./label-text.ts";
import type { CustomFieldRow, ObjectType } from "./object-type.rules.ts";
import { insertField, readFieldRows, updateField } from "./schema.store.ts";
import type { SchemaCache } from "./schema-cache.ts";
import { checkFieldKey, fieldKeyShape, keyFrom } from "./schema-keys.rules.ts";

const label = labelText(100);
const optionSchema = fieldOptionSchema.extend({ key: label, label });
const options = z.array(optionSchema).max(200);

export const newFieldSchema = z.strictObject({
  object: z.string().min(1).max(60),
  key: z
    .string()
    .regex(fieldKeyShape, "Use a letter, then letters, digits or _.")
    .optional()
    .describe("Made from the label unless given."),
  label,
  type: z.enum(fieldTypes),
  required: z.boolean().optional(),
  options: options.optional().describe("For select and multiSelect."),
  refObject: z.string().max(60).optional().describe("For reference: what it points at."),
  position: z.int().min(0).max(10_000).optional(),
});

export const fieldChangeSchema = z.strictObject({
  label: label.optional(),
  required: z.boolean().optional(),
  options: options.optional(),
  position: z.int().min(0).max(10_000).optional(),
});

export const maxCustomFields = 500;

function checkShape({ type, options: offered, ref_object }: CustomFieldRow): void {
  const isChoice = type === "select" || type === "multiSelect";
  if (isChoice && offered.length === 0) {
    throw invalid("records.options_missing", "A choice needs at least one option.");
  }
  if (!isChoice && offered.length > 0) {
    throw invalid("records.options_unexpected", "Only choices have options.");
  }
  const keys = offered.map((option) => option.key);
  if (new Set(keys).size !== keys.length) {
    throw invalid("records.options_doubled", "Two options have the same key.");
  }
  if ((type === "reference") === (ref_object === null)) {
    throw invalid(
      "records.reference_target",
      "A reference says what it points at (refObject), for example companies; no other field does.",
    );
  }
}

function checkRoom(type: ObjectType): void {
  if (type.indexedFields.length < maxCustomFields) return;
  throw invalid(
    "records.too_many_fields",
    `There are ${maxCustomFields} custom fields at most on one object, removed ones included.`,
  );
}

function newRow(type: ObjectType, input: z.infer<typeof newFieldSchema>): CustomFieldRow {
  return {
    id: newId(),
    object: type.key,
    key: checkFieldKey(input.key ?? keyFrom(input.label)),
    label: input.label,
    type: input.type,
    required: input.required ?? false,
    options: input.options ?? [],
    ref_object: input.refObject ?? null,
    position: input.position ?? type.customFields.length,
    removed_at: null,
  };
}

/** A removed field that had this key comes back as the new one, with its values and their index rows. */
async function revived(tx: Tx, row: CustomFieldRow): Promise<CustomFieldRow | null> {
  const former = (await readFieldRows(tx)).find(
    ({ object, key }) => object === row.object && key === row.key,
  );
  if (!former || former.removed_at === null) return null;
  if (former.type === row.type && former.ref_object === row.ref_object) {
    return { ...row, id: former.id };
  }
  throw new AppError(
    "conflict",
    "records.key_in_use",
    "A removed field of another type had this key, and records still hold its values. Choose another key.",
  );
}

async function addField(tx: Tx, row: CustomFieldRow): Promise<CustomFieldRow> {
  const former = await revived(tx, row);
  if (former) {
    await updateField(tx, former);
    return former;
  }
  await insertField(tx, row).catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error;
    const message = "There is a field with this key already. Choose another.";
    throw new AppError("conflict", "records.key_in_use", message);
  });
  return row;
}

async function fieldOf(tx: Tx, id: string): Promise<CustomFieldRow> {
  const rows = await readFieldRows(tx);
  const row = rows.find((candidate) => candidate.id === id && candidate.removed_at === null);
  if (!row) throw notFound("field");
  return row;
}

export function fieldActs(schema: SchemaCache) {
  const committed = (ctx: Ctx) => schema.forget(ctx.workspaceId);

  const create = administrative({
    committed,
    name: "records.field.create",
    title: "Add a custom field",
    input: newFieldSchema,
    run: async (tx, act, input) => {
      const type = await schema.objectType(tx, input.object);
      checkRoom(type);
      if (input.refObject !== undefined) await schema.objectType(tx, input.refObject);
      const row = newRow(type, input);
      checkShape(row);
      const added = await addField(tx, row);
      await announce(tx, act, "fields", null, added);
      return added;
    },
  });

  const update = administrative({
    committed,
    name: "records.field.update",
    title: "Change a custom field",
    input: fieldChangeSchema.extend({ id: z.string() }),
    run: async (tx, act, { id, ...change }) => {
      const before = await fieldOf(tx, id);
      const row = { ...before, ...change };
      checkShape(row);
      await updateField(tx, row);
      await announce(tx, act, "fields", before, row);
      return row;
    },
  });

  const remove = administrative({
    committed,
    name: "records.field.delete",
    title: "Remove a custom field",
    input: z.object({ id: z.string() }),
    run: async (tx, act, { id }) => {
      const before = await fieldOf(tx, id);
      await updateField(tx, { ...before, removed_at: act.at });
      await announce(tx, act, "fields", before, null);
      return null;
    },
  });

  return [create, update, remove];
}
