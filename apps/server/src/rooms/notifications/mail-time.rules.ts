// When a notification is mailed: at once, after quiet hours, or with the next daily mail, in the member's own zone.
import {
  instantOfWall,
  type KindPreference,
  type NotificationKind,
  notificationKinds,
  wallMs,
} from "@rapport/contracts";

export interface Wishes {
  zone: string;
  quietFrom: string | null;
  quietTo: string | null;
  digestAt: string;
  kinds: Partial<Record<NotificationKind, KindPreference>>;
}

const atOnce = new Set<NotificationKind>([
  "mention",
  "assigned",
  "message",
  "import-failed",
  "automation-paused",
  "webhook-disabled",
  "model-alarm",
]);

export const defaultWishes: Wishes = {
  zone: "UTC",
  quietFrom: null,
  quietTo: null,
  digestAt: "08:00",
  kinds: {},
};

export function wishFor(wishes: Wishes, kind: NotificationKind): KindPreference {
  return wishes.kinds[kind] ?? { app: true, mail: atOnce.has(kind) ? "now" : "off" };
}

export function allWishes(wishes: Wishes): Record<NotificationKind, KindPreference> {
  const pairs = notificationKinds.map((kind) => [kind, wishFor(wishes, kind)] as const);
  return Object.fromEntries(pairs) as Record<NotificationKind, KindPreference>;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

const minutesOf = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** Minutes since midnight that the zone's clocks show. */
const shownMinute = (nowMs: number, zone: string): number =>
  Math.floor((((wallMs(nowMs, zone) % dayMs) + dayMs) % dayMs) / minuteMs);

/** When the zone's clocks show a time of a day from now; where they show it twice, the first time. */
function shownMs(clock: string, nowMs: number, zone: string, days: number): number {
  const wall = wallMs(nowMs, zone);
  const midnight = wall - (((wall % dayMs) + dayMs) % dayMs);
  return instantOfWall(midnight + days * dayMs + minutesOf(clock) * minuteMs, zone);
}

/** The next day's or today's time from now on, once a day, also on the days on which clocks are changed. */
function nextMs(clock: string, nowMs: number, zone: string): number {
  const today = shownMs(clock, nowMs, zone, 0);
  return today >= nowMs ? today : shownMs(clock, nowMs, zone, 1);
}

/** The same time once more, where clocks that are put back show it a second time. */
function againMs(firstMs: number, zone: string): number | null {
  const shown = wallMs(firstMs, zone);
  const laterMs = firstMs + dayMs;
  const againAt = shown - (wallMs(laterMs, zone) - laterMs);
  return againAt > firstMs && wallMs(againAt, zone) === shown ? againAt : null;
}

/** The next instant at which the clocks show the end of quiet hours. */
function quietEndMs(quietTo: string, nowMs: number, zone: string): number {
  const again = againMs(shownMs(quietTo, nowMs, zone, 0), zone);
  const next = nextMs(quietTo, nowMs, zone);
  return again !== null && again >= nowMs ? Math.min(again, next) : next;
}

function afterQuietMs({ quietFrom, quietTo, zone }: Wishes, nowMs: number): number {
  if (quietFrom === null || quietTo === null || quietFrom === quietTo) return nowMs;
  const minute = shownMinute(nowMs, zone);
  const [from, to] = [minutesOf(quietFrom), minutesOf(quietTo)];
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  return isQuiet ? quietEndMs(quietTo, nowMs, zone) : nowMs;
}

/** Null: it is not mailed. */
export function mailDueMs(wishes: Wishes, kind: NotificationKind, nowMs: number): number | null {
  const { mail } = wishFor(wishes, kind);
  if (mail === "off") return null;
  if (mail === "daily") return nextMs(wishes.digestAt, nowMs, wishes.zone);
  return afterQuietMs(wishes, nowMs);
}

const firstPauseMs = 5 * minuteMs;
const longestPauseMs = 6 * 60 * minuteMs;
const mostTries = 10;

/** When a mail that was not taken is tried again, after so many tries: about a day long, then never (null). */
export function nextTryMs(tries: number, nowMs: number): number | null {
  if (tries > mostTries) return null;
  return nowMs + Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs);
}
