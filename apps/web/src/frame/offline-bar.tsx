// Says that the connection is away, and which changes wait for it. They are kept in this browser until they are saved.
import { Button } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useLiveState } from "../rooms/live/live-updates.ts";
import { startUnsaved, useUnsaved } from "../rooms/records/unsaved.ts";
import { UnsavedList } from "../rooms/records/unsaved-list.tsx";
import { formatCount } from "../ui/format.rules.ts";
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

const unsavedWords = (waiting: number, refused: number): string =>
  refused > 0
    ? `${formatCount(refused, "change was", "changes were")} not saved. Nothing is lost: look at what to do.`
    : `${formatCount(waiting, "change waits", "changes wait")} in this browser until the server can be reached.`;

const connectionWords = (online: boolean, isAway: boolean): string => {
  if (!online)
    return "You are offline. You can read what is loaded; changes wait until the connection is back.";
  return isAway ? "Reconnecting. What others change meanwhile is not shown yet." : "";
};

export const OfflineBar = () => {
  const { online } = useNetwork();
  const isAway = useIsAway();
  const unsaved = useUnsaved();
  const [listed, setListed] = useState(false);
  useEffect(startUnsaved, []);
  const refused = unsaved.filter((entry) => entry.refused !== null).length;
  const words =
    unsaved.length > 0 ? unsavedWords(unsaved.length, refused) : connectionWords(online, isAway);
  return (
    <>
      <div role="status" className={words ? css.offline : undefined}>
        {words ? (
          <>
            <IconWifiOff size={14} aria-hidden="true" /> {words}
            {unsaved.length > 0 ? (
              <Button variant="default" onClick={() => setListed(true)}>
                Show
              </Button>
            ) : null}
          </>
        ) : null}
      </div>
      {listed && unsaved.length > 0 ? <UnsavedList onClose={() => setListed(false)} /> : null}
    </>
  );
};
