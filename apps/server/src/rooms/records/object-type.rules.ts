// An object type as the engine uses it: a standard one from the contracts' table, or a custom one, with
// the custom fields that the workspace added. Says where each field is stored.
import {
  customObjectFields,
  type FieldDefinition,
  type FieldType,
  type ObjectDefinition,
  standardObjects,
} from "@rapport/contracts";

export interface Field extends FieldDefinition {
  /** Id of a custom field; null for a standard one. */
  customId: string | null;
  /** Written by the server alone, without a new version of the record. */
  computed?: boolean;
}

/** A standard field's place in its table. */
export interface Column {
  key: string;
  column: string;
  /** Column of the folded text, where filters and sorts look. */
  keyColumn: string | null;
  sqlType: string;
}

export interface ObjectType {
  key: string;
  label: string;
  labelPlural: string;
  titleFields: readonly string[];
  subtitleFields: readonly string[];
  /** Id of a custom object type; null for a standard one. */
  customId: string | null;
  table: string;
  columns: readonly Column[];
  fields: ReadonlyMap<string, Field>;
  customFields: readonly Field[];
  /** Custom fields, removed ones included: their index rows are kept in step too. */
  indexedFields: readonly Field[];
  hasRemovedFields: boolean;
  hasRegion: boolean;
}

export interface CustomFieldRow {
  id: string;
  object: string;
  key: string;
  label: string;
  type: FieldType;
  required: boolean;
  options: { key: string; label: string }[];
  ref_object: string | null;
  position: number;
  removed_at: string | null;
  computed?: boolean;
}

export interface ObjectTypeRow {
  id: string;
  key: string;
  label: string;
  label_plural: string;
}

/** What references may point at although it is no object type: pipelines and stages have no records. */
export const unlistedTargets: ReadonlySet<string> = new Set(["pipelines", "stages"]);

const sqlTypes: Record<FieldType, string> = {
  text: "text",
  longText: "text",
  email: "text",
  phone: "text",
  url: "text",
  select: "text",
  number: "float8",
  integer: "bigint",
  money: "bigint",
  boolean: "boolean",
  date: "date",
  datetime: "timestamptz",
  multiSelect: "text[]",
  reference: "uuid",
  member: "uuid",
};

export function columnName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function columnOf(field: FieldDefinition): Column {
  const column = columnName(field.key);
  const keyColumn = field.type === "text" || field.type === "url" ? `${column}_key` : null;
  return { key: field.key, column, keyColumn, sqlType: sqlTypes[field.type] };
}

function customField(row: CustomFieldRow): Field {
  return {
    key: row.key,
    label: row.label,
    type: row.type,
    required: row.required,
    sortable: row.type !== "longText" && row.type !== "multiSelect",
    filterable: true,
    ...(row.options.length > 0 ? { options: row.options } : {}),
    ...(row.ref_object === null ? {} : { refObject: row.ref_object }),
    ...(row.computed ? { readOnly: true, computed: true } : {}),
    customId: row.id,
  };
}

interface Base {
  definition: Omit<ObjectDefinition, "fields">;
  fields: readonly FieldDefinition[];
  table: string;
  customId: string | null;
}

function objectType(base: Base, customRows: readonly CustomFieldRow[]): ObjectType {
  const standard = base.fields.map((field): Field => ({ ...field, customId: null }));
  const rows = customRows
    .filter((row) => row.object === base.definition.key)
    .sort((a, b) => a.position - b.position || (a.key < b.key ? -1 : 1));
  const customFields = rows.filter((row) => row.removed_at === null).map(customField);
  const fields = new Map<string, Field>(standard.map((field) => [field.key, field]));
  for (const field of customFields) fields.set(`custom.${field.key}`, field);
  return {
    key: base.definition.key,
    label: base.definition.label,
    labelPlural: base.definition.labelPlural,
    titleFields: base.definition.titleFields,
    subtitleFields: base.definition.subtitleFields,
    customId: base.customId,
    table: base.table,
    columns: base.fields.map(columnOf),
    fields,
    customFields,
    indexedFields: rows.map(customField),
    hasRemovedFields: customFields.length < rows.length,
    hasRegion: fields.has("region"),
  };
}

/** All object types of a workspace by key, standard ones first. */
export function objectTypes(
  customObjects: readonly ObjectTypeRow[],
  customFields: readonly CustomFieldRow[],
): ReadonlyMap<string, ObjectType> {
  const all = new Map<string, ObjectType>();
  for (const definition of standardObjects) {
    const base = {
      definition,
      fields: definition.fields,
      table: `records.${definition.key}`,
      customId: null,
    };
    all.set(definition.key, objectType(base, customFields));
  }
  for (const row of customObjects) {
    const definition = {
      key: row.key,
      label: row.label,
      labelPlural: row.label_plural,
      titleFields: ["name"],
      subtitleFields: [],
    };
    const base = {
      definition,
      fields: customObjectFields,
      table: "records.custom_records",
      customId: row.id,
    };
    all.set(row.key, objectType(base, customFields));
  }
  return all;
}
