// The inbox in words: boxes, promises, macros put into a text, drafts' keys. Pure.
import type { Conversation, ConversationFilter, ConversationSla, Macro } from "@rapport/sdk";
import type { Box } from "./inbox-search.rules.ts";

export const boxLabels: Record<Box, string> = {
  mine: "Mine",
  nobody: "Unassigned",
  open: "Open",
  due: "Due first",
  snoozed: "Snoozed",
  closed: "Closed",
  all: "All",
};

export const boxFilters: Record<Box, ConversationFilter> = {
  mine: { assignee: "me" },
  nobody: { assignee: "nobody" },
  open: {},
  due: { sort: "due" },
  snoozed: { state: "snoozed" },
  closed: { state: "closed" },
  all: { state: "any" },
};

export const channelLabels: Record<Conversation["channel"]["kind"], string> = {
  widget: "Chat",
  email: "E-mail",
  api: "API",
  sms: "SMS",
};

export const whoOf = ({ person, from }: Pick<Conversation, "person" | "from">): string =>
  person?.title || from?.name || from?.address || "Visitor";

const minuteMs = 60_000;

export const spanText = (ms: number): string => {
  const minutes = Math.max(1, Math.round(Math.abs(ms) / minuteMs));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
};

const promiseNames: Record<ConversationSla["kind"], string> = {
  "first-response": "First answer",
  "next-response": "Answer",
  resolution: "Resolution",
};

export type Urgency = "late" | "soon" | "calm";

/**
 * The promise that runs now. One that was kept late stays with the conversation, with how many were missed; nobody waits
 * for it any more.
 */
export const runningPromise = ({
  sla,
  state,
}: Pick<Conversation, "sla" | "state">): ConversationSla | null =>
  sla?.runs && state === "open" ? sla : null;

export const promiseText = (
  { kind, dueAt }: ConversationSla,
  nowMs: number,
): { text: string; short: string; urgency: Urgency } => {
  const leftMs = Date.parse(dueAt) - nowMs;
  const span = spanText(leftMs);
  if (leftMs < 0)
    return {
      text: `${promiseNames[kind]} is ${span} late`,
      short: `${span} late`,
      urgency: "late",
    };
  return {
    text: `${promiseNames[kind]} due in ${span}`,
    short: span,
    urgency: leftMs < 60 * minuteMs ? "soon" : "calm",
  };
};

/**
 * A macro's text for this conversation. Unknown placeholders stay as they are, so that one sees them; a name that is not
 * known is left out with the space before it, since an address is no name.
 */
export const expandMacro = (
  { text }: Pick<Macro, "text">,
  { conversation, memberName }: { conversation: Conversation; memberName: string },
): string => {
  const name = conversation.person?.title || conversation.from?.name || "";
  const values = new Map([
    ["person.name", name],
    ["person.firstName", name.split(" ")[0] ?? name],
    ["member.name", memberName],
    ["number", String(conversation.number)],
  ]);
  return text.replace(/( ?)\{\{\s*([\w.]+)\s*\}\}/g, (all, space: string, key: string) => {
    const value = values.get(key);
    if (value === undefined) return all;
    return value === "" ? "" : `${space}${value}`;
  });
};

export interface WayToSend {
  label: string;
  close: boolean;
}

/** The first is what ⌘ Enter does. `closes`: the macro in the reply says that it is done with it. */
export const waysToSend = (
  kind: "reply" | "note",
  closes: boolean,
): [WayToSend, ...WayToSend[]] => {
  if (kind === "note") return [{ label: "Write note", close: false }];
  const stays = { label: "Send reply", close: false };
  const ends = { label: "Send and close", close: true };
  return closes ? [ends, stays] : [stays, ends];
};

/** What stands after a "/" or "#" at the beginning of a word, up to the caret; null: no macro is asked for. */
export const macroQuery = (text: string, caret: number): { at: number; q: string } | null => {
  const before = text.slice(0, caret);
  const found = /(?:^|\s)[/#]([\p{L}\p{N} -]{0,30})$/u.exec(before);
  if (!found) return null;
  const q = found[1] ?? "";
  return { at: caret - q.length - 1, q: q.toLowerCase() };
};

export const draftKey = (conversationId: string, kind: "reply" | "note"): string =>
  `${kind}-${conversationId}`;

export interface SnoozeChoice {
  label: string;
  until: Date;
}

export const snoozeChoices = (now: Date): SnoozeChoice[] => {
  const at = (days: number, hour: number): Date => {
    const day = new Date(now);
    day.setDate(day.getDate() + days);
    day.setHours(hour, 0, 0, 0);
    return day;
  };
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { label: "In 1 hour", until: new Date(now.getTime() + 60 * minuteMs) },
    { label: "In 4 hours", until: new Date(now.getTime() + 240 * minuteMs) },
    { label: "Tomorrow at 9:00", until: at(1, 9) },
    { label: "Monday at 9:00", until: at(untilMonday, 9) },
    { label: "In a week", until: at(7, 9) },
  ];
};

/** A person's first and last name, of what a mail says; of the address where it says none. */
export const namesOf = (
  name: string | null,
  address: string,
): { firstName: string; lastName?: string } => {
  const said = name !== null && !name.includes("@") ? name : (address.split("@")[0] ?? address);
  const [firstName = address, ...rest] = said.split(/\s+/);
  return rest.length > 0 ? { firstName, lastName: rest.join(" ") } : { firstName };
};
