// Times as people say them. One clock for all that are on the screen.
import { type PointerEvent, useSyncExternalStore } from "react";
import { nowMs } from "../platform/clock.ts";
import { formatDateTime, formatRelative } from "./format.rules.ts";

const REFRESH_MS = 60_000;

const listeners = new Set<() => void>();
let minuteMs = nowMs();
let timer: ReturnType<typeof setInterval> | undefined;

const tick = (): void => {
  minuteMs = nowMs();
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  if (timer === undefined) {
    // It stood still while nobody looked.
    minuteMs = nowMs();
    timer = setInterval(tick, REFRESH_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** Now, to the minute. */
export const useMinute = (): number => useSyncExternalStore(subscribe, () => minuteMs);

/** The exact time, written when the pointer comes: a table has hundreds, and hardly one is asked for. */
const tellExactly = ({ currentTarget }: PointerEvent<HTMLTimeElement>): void => {
  currentTarget.title = formatDateTime(currentTarget.dateTime);
};

/** A time as people say it, with the exact one on hover and, by `dateTime`, for programs. */
export const RelativeTime = ({ value }: { value: string }) => {
  const now = useMinute();
  return (
    <time dateTime={value} onPointerEnter={tellExactly}>
      {formatRelative(value, now)}
    </time>
  );
};
