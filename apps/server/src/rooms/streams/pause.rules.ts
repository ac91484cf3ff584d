// How long to wait before the next try: doubling, up to half a minute, with some chance in it so that many do not come
// back at once.
const firstMs = 250;
const longestMs = 30_000;

/** `chance`: 0 to 1. */
export function pauseMs(attempt: number, chance: number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 12));
  return Math.round(whole * (0.5 + chance / 2));
}
