// When an event happened. Clients' clocks are wrong; what they say about the time between two moments of theirs is
// not: so the server's clock at receipt is taken back by how long the message had waited at the client.

export const dayMs = 24 * 3600 * 1000;
/** Further ahead than this nothing has happened yet: the client's time is no time. */
const maxAheadMs = dayMs;
const maxPastYears = 10;

const shape =
  /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const latestMs = Date.UTC(9999, 11, 31);

/** As `toISOString` writes it, which is how nearly all come. */
const usualShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const two = 0x32;
const nine = 0x39;

/** Whether the day of an ISO text is in its month: `Date.parse` takes February 30 for March 2. */
export function hasRealDay(text: string): boolean {
  if (text.charCodeAt(8) < two || (text.charCodeAt(8) === two && text.charCodeAt(9) < nine))
    return true;
  const day = Number(text.slice(8, 10));
  const monthEnd = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0));
  return day <= monthEnd.getUTCDate();
}

/** ISO 8601, or milliseconds since 1970; null for what is no time. A time without a zone is UTC. */
export function timeOf(value: unknown): number | null {
  if (typeof value === "string" && usualShape.test(value))
    return hasRealDay(value) ? within(Date.parse(value)) : null;
  if (typeof value === "number") return value > 1e11 && value < latestMs ? Math.floor(value) : null;
  if (typeof value !== "string" || !shape.test(value) || !hasRealDay(value)) return null;
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(value.slice(10)) || value.length === 10;
  const text = value.trim().replace(" ", "T").replace(",", ".");
  const ms = Date.parse(hasZone ? text : `${text}Z`);
  return within(ms);
}

const within = (ms: number): number | null => (ms >= 0 && ms <= latestMs ? ms : null);

export interface TimesOfMessage {
  receivedMs: number;
  /** By the client's clock. */
  sentMs: number | null;
  originalMs: number | null;
}

/** `timestamp = receivedAt − (sentAt − originalTimestamp)`, as the Segment specification says. */
export function occurredMsOf({ receivedMs, sentMs, originalMs }: TimesOfMessage): number {
  if (originalMs === null) return receivedMs;
  return sentMs === null ? originalMs : receivedMs - (sentMs - originalMs);
}

/** Same moment, years earlier. */
export function yearsBefore(ms: number, years: number): number {
  const time = new Date(ms);
  time.setUTCFullYear(time.getUTCFullYear() - years);
  return time.getTime();
}

export type TimeFault = "far_future" | "far_past";

/** Surely less than the years, however many of them are leap years. */
const nearMs = (maxPastYears * 365 - 1) * dayMs;

export function timeFault(occurredMs: number, receivedMs: number): TimeFault | null {
  if (occurredMs > receivedMs + maxAheadMs) return "far_future";
  if (occurredMs > receivedMs - nearMs) return null;
  return occurredMs < yearsBefore(receivedMs, maxPastYears) ? "far_past" : null;
}

/** First day of its month, `2026-11-01`. */
export function monthOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 7)}-01`;
}
