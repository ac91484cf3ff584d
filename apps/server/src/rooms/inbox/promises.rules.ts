// What was promised to a customer, and by when: first and next responses while they wait, a resolution while the
// conversation is open. Pure.
import type { ConversationSla, InboxSettings } from "@rapport/contracts";
import type { StoredConversation, StoredSla } from "../conversations/index.ts";
import { afterOpenMinutes } from "./hours.rules.ts";

type Facts = Pick<
  StoredConversation,
  | "state"
  | "priority"
  | "waitingSince"
  | "firstReplyAt"
  | "createdAt"
  | "closedAt"
  | "sla"
  | "dueAt"
> & {
  /** Since when the customer wants something; null: so far only we wrote. */
  askedSince: string | null;
};

interface Promise {
  kind: ConversationSla["kind"];
  from: string;
  minutes: number | null;
}

/** The promise that runs now. */
function runningOf(one: Facts, { targets }: InboxSettings): Promise | null {
  if (one.state !== "open") return null;
  const target = targets[one.priority];
  if (one.waitingSince === null) {
    const from = one.askedSince;
    return from === null ? null : { kind: "resolution", from, minutes: target.resolution };
  }
  return one.firstReplyAt === null
    ? { kind: "first-response", from: one.waitingSince, minutes: target.firstResponse }
    : { kind: "next-response", from: one.waitingSince, minutes: target.nextResponse };
}

type Counted = NonNullable<StoredSla["counted"]>;
const nothingCounted: Counted = { response: null, resolution: false };

function resolutionDue(one: Facts, { targets, hours }: InboxSettings): string | null {
  const minutes = targets[one.priority].resolution;
  const from = one.askedSince;
  return minutes === null || from === null ? null : afterOpenMinutes(from, minutes, hours);
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
  const told = countedBy(one, running, settings, at);
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
