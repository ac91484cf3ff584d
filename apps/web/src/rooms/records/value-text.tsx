// A value outside its record, as in a history or an audit entry: drawn by its field where the field is known.
import type { RapportRecord, SchemaField } from "@rapport/contracts";
import { FieldValue } from "./field-value.tsx";
import { customKey } from "./schema.ts";

const plain = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

const recordWith = (field: SchemaField, value: unknown): RapportRecord =>
  ({
    currency: null,
    ...(field.custom ? {} : { [field.key]: value }),
    custom: field.custom ? { [customKey(field)]: value } : {},
  }) as unknown as RapportRecord;

export const ValueText = ({ field, value }: { field: SchemaField | undefined; value: unknown }) => {
  if (value === null || value === undefined || value === "")
    return <span className="r-muted">empty</span>;
  return field ? <FieldValue field={field} record={recordWith(field, value)} /> : plain(value);
};
