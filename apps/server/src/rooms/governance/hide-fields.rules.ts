// What a reader may see of an entry's images. Hidden fields are absent, names included, not blanked.
import type { Rights } from "../../platform/context.ts";
import type { AuditEntry } from "./audit-entry.ts";

type Image = Record<string, unknown> | null;

/** Takes out the fields that `rights` may not read. */
export function hideFields(entry: AuditEntry, rights: Rights): AuditEntry {
  if (rights.allFields(entry.object)) return entry;
  const reduce = (image: Image) =>
    reduceImage(image, (field) => rights.field(entry.object, field) !== "none");
  return { ...entry, before: reduce(entry.before), after: reduce(entry.after) };
}

/**
 * For the log across all records: values show only to those who may read every row of the object,
 * since an entry does not say whose row it was at the time.
 */
export function hideForLog(entry: AuditEntry, rights: Rights): AuditEntry {
  const isHidden = rights.object(entry.object).read !== "all" || followsHidden(entry, rights);
  if (isHidden) return { ...entry, before: null, after: null };
  return hideFields(entry, rights);
}

/** They name fields, values and records of any kind, in questions and in texts. */
const madeOfFields = new Set([
  "automations",
  "dashboards",
  "inbox-views",
  "lists",
  "relations",
  "reports",
  "segments",
  "templates",
  "views",
]);

/** What is part of a record, or speaks of records, follows the rights to them. */
function followsHidden({ object, before, after }: AuditEntry, rights: Rights): boolean {
  if (madeOfFields.has(object)) return !rights.readsAll;
  if (object === "knowledge-pages") return !rights.has("knowledge.manage");
  if (object === "line-items" || object === "quotes") {
    return rights.object("deals").read !== "all" || rights.field("deals", "amountMinor") === "none";
  }
  const described = after ?? before ?? {};
  if (object === "consent-statements") return rights.object("people").read !== "all";
  if (object === "attachments") {
    const isWritten = described.object === "conversations";
    if (isWritten && rights.field("conversations", "text") === "none") return true;
    return rights.object(String(described.object)).read !== "all";
  }
  if (object !== "fields") return false;
  return rights.field(String(described.object), `custom.${String(described.key)}`) === "none";
}

function reduceImage(image: Image, mayRead: (field: string) => boolean): Image {
  if (image === null) return null;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(image)) {
    if (!mayRead(key)) continue;
    kept[key] = nested.has(key) ? reduceNested(value, mayRead) : value;
  }
  return kept;
}

/** Custom fields and what is guessed of a conversation lie one level deeper. */
const nested = new Set(["custom", "triage"]);

/** A role names custom fields `custom.tier` or `tier`. */
function reduceNested(value: unknown, mayRead: (field: string) => boolean): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => mayRead(`custom.${key}`) && mayRead(key)),
  );
}
