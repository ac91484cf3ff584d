import { useNetwork } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useLiveState } from "../rooms/live/live-updates.ts";
import { IconWifiOff } from "../ui/icons.ts";
import css from "./frame.module.css";

const PATIENCE_MS = 4_000;

/** True once the stream of others' changes has been away for longer than a blink. */
const useIsAway = (): boolean => {
  const state = useLiveState();
  const [isAway, setIsAway] = useState(false);
  useEffect(() => {
    if (state === "open" || state === "connecting") {
      setIsAway(false);
      return undefined;
    }
    const timer = setTimeout(() => setIsAway(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return isAway;
};

/** Says that the screen shows what was loaded before the connection went. */
export const OfflineBar = () => {
  const { online } = useNetwork();
  const isAway = useIsAway();
  const words = online
    ? "Reconnecting. What others change meanwhile is not shown yet."
    : "You are offline. You can read what is loaded; changes wait until the connection is back.";
  const isShown = !online || isAway;
  return (
    <div role="status" className={isShown ? css.offline : undefined}>
      {isShown ? (
        <>
          <IconWifiOff size={14} aria-hidden="true" /> {words}
        </>
      ) : null}
    </div>
  );
};
