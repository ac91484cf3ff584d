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

/** A time as people say it, with the exact one on hover and for assistive technology. */
export const RelativeTime = ({ value }: { value: string }) => {
  const now = useSyncExternalStore(subscribe, () => minuteMs);
  return (
    <time dateTime={value} title={formatDateTime(value)}>
      {formatRelative(value, now)}
    </time>
  );
};
