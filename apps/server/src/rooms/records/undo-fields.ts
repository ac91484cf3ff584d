// Takes an act back field by field: what still is as the act left it goes back, what somebody changed since
// stays, and with it the fields that mean something only beside it. A reference that a later merge moved on can
// count as untouched: it follows its record.
import type { ActEntry } from "../governance/index.ts";
import { orderedCustom } from "./custom-order.rules.ts";
import { changedKeys, imageKeys, sameValue } from "./images.rules.ts";
import { jointWith } from "./joint-fields.rules.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { Undoer, UndoState } from "./undo-state.ts";
import type { StoredValue } from "./values.rules.ts";

const stamps = new Set(["version", "updatedAt"]);

/** The record with what can go back; what stays is added to the state's kept fields. */
export function undoFields(
  entry: ActEntry,
  { now, kept }: Pick<UndoState, "now" | "kept">,
  { at, plan }: Pick<Undoer, "at" | "plan">,
): StoredRecord | null {
  if (now === null) return null;
  const keys = imageKeys(entry.after).filter((key) => !stamps.has(key));
  for (const key of keys) {
    if (!holdsValue(valueIn(now, key), valueIn(entry.after, key), plan.movedOn)) kept.add(key);
  }
  const taken = new Set([...kept].map((key) => jointWith(entry.object, key)));
  const back = keys.filter((key) => !taken.has(jointWith(entry.object, key)));
  for (const key of keys) if (!back.includes(key)) kept.add(key);
  if (back.length === 0) return now;
  const draft: StoredRecord = { ...now, custom: { ...now.custom } };
  for (const key of back) setIn(draft, key, valueIn(entry.before, key));
  draft.custom = orderedCustom(draft.custom);
  draft.version = now.version + 1;
  draft.updatedAt = at;
  return draft;
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
