// What was promised to a customer, and by when: first and next responses while they wait, a resolution while the
// conversation is open. Pure.
import type { ConversationSla, InboxSettings } from "@rapport/contracts";
import type { StoredConversation, StoredSla } from "../conversations/index.ts";
import { afterOpenMinutes } from "./hours.rules.ts";

type Facts = Pick<
  StoredConversation,
  | "state"
  | "lastCustomerSeq"
  | "priority"
  | "waitingSince"
  | "firstReplyAt"
  | "createdAt"
  | "closedAt"
  | "sla"
  | "dueAt"
>;

interface Promise {
  kind: ConversationSla["kind"];
  from: string;
  minutes: number | null;
}

/** Since when the customer wants something: in a conversation that we began that is later than its beginning. */
const askedAt = ({ sla, createdAt }: Facts): string => sla?.askedAt ?? createdAt;

/** Who was only written to asked for nothing yet. */
const isAsked = ({ lastCustomerSeq }: Facts): boolean => lastCustomerSeq > 0;

/** The promise that runs now. */
function runningOf(one: Facts, { targets }: InboxSettings): Promise | null {
  if (one.state !== "open") return null;
  const target = targets[one.priority];
  if (one.waitingSince === null && isAsked(one))
    return { kind: "resolution", from: askedAt(one), minutes: target.resolution };
  if (one.waitingSince === null) return null;
  return one.firstReplyAt === null
    ? { kind: "first-response", from: one.waitingSince, minutes: target.firstResponse }
    : { kind: "next-response", from: one.waitingSince, minutes: target.nextResponse };
}

type Counted = NonNullable<StoredSla["counted"]>;
const nothingCounted: Counted = { response: null, resolution: false };

function resolutionDue(one: Facts, { targets, hours }: InboxSettings): string | null {
  const minutes = targets[one.priority].resolution;
  return minutes === null || !isAsked(one) ? null : afterOpenMinutes(askedAt(one), minutes, hours);
}

/** A resolution may come while it does not run: by the answer that the customer waited for. */
function isClosedLate(one: Facts, settings: InboxSettings, at: string): boolean {
  if (one.state !== "closed" || one.closedAt !== at) return false;
  const due = resolutionDue(one, settings);
  return due !== null && due < at;
}

/** What ran until now, or rested while the conversation was put away. */
const ranBefore = ({ sla, dueAt }: Facts): StoredSla | null =>
  dueAt === null && sla?.rests !== true ? null : sla;

/** What was missed until now, each promise once: one that rests and goes on is the same, as its `from` says. */
function countedBy(one: Facts, running: Promise | null, settings: InboxSettings, at: string) {
  const ran = ranBefore(one);
  const counted = one.sla?.counted ?? nothingCounted;
  const isLate = ran !== null && ran.kind !== running?.kind && ran.dueAt < at;
  const wasResolution = ran?.kind === "resolution";
  const endsLate = wasResolution ? isLate : isClosedLate(one, settings, at);
  const resolution = endsLate && !counted.resolution;
  const from = ran?.from ?? null;
  const response = isLate && !wasResolution && (from === null || from !== counted.response);
  return {
    missed: (one.sla?.missed ?? 0) + Number(response) + Number(resolution),
    counted: {
      response: response ? from : counted.response,
      resolution: resolution || counted.resolution,
    },
  };
}

/** Nothing where the conversation began with it. */
function askedLater(
  { sla, createdAt }: Facts,
  running: Promise | null,
): Pick<StoredSla, "askedAt"> {
  const begins = sla === null && running?.kind === "first-response" ? running.from : null;
  const at = sla?.askedAt ?? begins;
  return at === null || at === createdAt ? {} : { askedAt: at };
}

const dueOf = (running: Promise | null, { hours }: InboxSettings): string | null =>
  running && running.minutes !== null
    ? afterOpenMinutes(running.from, running.minutes, hours)
    : null;

/** `one` still holds the promise that ran before. `at`: now, when that may have been kept or broken. */
export function promiseOf(
  one: Facts,
  settings: InboxSettings,
  at: string,
): { sla: StoredSla | null; dueAt: string | null } {
  const running = runningOf(one, settings);
  const told = { ...countedBy(one, running, settings, at), ...askedLater(one, running) };
  const due = dueOf(running, settings);
  if (running === null || due === null) {
    const ran = one.state === "snoozed" ? ranBefore(one) : null;
    if (ran !== null) return { sla: { ...ran, ...told, rests: true }, dueAt: null };
    if (told.missed === 0) return { sla: null, dueAt: null };
    const dueAt = one.sla?.dueAt ?? resolutionDue(one, settings) ?? at;
    return { sla: { kind: one.sla?.kind ?? "resolution", dueAt, ...told }, dueAt: null };
  }
  return { sla: { kind: running.kind, dueAt: due, from: running.from, ...told }, dueAt: due };
}
