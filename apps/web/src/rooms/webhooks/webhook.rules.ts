// What is ticked in the table of events, and how states and errors read. Pure.
import type { DeliveryState, Webhook, WebhookEvent } from "@rapport/sdk";

export interface EventRow {
  object: string;
  label: string;
  /** Verbs that this object has. */
  verbs: string[];
}

export const VERB_WORDS: Record<string, string> = {
  created: "Created",
  updated: "Changed",
  trashed: "To trash",
  restored: "Restored",
  merged: "Merged",
  purged: "Gone for good",
  bulk_changed: "Large import",
};

export const eventRows = (events: readonly WebhookEvent[]): EventRow[] => {
  const rows = new Map<string, EventRow>();
  for (const { object, label, verb } of events) {
    const row = rows.get(object) ?? { object, label, verbs: [] };
    row.verbs.push(verb);
    rows.set(object, row);
  }
  return [...rows.values()];
};

export const isEverything = (chosen: readonly string[]): boolean => chosen.includes("*");

export const isChosen = (chosen: readonly string[], object: string, verb: string): boolean =>
  isEverything(chosen) || chosen.includes(`${object}.*`) || chosen.includes(`${object}.${verb}`);

export const isWhole = (chosen: readonly string[], object: string): boolean =>
  isEverything(chosen) || chosen.includes(`${object}.*`);

const without = (chosen: readonly string[], object: string): string[] =>
  chosen.filter((event) => event !== "*" && !event.startsWith(`${object}.`));

/** All of an object, also what a later version adds; or nothing of it. */
export const toggleWhole = (chosen: readonly string[], object: string): string[] => {
  const rest = without(chosen, object);
  return isWhole(chosen, object) ? rest : [...rest, `${object}.*`];
};

export const toggleVerb = (chosen: readonly string[], row: EventRow, verb: string): string[] => {
  const before = row.verbs.filter((one) => isChosen(chosen, row.object, one));
  const now = before.includes(verb) ? before.filter((one) => one !== verb) : [...before, verb];
  return [...without(chosen, row.object), ...now.map((one) => `${row.object}.${one}`)];
};

/** "Everything", "People: all; Deals: created, changed". */
export const eventsText = (chosen: readonly string[], rows: readonly EventRow[]): string => {
  if (isEverything(chosen)) return "Everything";
  const parts = rows.flatMap(({ object, label, verbs }) => {
    if (isWhole(chosen, object)) return [`${label}: all`];
    const own = verbs.filter((verb) => isChosen(chosen, object, verb));
    const words = own.map((verb) => (VERB_WORDS[verb] ?? verb).toLowerCase());
    return words.length > 0 ? [`${label}: ${words.join(", ")}`] : [];
  });
  return parts.join("; ") || chosen.join(", ");
};

/** "deals.updated" → "Deals: changed". */
export const eventText = (type: string, rows: readonly EventRow[]): string => {
  if (type === "webhooks.test") return "Test";
  const [object = "", verb = ""] = type.split(".");
  const label = rows.find((row) => row.object === object)?.label ?? object;
  return `${label}: ${(VERB_WORDS[verb] ?? verb).toLowerCase()}`;
};

export const hostOf = (url: string): string => URL.parse(url)?.host ?? url;

const ERROR_WORDS: Record<string, string> = {
  timeout: "No answer within 15 seconds",
  connection_failed: "No connection",
  unknown_host: "The host name is not known",
  address_refused: "The address may not be called",
  record_gone: "The record is gone",
  not_visible: "Not for the eyes of this webhook",
  expired: "Waited for 30 days",
  removed: "The webhook was removed",
  no_member: "Nobody stands behind it",
  secret_lost: "Its secret cannot be read",
};

export const errorText = (error: string): string => {
  const status = /^status_(\d{3})$/.exec(error)?.[1];
  if (status) return `Answered ${status}`;
  return ERROR_WORDS[error] ?? error;
};

const DISABLED_WORDS: Record<NonNullable<Webhook["disabledReason"]>, string> = {
  gone: "The receiver answered that it is gone (410). Check the address, then resume.",
  failing: "It failed for five days without one success. Check the receiver, then resume.",
  no_member:
    "The member whom it acted for is not active any more. If you resume it, it acts for you.",
  secret_lost:
    "Its secret cannot be read any more, since the server's own secret was changed. Make a new secret, then resume.",
};

export const disabledText = (webhook: Webhook): string =>
  webhook.disabledReason === null ? "" : DISABLED_WORDS[webhook.disabledReason];

export type Tone = "good" | "bad" | "wait" | "quiet";

export interface Standing {
  word: string;
  tone: Tone;
}

export const standingOf = ({ status, health }: Webhook): Standing => {
  if (status === "disabled") return { word: "Switched off", tone: "bad" };
  if (status === "paused") return { word: "Paused", tone: "quiet" };
  if (health.failingSince !== null) return { word: "Failing", tone: "wait" };
  return { word: "Active", tone: "good" };
};

export const STATE_WORDS: Record<DeliveryState, Standing> = {
  waiting: { word: "Waiting", tone: "wait" },
  delivered: { word: "Delivered", tone: "good" },
  failed: { word: "Given up", tone: "bad" },
  skipped: { word: "Skipped", tone: "quiet" },
};
