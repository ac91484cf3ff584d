// Which columns a table shows: a title column that names the record, then fields in the order of the address, of the
// member's last choice, or of the schema. Pure.
import type { SchemaField, SchemaObject } from "@rapport/contracts";

export const TITLE_COLUMN = "title";

export interface TableColumn {
  /** `title` or the path of a field. */
  id: string;
  label: string;
  /** None for a title made of several fields. */
  field: SchemaField | null;
  width: number;
  sortBy: string | null;
  numeric: boolean;
}

const systemField = (key: string, label: string): SchemaField => ({
  key,
  label,
  type: "datetime",
  required: false,
  readOnly: true,
  custom: false,
  access: "read",
  sortable: true,
  filterable: true,
});

/** Fields of every record that the schema does not list. */
export const SYSTEM_FIELDS: readonly SchemaField[] = [
  systemField("createdAt", "Created"),
  systemField("updatedAt", "Changed"),
];

const WIDTHS: Partial<Record<SchemaField["type"], number>> = {
  email: 230,
  longText: 280,
  reference: 190,
  boolean: 90,
  integer: 110,
  number: 110,
  money: 130,
  date: 130,
  datetime: 130,
  select: 140,
  member: 150,
};

const NUMERIC = new Set<SchemaField["type"]>(["number", "integer", "money"]);
const SHOWN_AT_FIRST = 8;
const LATER = new Set([
  "currency",
  "region",
  "country",
  "website",
  "phone",
  "pipelineId",
  "closedAt",
  "lostReason",
  "resolvedAt",
  "completedAt",
]);

const pathOf = (field: SchemaField): string => field.key;

const columnOf = (field: SchemaField): TableColumn => ({
  id: pathOf(field),
  label: field.label,
  field,
  width: WIDTHS[field.type] ?? 160,
  sortBy: field.sortable ? pathOf(field) : null,
  numeric: NUMERIC.has(field.type),
});

const titleColumn = (object: SchemaObject): TableColumn => {
  const fields = object.fields.filter((field) => object.titleFields.includes(field.key));
  const only = fields.length === 1 ? (fields[0] ?? null) : null;
  const last = fields.at(-1);
  return {
    id: TITLE_COLUMN,
    label: only?.label ?? "Name",
    field: only,
    width: 240,
    sortBy: last?.sortable ? last.key : null,
    numeric: false,
  };
};

/** Columns that may be chosen beside the title, standard fields first. */
export const choosableColumns = (object: SchemaObject): TableColumn[] => {
  const single = object.titleFields.length === 1 ? object.titleFields[0] : undefined;
  const fields = object.fields.filter((field) => field.custom || field.key !== single);
  return [...fields, ...SYSTEM_FIELDS].map(columnOf);
};

/** Ids shown when nobody has chosen: the telling fields, all custom ones, and when it last changed. */
export const defaultColumnIds = (object: SchemaObject): string[] => {
  const telling = object.fields.filter(
    (field) =>
      !field.custom &&
      !object.titleFields.includes(field.key) &&
      field.type !== "longText" &&
      !LATER.has(field.key),
  );
  const custom = object.fields.filter((field) => field.custom && field.type !== "longText");
  return [...telling.slice(0, SHOWN_AT_FIRST), ...custom.slice(0, 4)]
    .map(pathOf)
    .concat("updatedAt");
};

/** The columns of a table, the title first. Unknown ids are skipped. */
export const columnsOf = (object: SchemaObject, ids: readonly string[]): TableColumn[] => {
  const byId = new Map(choosableColumns(object).map((column) => [column.id, column]));
  const chosen = ids.map((id) => byId.get(id)).filter((column) => column !== undefined);
  return [titleColumn(object), ...chosen];
};

/** `city`, then `-city`, then no sort. */
export const nextSort = (sort: string | undefined, by: string): string | undefined => {
  if (sort === by) return `-${by}`;
  return sort === `-${by}` ? undefined : by;
};

export const ariaSort = (
  sort: string | undefined,
  by: string | null,
): "ascending" | "descending" | "none" => {
  if (by && sort === by) return "ascending";
  return by && sort === `-${by}` ? "descending" : "none";
};
