// The order of custom values within a record. Whatever is made of a record (its audit image, its search
// document) must not depend on whether the record came from a writer or from the database.
import type { StoredValue } from "./values.rules.ts";

type Custom = Record<string, StoredValue>;

/** As the database's `jsonb` orders keys: shorter ones first, then by their bytes. */
function byKey(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}

/** Without empty values: an absent custom value and null are the same thing. */
export function orderedCustom(custom: Custom): Custom {
  const keys = Object.keys(custom);
  if (keys.length === 0) return custom;
  const ordered: Custom = {};
  for (const key of keys.sort(byKey)) {
    const value = custom[key] ?? null;
    if (value !== null) ordered[key] = value;
  }
  return ordered;
}
