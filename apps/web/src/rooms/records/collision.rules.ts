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

/** Whether one of these fields is no longer what it was. */
export const collides = (base: FieldValues, theirs: RapportRecord): boolean =>
  Object.entries(base).some(
    ([path, value]) => JSON.stringify(valueAt(theirs, path)) !== JSON.stringify(value ?? null),
  );
