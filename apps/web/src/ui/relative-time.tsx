// Times as people say them. One clock for all that are on the screen.
import { useSyncExternalStore } from "react";
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
  timer ??= setInterval(tick, REFRESH_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** A time as people say it, with the exact one on hover and for assistive technology. */
export const RelativeTime = ({ value }: { value: string }) => {
  // What happened since the last tick is told as of now, not as of then.
  const now = Math.max(
    useSyncExternalStore(subscribe, () => minuteMs),
    Date.parse(value) || 0,
  );
  return (
    <time dateTime={value} title={formatDateTime(value)}>
      {formatRelative(value, now)}
    </time>
  );
};
