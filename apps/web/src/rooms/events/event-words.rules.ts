// The words of the events screens.
import type { EventJoin } from "@rapport/sdk";

const REASONS: Record<string, string> = {
  not_an_object: "Wrong shape",
  unknown_type: "Unknown type",
  no_id: "Names nobody",
  no_name: "No event name",
  no_group: "No group id",
  no_previous_id: "No previous id",
  bad_time: "Unreadable time",
  far_future: "Too far ahead",
  far_past: "Too long ago",
  too_large: "Too large",
  breaks_schema: "Breaks its schema",
  not_storable: "Cannot be stored",
};

export const reasonText = (reason: string): string => REASONS[reason] ?? reason;

const KINDS: Record<string, string> = {
  user: "User id",
  anonymous: "Visitor id",
  email: "E-mail",
};

export const kindText = (kind: string): string =>
  KINDS[kind] ?? (kind.startsWith("external:") ? `Id in ${kind.slice(9)}` : kind);

const FAULTS: Record<string, string> = {
  two_users: "a device that two users share",
  too_many_users: "too many users share it",
  too_many_emails: "too many e-mail addresses",
  too_many_ids: "too many ids",
  two_people: "they are two people in your records",
};

export const joinText = ({ state, reason }: EventJoin): string => {
  if (state === "active") return "Same person";
  if (state === "undone") return "Taken apart";
  return `Kept apart: ${FAULTS[reason ?? ""] ?? "a rule"}`;
};

const RULES: Record<string, string> = {
  missing: "is missing",
  type: "has another type",
  enum: "has a value that is not listed",
  minimum: "is too small",
  maximum: "is too large",
  maxLength: "is too long",
  additional: "is not in the schema",
  null: "is empty",
};

export const violationText = ({ property, rule }: { property: string; rule: string }): string =>
  `${property} ${RULES[rule] ?? rule}`;

const HOUR_MS = 3_600_000;
const STEPS: readonly [ms: number, one: string, many: string][] = [
  [24 * HOUR_MS, "day", "days"],
  [HOUR_MS, "hour", "hours"],
  [60_000, "minute", "minutes"],
];

/** How long after it happened an event came; null if at once. */
export const lateText = (occurredAt: string, knownAt: string): string | null => {
  const ms = Date.parse(knownAt) - Date.parse(occurredAt);
  const step = STEPS.find(([unit]) => ms >= unit);
  if (!step) return null;
  const count = Math.floor(ms / step[0]);
  return `${count} ${count === 1 ? step[1] : step[2]} late`;
};

const TYPE_WORDS: Record<string, string> = {
  string: "text",
  number: "number",
  boolean: "yes or no",
  time: "time",
  object: "object",
  list: "list",
  null: "empty",
};

/** Kinds of values of a property, the most frequent first. */
export const typesText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([type]) => TYPE_WORDS[type] ?? type)
    .join(", ");

/** To be put into a program as it is. */
export const nodeSnippet = (host: string, writeKey: string): string =>
  [
    'import { Analytics } from "@segment/analytics-node";',
    "",
    `const analytics = new Analytics({ writeKey: "${writeKey}", host: "${host}" });`,
    'analytics.track({ userId: "u-1", event: "Order Completed", properties: { total: 49.9 } });',
  ].join("\n");

export const curlSnippet = (host: string, writeKey: string): string =>
  [
    `curl -u ${writeKey}: ${host}/v1/track -H "Content-Type: application/json" \\`,
    `  -d '{"userId":"u-1","event":"Order Completed","properties":{"total":49.9}}'`,
  ].join("\n");
