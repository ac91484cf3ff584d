// When a failed call is tried again, and what failures in a row do to an endpoint as a whole.
// The pauses are those that the Standard Webhooks specification suggests; each is lengthened by up to a
// fifth, by chance drawn from the delivery's own id, so that what failed together does not come back together.
import type { StoredHealth } from "./endpoint.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** After the first attempt, the second, and so on; together about three days. */
export const pausesMs = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;

export const maxAttempts = pausesMs.length + 1;
const jitter = 0.2;
const maxRetryAfterMs = day;

/** Between 0 and 1, evenly, the same for the same id and attempt. */
function chanceOf(id: string, attempt: number): number {
  const digits = Number.parseInt(id.slice(-8), 16);
  const mixed = Math.imul(digits ^ (attempt * 0x9e3779b1), 0x85ebca6b) >>> 0;
  return mixed / 0x1_0000_0000;
}

/** Null when nothing is tried any more. `attempts`: made so far, the failed one included. */
export function nextTryMs(
  delivery: { id: string; attempts: number },
  nowMs: number,
  retryAfterMs: number | null,
): number | null {
  const pause = pausesMs[delivery.attempts - 1];
  if (pause === undefined) return null;
  const own = pause * (1 + jitter * chanceOf(delivery.id, delivery.attempts));
  const wished = Math.min(retryAfterMs ?? 0, maxRetryAfterMs);
  return Math.round(nowMs + Math.max(own, wished));
}

/** What a receiver asks for when it is busy, in seconds or as a date; null when it asks for nothing. */
export function retryAfterMs(
  status: number,
  header: string | undefined,
  nowMs: number,
): number | null {
  if (header === undefined || (status !== 429 && status !== 503)) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * second;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** So many failures in a row hold the endpoint back: then one call tries whether it is there again. */
export const holdAfterFailures = 10;
const holdsMs = [5 * second, 30 * second, 2 * minute, 5 * minute, 10 * minute, 15 * minute];
export const disableAfterMs = 5 * day;

export interface Call {
  atMs: number;
  /** Null: it worked. */
  error: string | null;
}

export interface HealthChange {
  health: StoredHealth;
  /** It came back after it had been held: what waits for a later try may go at once. */
  isBack: boolean;
  /** It has failed for days without one success. */
  isLost: boolean;
}

/** The health of an endpoint after some calls, in their order. */
export function healthAfter(before: StoredHealth, calls: readonly Call[]): HealthChange {
  let health = before;
  let isBack = false;
  for (const call of calls) {
    const at = new Date(call.atMs).toISOString();
    if (call.error === null) {
      isBack ||= health.failures >= holdAfterFailures;
      health = { ...health, lastSuccessAt: at, failingSince: null, failures: 0, holdUntil: null };
    } else health = afterFailure(health, at, call);
  }
  const last = calls.at(-1)?.atMs ?? 0;
  const since = health.failingSince === null ? last : Date.parse(health.failingSince);
  return { health, isBack, isLost: last - since >= disableAfterMs };
}

function afterFailure(health: StoredHealth, at: string, call: Call): StoredHealth {
  const failures = health.failures + 1;
  const hold = holdsMs[Math.min(failures - holdAfterFailures, holdsMs.length - 1)];
  return {
    ...health,
    lastFailureAt: at,
    lastError: call.error,
    failingSince: health.failingSince ?? at,
    failures,
    holdUntil: hold === undefined ? null : new Date(call.atMs + hold).toISOString(),
  };
}
