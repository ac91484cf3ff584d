// What a view may be saved with: fields that its saver may read, and questions that a list would answer.

import type { Rights } from "../../platform/context.ts";
import { invalid } from "../../platform/errors.ts";
import {
  checkFilter,
  fieldFault,
  groupFault,
  type ObjectType,
  sortFault,
} from "../records/index.ts";
import type { StoredView } from "./saved-view.ts";

type Parts = Partial<Pick<StoredView, "columns" | "filter" | "sort" | "groupBy">>;

const maxFilterLength = 20_000;

function refuse(path: string, type: ObjectType, key: string, what: string): never {
  const message = `${type.labelPlural} cannot be ${what} by "${key.slice(0, 100)}". GET /api/v1/schema lists their fields.`;
  throw invalid("views.bad_part", message, [{ path, message, code: "views.bad_part" }]);
}

/** Throws for the first part that could not be asked. Parts that are not given are left alone. */
export function checkParts(type: ObjectType, rights: Rights, parts: Parts): void {
  for (const { field } of parts.columns ?? []) {
    if (fieldFault(type, rights, field) !== null) refuse("columns", type, field, "shown");
  }
  if (parts.filter) {
    if (JSON.stringify(parts.filter).length > maxFilterLength) {
      throw invalid("views.filter_too_long", "The filter is too long to be saved.");
    }
    checkFilter(type, rights, parts.filter);
  }
  if (parts.sort && sortFault(type, rights, parts.sort) !== null) {
    refuse("sort", type, parts.sort, "sorted");
  }
  if (parts.groupBy && groupFault(type, rights, parts.groupBy) !== null) {
    refuse("groupBy", type, parts.groupBy, "grouped");
  }
}

/** Names of the fields, kept so that one that is removed later can still be named. */
export function labelsOf(type: ObjectType, fields: readonly string[]): Record<string, string> {
  const known = fields.flatMap((key) => {
    const field = type.fields.get(key);
    return field ? [[key, field.label]] : [];
  });
  return Object.fromEntries(known);
}
