// Whether two changes of one record get in each other's way: only when they are about the same field.
import type { RapportRecord } from "@rapport/contracts";
import type { RecordData } from "@rapport/sdk";

/** Values by field path, custom ones as `custom.<key>`. */
export type FieldValues = Record<string, unknown>;

const CUSTOM = "custom.";

const pathsOf = (data: RecordData): string[] =>
  Object.keys(data).flatMap((key) =>
    key === "custom"
      ? Object.keys((data.custom as object | null) ?? {}).map((one) => CUSTOM + one)
      : [key],
  );

const valueAt = (record: RapportRecord, path: string): unknown =>
  (path.startsWith(CUSTOM) ? record.custom[path.slice(CUSTOM.length)] : record[path]) ?? null;

/** The fields that `data` changes, as they are in the record. */
export const baseOf = (record: RapportRecord, data: RecordData): FieldValues =>
  Object.fromEntries(pathsOf(data).map((path) => [path, valueAt(record, path)]));

const wantedAt = (data: RecordData, path: string): unknown =>
  (path.startsWith(CUSTOM)
    ? (data.custom as Record<string, unknown> | null)?.[path.slice(CUSTOM.length)]
    : data[path]) ?? null;

/** `base` where `own` was saved since: its fields are what that made them. */
export const withOwn = (base: FieldValues, own: RecordData): FieldValues => {
  const made = new Set(pathsOf(own));
  return Object.fromEntries(
    Object.entries(base).map(([path, value]) => [
      path,
      made.has(path) ? wantedAt(own, path) : value,
    ]),
  );
};

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/**
 * Whether one of these fields is no longer what it was. One that already is what `data` makes it stands in nobody's
 * way: most likely it is this very change, whose answer was lost.
 */
export const collides = (base: FieldValues, theirs: RapportRecord, data: RecordData): boolean =>
  Object.entries(base).some(([path, value]) => {
    const current = valueAt(theirs, path);
    return !isSame(current, value) && !isSame(current, wantedAt(data, path));
  });
