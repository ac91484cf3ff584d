// When a date makes a rule due. Pure. Days are those of the rule's zone; a date falls due at the rule's time of
// day, a time after whole days of 24 hours.
import { instantOfWall, type Trigger } from "@rapport/contracts";

type DueTrigger = Extract<Trigger, { kind: "due" }>;
type UnchangedTrigger = Extract<Trigger, { kind: "unchanged" }>;

export interface Span {
  /** After this instant. */
  fromMs: number;
  /** Up to this instant. */
  toMs: number;
}

const dayMs = 86_400_000;
const isDay = (value: string) => /^\d{4}-\d{2}-\d{2}$/.test(value);

/** The instant at which this value makes the rule due. */
export function dueMs(trigger: DueTrigger | UnchangedTrigger, value: string): number {
  if (trigger.kind === "unchanged" || !isDay(value)) {
    return Date.parse(value) + trigger.days * dayMs;
  }
  const [hours = 0, minutes = 0] = trigger.at.split(":").map(Number);
  const wallMs = Date.parse(`${value}T00:00:00Z`) + trigger.days * dayMs;
  return instantOfWall(wallMs + (hours * 60 + minutes) * 60_000, trigger.zone);
}

/** The values that can be due within the span, as a filter that lists understand; a little too many. */
export function dueFilter(
  trigger: DueTrigger | UnchangedTrigger,
  isDate: boolean,
  span: Span,
): Record<string, { gte: string; lte: string }> {
  const shiftMs = trigger.days * dayMs;
  const field = trigger.kind === "unchanged" ? "updatedAt" : trigger.field;
  const iso = (ms: number) => new Date(ms).toISOString();
  if (!isDate) {
    return { [field]: { gte: iso(span.fromMs - shiftMs), lte: iso(span.toMs - shiftMs) } };
  }
  const day = (ms: number) => iso(ms).slice(0, 10);
  return {
    [field]: {
      gte: day(span.fromMs - shiftMs - 2 * dayMs),
      lte: day(span.toMs - shiftMs + 2 * dayMs),
    },
  };
}

export function isWithin(ms: number, { fromMs, toMs }: Span): boolean {
  return ms > fromMs && ms <= toMs;
}

/** The same value never sets the same rule off twice on one record. */
export function dueKey(trigger: DueTrigger | UnchangedTrigger, value: string): string {
  if (trigger.kind === "unchanged") return `unchanged:${trigger.days}:${value}`;
  return `due:${trigger.field}:${trigger.days}:${value}`;
}
