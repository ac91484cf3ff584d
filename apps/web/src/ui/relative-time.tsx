import { useEffect, useState } from "react";
import { nowMs } from "../platform/clock.ts";
import { formatDateTime, formatRelative } from "./format.rules.ts";

const REFRESH_MS = 60_000;

/** A time as people say it, with the exact one on hover and for assistive technology. */
export const RelativeTime = ({ value }: { value: string }) => {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(nowMs()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={value} title={formatDateTime(value)}>
      {formatRelative(value, now)}
    </time>
  );
};
