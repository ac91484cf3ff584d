// What a reader may see of an entry's images. Hidden fields are absent, names included, not blanked.
import type { SettingsPermission } from "@rapport/contracts";
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

/** They name fields, values, texts and records of any kind, or tie records together. */
const madeOfRecords = new Set([
  "action_choices",
  "action_draws",
  "ai-prompt-examples",
  "automation-runs",
  "automations",
  "conversation-links",
  "dashboards",
  "dismissals",
  "event-enrichments",
  "event-profiles",
  "inbox-views",
  "list-members",
  "lists",
  "merges",
  "model_feedback",
  "relations",
  "reports",
  "segments",
  "templates",
  "views",
  "webhooks",
]);

/** Objects that are shown, where they are kept, to whoever holds a permission of the settings alone. */
const permissionFor = new Map<string, SettingsPermission>([
  ["glossary-entries", "knowledge.manage"],
  ["harvest-sources", "knowledge.manage"],
  ["knowledge-pages", "knowledge.manage"],
  ["mails", "channels.manage"],
]);

/** What is part of a record, or speaks of records, follows the rights to them. */
function followsHidden({ object, before, after }: AuditEntry, rights: Rights): boolean {
  if (madeOfRecords.has(object)) return !rights.readsAll;
  const permission = permissionFor.get(object);
  if (permission !== undefined) return !rights.has(permission);
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

type MayRead = (field: string) => boolean;

function reduceImage(image: Image, mayRead: MayRead): Image {
  if (image === null) return null;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(image)) {
    if (!mayRead(key)) continue;
    const reduce = nested.get(key);
    kept[key] = reduce && isImage(value) ? reduce(value, mayRead) : value;
  }
  return kept;
}

const isImage = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** A role names custom fields `custom.tier` or `tier`. */
const reduceCustom = (values: Record<string, unknown>, mayRead: MayRead) =>
  Object.fromEntries(
    Object.entries(values).filter(([key]) => mayRead(`custom.${key}`) && mayRead(key)),
  );

/** What is guessed of a conversation follows the field of its name. The mood is told by the text, and reasons quote it. */
function reduceTriage(guesses: Record<string, unknown>, mayRead: MayRead) {
  const isTextRead = mayRead("text");
  const seen = Object.entries(guesses).filter(([key]) =>
    mayRead(key === "sentiment" ? "text" : key),
  );
  return Object.fromEntries(
    seen.map(([key, guess]) => [
      key,
      isTextRead || !isImage(guess) ? guess : { ...guess, reasons: [] },
    ]),
  );
}

/** What lies one level deeper. */
const nested = new Map([
  ["custom", reduceCustom],
  ["triage", reduceTriage],
]);
