// A stored record → what one principal may see of it. Every path that shows records goes through here.
import { plainMentions } from "@rapport/contracts";
import type { Principal } from "../../platform/context.ts";
import { cutText } from "./fold.rules.ts";
import type { ObjectType } from "./object-type.rules.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { StoredValue } from "./values.rules.ts";

export function project(
  record: StoredRecord,
  type: ObjectType,
  principal: Principal,
): StoredRecord {
  const { rights } = principal;
  if (rights.allFields(type.key) && !type.hasRemovedFields) return record;
  const shown: StoredRecord = { ...record, custom: projectCustom(record.custom, type, principal) };
  for (const column of type.columns) {
    if (rights.field(type.key, column.key) === "none") delete shown[column.key];
  }
  return shown;
}

function projectCustom(
  custom: Record<string, StoredValue>,
  type: ObjectType,
  { rights }: Principal,
) {
  const shown: Record<string, StoredValue> = {};
  for (const [key, value] of Object.entries(custom)) {
    const name = `custom.${key}`;
    if (type.fields.has(name) && rights.field(type.key, name) !== "none") shown[key] = value;
  }
  return shown;
}

/** The title by which people know the record, from the fields that the principal may read. */
export function titleOf(record: StoredRecord, type: ObjectType, principal: Principal): string {
  const parts = type.titleFields
    .filter((key) => principal.rights.field(type.key, key) !== "none")
    .map((key) => record[key])
    .filter((value) => typeof value === "string" && value !== "");
  const title = parts.join(" ").trim();
  const fallback = principal.rights.field(type.key, "email") === "none" ? null : record.email;
  const name = title || (typeof fallback === "string" ? fallback : "");
  return cutText(plainMentions(name) || `${type.label} without a name`, 200);
}
