// The closed set of field types that standard and custom fields share, and how a value of each is
// stored, filtered and sorted. A new type is added here first; everything else follows from it.

export const fieldTypes = [
  "text",
  "longText",
  "email",
  "phone",
  "url",
  "number",
  "integer",
  "money",
  "boolean",
  "date",
  "datetime",
  "select",
  "multiSelect",
  "reference",
  "member",
] as const;

export type FieldType = (typeof fieldTypes)[number];

export interface FieldOption {
  key: string;
  label: string;
}

/** One field of an object type, standard or custom, as the API describes it in `/schema`. */
export interface FieldDefinition {
  key: string;
  label: string;
  type: FieldType;
  required: boolean;
  /** Set by the server alone; a client that sends it gets a validation error. */
  readOnly?: boolean;
  options?: readonly FieldOption[];
  /** Key of the object type that a `reference` points at. */
  refObject?: string;
  /** What kind of text it is, where not any will do. */
  format?: "currency";
  /** Longest text in UTF-16 code units. */
  maxLength?: number;
  /** Least and greatest number. */
  min?: number;
  max?: number;
  sortable: boolean;
  filterable: boolean;
}

/** Longest text of a type, in UTF-16 code units, where the field itself says nothing. */
export const maxLengthOf: Partial<Record<FieldType, number>> = {
  text: 255,
  longText: 50_000,
  email: 254,
  phone: 50,
  url: 2048,
  select: 100,
};
