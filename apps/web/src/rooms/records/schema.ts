// Object types and fields as the server describes them to this member. Everything on the record screens is drawn
// from it; there is no code per object.
import {
  plainMentions,
  type RapportRecord,
  type SchemaField,
  type SchemaObject,
} from "@rapport/contracts";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";

export const schemaQuery = queryOptions({
  queryKey: ["schema"],
  queryFn: () => api.schema(),
  staleTime: 60_000,
});

export const useSchema = (): SchemaObject[] => useSuspenseQuery(schemaQuery).data;

export const useObjectType = (key: string): SchemaObject | undefined =>
  useSchema().find((object) => object.key === key);

/** Where a field is found in filters, sorts and rights: the keys of custom ones carry their prefix. */
export const fieldPath = (field: SchemaField): string => field.key;

const CUSTOM_PREFIX = "custom.";

/** The key of a custom field within `custom`. */
export const customKey = (field: SchemaField): string => field.key.slice(CUSTOM_PREFIX.length);

export const findField = (object: SchemaObject, path: string): SchemaField | undefined =>
  object.fields.find((field) => fieldPath(field) === path);

/** A field's value in a record; null when unset. */
export const fieldValue = (record: RapportRecord, field: SchemaField): unknown =>
  (field.custom ? record.custom[customKey(field)] : record[field.key]) ?? null;

/** What a write of one field looks like. */
export const writeOf = (field: SchemaField, value: unknown): Record<string, never> => {
  const data = field.custom ? { custom: { [customKey(field)]: value } } : { [field.key]: value };
  return data as Record<string, never>;
};

export const canWrite = (object: SchemaObject, field: SchemaField): boolean =>
  object.can.update && field.access === "write" && !field.readOnly;

const TITLE_LENGTH = 120;

/** The words that name a record for people. */
export const titleOf = (object: SchemaObject | undefined, record: RapportRecord): string => {
  const keys = object?.titleFields ?? ["name"];
  const words = keys
    .map((key) => record[key])
    .filter((value) => typeof value === "string" && value);
  const title = words.join(" ") || (typeof record.email === "string" ? record.email : "");
  const line = plainMentions(title).split("\n")[0] ?? "";
  return line.slice(0, TITLE_LENGTH) || `Untitled ${object?.label.toLowerCase() ?? "record"}`;
};
