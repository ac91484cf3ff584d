// Acts that shape a workspace: custom fields, custom objects, pipelines. None of them changes a table;
// values of a removed field stay in the records and are seen again when the field comes back.
import { fieldOptionSchema, fieldTypes, standardObjectKeys } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { isUniqueViolation, type Tx } from "../../platform/db/index.ts";
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { CustomFieldRow, ObjectTypeRow } from "./object-type.rules.ts";
import * as store from "./schema.store.ts";
import type { SchemaCache } from "./schema-cache.ts";

const label = z.string().trim().min(1).max(100);
const fieldKey = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9_]{0,49}$/, "Use a letter, then letters, digits or _.");
const objectKey = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "Use small letters, digits and _.");
const options = z.array(fieldOptionSchema).max(200);

export const newFieldSchema = z.strictObject({
  object: z.string().min(1).max(60),
  key: fieldKey.optional().describe("Made from the label unless given."),
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

export const newObjectTypeSchema = z.strictObject({
  key: objectKey.optional().describe("Made from the plural label unless given."),
  label,
  labelPlural: label,
});

export const objectTypeChangeSchema = z.strictObject({
  label: label.optional(),
  labelPlural: label.optional(),
});

/** Acts of administration share what they need and how they are announced. */
export function administrative<I, O>(definition: {
  name: string;
  title: string;
  input: z.ZodType<I>;
  run: (tx: Tx, act: Act, input: I) => Promise<O>;
  committed?: (ctx: Ctx) => void;
}) {
  return defineAct<I, O>({
    permission: "schema.manage",
    effect: "internal",
    risk: "medium",
    compensation: {
      by: "none",
      because: "The way back is the opposite change of the description; no value is lost.",
    },
    check: checkAdministrator,
    ...definition,
  });
}

function checkAdministrator(ctx: Ctx): void {
  if (!ctx.principal.rights.has("schema.manage")) {
    throw forbidden(
      'This needs the permission "schema.manage". An administrator can give it to your role.',
    );
  }
}

function keyFrom(text: string, separator: string): string {
  const words = text
    .normalize("NFKD")
    .replace(/[^a-zA-Z0-9 ]/g, "")
    .trim()
    .toLowerCase()
    .split(/\s+/);
  const key = words.join(separator).slice(0, 40);
  return /^[a-z]/.test(key) ? key : `f${separator}${key}`.slice(0, 40);
}

function checkShape(row: CustomFieldRow): void {
  const needsOptions = row.type === "select" || row.type === "multiSelect";
  if (needsOptions && row.options.length === 0)
    throw invalid("records.options_missing", "A choice needs at least one option.");
  const keys = row.options.map((option) => option.key);
  if (new Set(keys).size !== keys.length)
    throw invalid("records.options_doubled", "Two options have the same key.");
  if (row.type === "reference" && row.ref_object === null) {
    throw invalid(
      "records.reference_target_missing",
      "Say what the reference points at (refObject), for example companies.",
    );
  }
}

const image = (row: CustomFieldRow | ObjectTypeRow) => ({ ...row });

async function announce(
  tx: Tx,
  act: Act,
  object: string,
  before: CustomFieldRow | ObjectTypeRow | null,
  after: CustomFieldRow | ObjectTypeRow | null,
) {
  const id = (after ?? before)?.id ?? "";
  const op = before === null ? "create" : after === null ? "purge" : "update";
  await act.changed(tx, [
    { object, id, op, before: before && image(before), after: after && image(after), record: null },
  ]);
}

function taken(error: unknown, what: string): unknown {
  if (!isUniqueViolation(error)) return error;
  return new AppError(
    "conflict",
    "records.key_in_use",
    `There is ${what} with this key already. Choose another.`,
  );
}

export const maxCustomFields = 500;
export const maxCustomObjects = 200;

export function schemaActs(schema: SchemaCache) {
  const committed = (ctx: Ctx) => schema.forget(ctx.workspaceId);
  const fieldOf = async (tx: Tx, id: string) => {
    const row = (await store.readFieldRows(tx)).find((candidate) => candidate.id === id);
    if (!row) throw notFound("field");
    return row;
  };
  const objectTypeOf = async (tx: Tx, id: string) => {
    const row = (await store.readObjectTypeRows(tx)).find((candidate) => candidate.id === id);
    if (!row) throw notFound("custom object");
    return row;
  };

  const createField = administrative({
    committed,
    name: "records.field.create",
    title: "Add a custom field",
    input: newFieldSchema,
    run: async (tx, act, input) => {
      const type = await schema.objectType(tx, input.object);
      if (type.customFields.length >= maxCustomFields) {
        throw invalid(
          "records.too_many_fields",
          `There are ${maxCustomFields} custom fields at most on one object.`,
        );
      }
      if (input.refObject !== undefined) await schema.objectType(tx, input.refObject);
      const row: CustomFieldRow = {
        id: newId(),
        object: type.key,
        key: input.key ?? keyFrom(input.label, "_"),
        label: input.label,
        type: input.type,
        required: input.required ?? false,
        options: input.options ?? [],
        ref_object: input.refObject ?? null,
        position: input.position ?? type.customFields.length,
      };
      checkShape(row);
      await store.insertField(tx, row).catch((error: unknown) => {
        throw taken(error, "a field");
      });
      await announce(tx, act, "fields", null, row);
      return row;
    },
  });

  const updateField = administrative({
    committed,
    name: "records.field.update",
    title: "Change a custom field",
    input: fieldChangeSchema.extend({ id: z.string() }),
    run: async (tx, act, { id, ...change }) => {
      const before = await fieldOf(tx, id);
      const row = { ...before, ...change };
      checkShape(row);
      await store.updateField(tx, row);
      await announce(tx, act, "fields", before, row);
      return row;
    },
  });

  const deleteField = administrative({
    committed,
    name: "records.field.delete",
    title: "Remove a custom field",
    input: z.object({ id: z.string() }),
    run: async (tx, act, { id }) => {
      const before = await fieldOf(tx, id);
      await store.deleteField(tx, id);
      await announce(tx, act, "fields", before, null);
      return null;
    },
  });

  const createObjectType = administrative({
    committed,
    name: "records.object-type.create",
    title: "Add a custom object",
    input: newObjectTypeSchema,
    run: async (tx, act, input) => {
      const row = {
        id: newId(),
        key: input.key ?? keyFrom(input.labelPlural, "_"),
        label: input.label,
        label_plural: input.labelPlural,
      };
      if ((standardObjectKeys as readonly string[]).includes(row.key))
        throw taken({ code: "23505" }, "an object");
      if ((await store.readObjectTypeRows(tx)).length >= maxCustomObjects) {
        throw invalid(
          "records.too_many_objects",
          `There are ${maxCustomObjects} custom objects at most.`,
        );
      }
      await store.insertObjectType(tx, row).catch((error: unknown) => {
        throw taken(error, "an object");
      });
      await announce(tx, act, "object-types", null, row);
      return row;
    },
  });

  const updateObjectType = administrative({
    committed,
    name: "records.object-type.update",
    title: "Rename a custom object",
    input: objectTypeChangeSchema.extend({ id: z.string() }),
    run: async (tx, act, { id, ...change }) => {
      const before = await objectTypeOf(tx, id);
      const row = {
        ...before,
        label: change.label ?? before.label,
        label_plural: change.labelPlural ?? before.label_plural,
      };
      await store.updateObjectType(tx, row);
      await announce(tx, act, "object-types", before, row);
      return row;
    },
  });

  const deleteObjectType = administrative({
    committed,
    name: "records.object-type.delete",
    title: "Remove an empty custom object",
    input: z.object({ id: z.string() }),
    run: async (tx, act, { id }) => {
      const before = await objectTypeOf(tx, id);
      if (await store.hasCustomRecords(tx, before.key)) {
        throw new AppError(
          "conflict",
          "records.object_in_use",
          `There are records of "${before.label}". Export and delete them first.`,
        );
      }
      await store.deleteObjectType(tx, id);
      await announce(tx, act, "object-types", before, null);
      return null;
    },
  });

  return [
    createField,
    updateField,
    deleteField,
    createObjectType,
    updateObjectType,
    deleteObjectType,
  ];
}
