// Before and after images of a change: only what differs, plus version and time, so that an undo can put
// back exactly what was. An absent custom value and null are the same thing.
import type { RecordChange } from "../../platform/acts.ts";
import type { StoredRecord } from "./stored-record.ts";

type Image = Record<string, unknown>;

export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => item === b[index]);
  return (a ?? null) === (b ?? null);
}

/** Keys of fields, custom ones under `custom.<key>`, whose values differ. */
export function changedKeys(before: StoredRecord, now: StoredRecord): string[] {
  const keys: string[] = [];
  for (const key of Object.keys(now)) {
    if (key !== "custom" && !sameValue(before[key], now[key])) keys.push(key);
  }
  const custom = new Set([...Object.keys(before.custom), ...Object.keys(now.custom)]);
  for (const key of custom)
    if (!sameValue(before.custom[key], now.custom[key])) keys.push(`custom.${key}`);
  return keys;
}

function imageOf(record: StoredRecord, keys: readonly string[]): Image {
  const image: Image = { version: record.version, updatedAt: record.updatedAt };
  const custom: Image = {};
  for (const key of keys) {
    if (key.startsWith("custom.")) custom[key.slice(7)] = record.custom[key.slice(7)] ?? null;
    else image[key] = record[key] ?? null;
  }
  return Object.keys(custom).length > 0 ? { ...image, custom } : image;
}

/** Everything that is not empty; enough to make the record again. */
export function fullImage(record: StoredRecord): Image {
  const image: Image = {};
  for (const key of Object.keys(record)) {
    if (key === "object" || key === "id" || key === "custom") continue;
    const value = record[key];
    if (value !== null && value !== undefined) image[key] = value;
  }
  if (Object.keys(record.custom).length > 0) image.custom = record.custom;
  return image;
}

/** Keys of the fields that an image tells of; custom ones under `custom.<key>`. */
export function imageKeys(image: Image | null): string[] {
  return Object.entries(image ?? {}).flatMap(([key, value]) => {
    if (key !== "custom" || typeof value !== "object" || value === null) return [key];
    return Object.keys(value).map((name) => `custom.${name}`);
  });
}

export function changeOf(before: StoredRecord | null, now: StoredRecord): RecordChange {
  const { object, id } = now;
  if (before === null)
    return { object, id, op: "create", before: null, after: fullImage(now), record: now };
  const keys = changedKeys(before, now);
  return {
    object,
    id,
    op: opOf(before, now),
    before: imageOf(before, keys),
    after: imageOf(now, keys),
    record: now,
  };
}

function opOf(before: StoredRecord, now: StoredRecord): "trash" | "restore" | "update" {
  if (before.deletedAt === null && now.deletedAt !== null) return "trash";
  if (before.deletedAt !== null && now.deletedAt === null) return "restore";
  return "update";
}
