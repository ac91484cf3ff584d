// Zod schemas of records as they travel over the API, derived from the object table in objects.ts.
import { z } from "zod";
import { type FieldDefinition, maxLengthOf } from "./field-types.ts";
import type { ObjectDefinition } from "./objects.ts";

/** Ids compare as texts in memory, so they come in in the one form in which the database gives them out. */
export const idSchema = z.uuid().toLowerCase();

/** Any value that a field can hold on the wire; `null` means empty. */
export const fieldValueSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
  z.null(),
]);
export type FieldValue = z.infer<typeof fieldValueSchema>;

export const customValuesSchema = z
  .record(z.string(), fieldValueSchema)
  .describe(
    "Values of custom fields by key; `null` empties a field. Which keys there are, and of what type, says `GET /schema` under the object's `fields` with `custom: true`.",
  );

/** What every record has, whatever its object. (An alias, so that records fit where any record is taken.) */
export type RecordBase = {
  id: string;
  /** Key of the object type, such as `people`. */
  object: string;
  /** Values of custom fields by key; those that the caller may not read are absent. */
  custom: Record<string, FieldValue>;
  createdAt: string;
  updatedAt: string;
  /** Id of the member or key that created it. */
  createdBy: string | null;
  /** Counts up with each change; `If-Match` takes it as an ETag. */
  version: number;
  /** When it was moved to the trash. */
  deletedAt: string | null;
};

/** A record on the wire: system fields, the standard fields of its object type, and `custom`. */
export interface RapportRecord extends RecordBase {
  [standardField: string]: FieldValue | Record<string, FieldValue> | undefined;
}

const valueSchemas = {
  number: z.number(),
  integer: z.int(),
  money: z.int(),
  boolean: z.boolean(),
  multiSelect: z.array(z.string()),
  date: z.iso.date(),
  datetime: z.iso.datetime({ offset: true }),
  reference: z.uuid(),
  member: z.uuid(),
} as const;

function readSchemaOf(definition: FieldDefinition): z.ZodType {
  const known = valueSchemas[definition.type as keyof typeof valueSchemas];
  return (known ?? z.string()).nullable().describe(definition.label);
}

function writeSchemaOf(definition: FieldDefinition): z.ZodType {
  const { type } = definition;
  const base =
    type === "number"
      ? numberSchemaOf(definition)
      : (valueSchemas[type as keyof typeof valueSchemas] ?? textSchemaOf(definition));
  const isCurrency = definition.format === "currency";
  const text = isCurrency ? `${definition.label}: an ISO 4217 code` : definition.label;
  return base.nullable().optional().describe(text);
}

function numberSchemaOf({ min, max }: FieldDefinition): z.ZodType {
  const least = min === undefined ? z.number() : z.number().min(min);
  return max === undefined ? least : least.max(max);
}

function textSchemaOf(definition: FieldDefinition): z.ZodType {
  if (definition.type === "select" && definition.options?.length) {
    return z.enum(definition.options.map((option) => option.key) as [string, ...string[]]);
  }
  return z.string().max(definition.maxLength ?? maxLengthOf[definition.type] ?? 255);
}

type Mode = "create" | "update";

/** One schema an object, so that it has one name in the OpenAPI document: Person, NewPerson, PersonChange. */
const readSchemas = new Map<ObjectDefinition, ReturnType<typeof readSchemaOfObject>>();
const writeSchemas = new Map<string, ReturnType<typeof writeSchemaOfObject>>();

const schemaNames: Record<Mode, (name: string) => string> = {
  create: (name) => `New${name}`,
  update: (name) => `${name}Change`,
};

/** What a client may send to create or change a record of this type (for the OpenAPI document). */
export function writeSchema(object: ObjectDefinition, mode: Mode) {
  const id = schemaNames[mode](object.schemaName ?? object.label);
  const schema = writeSchemas.get(id) ?? writeSchemaOfObject(object, mode, id);
  writeSchemas.set(id, schema);
  return schema;
}

function writeSchemaOfObject(object: ObjectDefinition, mode: Mode, id: string) {
  const shape: Record<string, z.ZodType> = {};
  for (const definition of object.fields) {
    if (definition.readOnly) continue;
    const schema = writeSchemaOf(definition);
    shape[definition.key] =
      mode === "create" && definition.required ? requiredOf(definition) : schema;
  }
  const example = object.example && mode === "create" ? { examples: [object.example] } : {};
  return z.strictObject({ ...shape, custom: customValuesSchema.optional() }).meta({
    id,
    description:
      mode === "create"
        ? "A new record. What is left out is empty."
        : "The fields to change; what is left out stays, `null` empties.",
    ...example,
  });
}

function requiredOf(definition: FieldDefinition): z.ZodType {
  const schema = textSchemaOf(definition);
  return schema instanceof z.ZodString ? schema.min(1) : schema;
}

/** A record of this type as the API answers it. Fields that the caller may not read are absent. */
export function readSchema(object: ObjectDefinition) {
  const schema = readSchemas.get(object) ?? readSchemaOfObject(object);
  readSchemas.set(object, schema);
  return schema;
}

function readSchemaOfObject(object: ObjectDefinition) {
  const shape: Record<string, z.ZodType> = {};
  for (const definition of object.fields)
    shape[definition.key] = readSchemaOf(definition).optional();
  return z
    .object({
      id: idSchema,
      object: (object.schemaName ? z.string() : z.literal(object.key)).describe(
        "Key of the kind of record.",
      ),
      ...shape,
      custom: customValuesSchema,
      createdAt: z.iso.datetime(),
      updatedAt: z.iso.datetime(),
      createdBy: z.uuid().nullable().describe("Member or key that created it."),
      version: z.int().describe("Counts up with each change."),
      deletedAt: z.iso.datetime().nullable().describe("When it was moved to the trash."),
    })
    .meta({
      id: object.schemaName ?? object.label,
      description: "Fields that the caller may not read are absent; an empty field is null.",
    });
}
