// Takes an act back field by field: what still is as the act left it goes back, what somebody changed since
// stays. For acts that change many records for one reason (a merge), where one later edit must not keep the
// rest. A reference that a later merge moved on counts as untouched: it follows its record.
import type { ActEntry } from "../governance/index.ts";
import { orderedCustom } from "./custom-order.rules.ts";
import { changedKeys, imageKeys, sameValue } from "./images.rules.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { StoredValue } from "./values.rules.ts";

export interface FieldUndo {
  /** Null when no field could go back. */
  now: StoredRecord | null;
  /** Fields that stay as they are. */
  kept: string[];
}

const stamps = new Set(["version", "updatedAt"]);

export function undoFields(
  entry: ActEntry,
  record: StoredRecord,
  at: string,
  movedOn: ReadonlyMap<string, string>,
): FieldUndo {
  const keys = imageKeys(entry.after).filter((key) => !stamps.has(key));
  const draft: StoredRecord = { ...record, custom: { ...record.custom } };
  const kept: string[] = [];
  for (const key of keys) {
    const isHeld = holdsValue(valueIn(record, key), valueIn(entry.after, key), movedOn);
    if (isHeld) setIn(draft, key, valueIn(entry.before, key));
    else kept.push(key);
  }
  if (kept.length === keys.length) return { now: null, kept };
  draft.custom = orderedCustom(draft.custom);
  draft.version = record.version + 1;
  draft.updatedAt = at;
  return { now: draft, kept };
}

/** What an undo makes of a record, save some fields, which stay as they are: a state of its own. */
export function withoutFields(
  record: StoredRecord,
  undone: StoredRecord,
  keys: readonly string[],
  at: string,
): StoredRecord {
  const draft: StoredRecord = { ...undone, custom: { ...undone.custom } };
  for (const key of keys) setIn(draft, key, valueIn(record, key));
  if (changedKeys(record, draft).every((key) => stamps.has(key))) return record;
  draft.custom = orderedCustom(draft.custom);
  return { ...draft, version: record.version + 1, updatedAt: at };
}

function holdsValue(now: unknown, left: unknown, movedOn: ReadonlyMap<string, string>): boolean {
  if (sameValue(now, left)) return true;
  return typeof left === "string" && movedOn.get(left) === now;
}

type Image = Record<string, unknown> | null;

function valueIn(image: Image, key: string): StoredValue {
  const place = key.startsWith("custom.") ? (image?.custom as Image) : image;
  return (place?.[key.replace(/^custom\./, "")] ?? null) as StoredValue;
}

function setIn(record: StoredRecord, key: string, value: StoredValue): void {
  if (key.startsWith("custom.")) record.custom[key.slice(7)] = value;
  else record[key] = value;
}

/** Ids that the act's entries left behind, which later merges may have moved on. */
export function idsLeftIn(entries: readonly ActEntry[]): string[] {
  const ids = new Set<string>();
  for (const { after } of entries) {
    const { custom, ...fields } = (after ?? {}) as { custom?: Record<string, unknown> };
    for (const value of [...Object.values(fields), ...Object.values(custom ?? {})]) {
      if (typeof value === "string" && idShape.test(value)) ids.add(value);
    }
  }
  return [...ids];
}

const idShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
