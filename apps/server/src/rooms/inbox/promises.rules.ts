// What was promised to a customer, and by when: first and next responses while they wait, a resolution while the
// conversation is open. Pure.
import type { ConversationSla, InboxSettings } from "@rapport/contracts";
import type { StoredConversation } from "../conversations/index.ts";
import { afterOpenMinutes } from "./hours.rules.ts";

type Facts = Pick<
  StoredConversation,
  "state" | "priority" | "waitingSince" | "firstReplyAt" | "createdAt" | "sla" | "dueAt"
>;

interface Promise {
  kind: ConversationSla["kind"];
  from: string;
  minutes: number | null;
}

/** The promise that runs now. */
function runningOf(one: Facts, { targets }: InboxSettings): Promise | null {
  if (one.state !== "open") return null;
  const target = targets[one.priority];
  if (one.waitingSince === null)
    return { kind: "resolution", from: one.createdAt, minutes: target.resolution };
  return one.firstReplyAt === null
    ? { kind: "first-response", from: one.waitingSince, minutes: target.firstResponse }
    : { kind: "next-response", from: one.waitingSince, minutes: target.nextResponse };
}

/** A response is over when another promise runs; a resolution, which only waits meanwhile, when it is closed. */
const isOver = (one: Facts, running: Promise | null): boolean => {
  if (one.sla === null || one.dueAt === null) return false;
  return one.sla.kind === "resolution" ? one.state === "closed" : one.sla.kind !== running?.kind;
};

/** `one` still holds the promise that ran before. `at`: now, when that may have been kept or broken. */
export function promiseOf(
  one: Facts,
  settings: InboxSettings,
  at: string,
): { sla: ConversationSla | null; dueAt: string | null } {
  const running = runningOf(one, settings);
  const before = one.sla;
  const isBroken = before !== null && before.dueAt < at && isOver(one, running);
  const missed = (before?.missed ?? 0) + (isBroken ? 1 : 0);
  const due =
    running === null || running.minutes === null
      ? null
      : afterOpenMinutes(running.from, running.minutes, settings.hours);
  if (running === null || due === null) {
    const kept = before && missed > 0 ? { ...before, missed } : null;
    return { sla: kept, dueAt: null };
  }
  return { sla: { kind: running.kind, dueAt: due, missed }, dueAt: due };
}
