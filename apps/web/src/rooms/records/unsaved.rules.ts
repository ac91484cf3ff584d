// Edits that could not be sent yet, as data: one entry a record, since later edits of a record join the earlier ones
// and keep the version that the first was made on.
import type { RapportRecord } from "@rapport/contracts";
import type { RecordData } from "@rapport/sdk";
import { baseOf, type FieldValues } from "./collision.rules.ts";

export interface Unsaved {
  object: string;
  recordId: string;
  /** What the record is called, for the list. */
  title: string;
  /** Labels of the changed fields, for the list. */
  labels: string[];
  data: RecordData;
  /** The changed fields as they were on the screen. */
  base: FieldValues;
  /** The version on the screen when the first of these edits was made; null: written whatever is there now. */
  version: number | null;
  /** Stays the same over all attempts, so that an edit whose answer was lost is not made twice. */
  key: string;
  sinceMs: number;
  /** Why the server refused it; it waits for the person then. */
  refused: string | null;
}

export interface Edit {
  object: string;
  record: RapportRecord;
  title: string;
  label: string;
  data: RecordData;
  force: boolean;
}

type Custom = Record<string, unknown>;

const joined = (before: RecordData, after: RecordData): RecordData => {
  const custom = { ...(before.custom as Custom), ...(after.custom as Custom) };
  const data = { ...before, ...after };
  return Object.keys(custom).length > 0 ? ({ ...data, custom } as RecordData) : data;
};

/** The entries with one more edit in them. A changed entry is another request, so it gets the new key. */
export const withEdit = (
  entries: readonly Unsaved[],
  edit: Edit,
  made: { key: string; nowMs: number },
): Unsaved[] => {
  const before = entries.find(({ recordId }) => recordId === edit.record.id);
  const others = entries.filter((entry) => entry !== before);
  const entry: Unsaved = {
    object: edit.object,
    recordId: edit.record.id,
    title: edit.title,
    labels: [...new Set([...(before?.labels ?? []), edit.label])],
    data: joined(before?.data ?? {}, edit.data),
    base: { ...baseOf(edit.record, edit.data), ...before?.base },
    version: edit.force ? null : (before?.version ?? edit.record.version),
    key: made.key,
    sinceMs: before?.sinceMs ?? made.nowMs,
    refused: null,
  };
  return [...others, entry];
};

export const without = (entries: readonly Unsaved[], sent: Unsaved): Unsaved[] =>
  entries.filter(({ key }) => key !== sent.key);

/**
 * The entries after one was saved as `saved`. What joined it on its way waits on as another entry, and starts from what
 * was saved: the person's own change is not someone else's.
 */
export const afterSaved = (
  entries: readonly Unsaved[],
  sent: Unsaved,
  saved: RapportRecord,
): Unsaved[] =>
  without(entries, sent).map((entry) =>
    entry.recordId === sent.recordId
      ? { ...entry, base: { ...entry.base, ...baseOf(saved, sent.data) } }
      : entry,
  );

/** The entries with one marked as refused; one that was edited meanwhile is another. */
export const withRefusal = (
  entries: readonly Unsaved[],
  sent: Unsaved,
  reason: string,
): Unsaved[] =>
  entries.map((entry) => (entry.key === sent.key ? { ...entry, refused: reason } : entry));

const isUnsaved = (value: unknown): value is Unsaved => {
  const entry = value as Partial<Unsaved> | null;
  return (
    typeof entry === "object" &&
    entry !== null &&
    [entry.object, entry.recordId, entry.title, entry.key].every(
      (one) => typeof one === "string",
    ) &&
    typeof entry.data === "object" &&
    typeof entry.base === "object" &&
    Array.isArray(entry.labels)
  );
};

/** What storage holds, read defensively: what does not fit is dropped. */
export const parseUnsaved = (text: string | null): Unsaved[] => {
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(stored) ? stored.filter(isUnsaved) : [];
  } catch {
    return [];
  }
};
