// Says that the connection is away, and which changes wait for it. They are kept in this browser until they are saved.
import { Button } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { startUnsaved, useUnsaved } from "../rooms/records/unsaved.ts";
import { UnsavedList } from "../rooms/records/unsaved-list.tsx";
import { formatCount } from "../ui/format.rules.ts";
import { IconWifiOff } from "../ui/icons.ts";
import css from "./frame.module.css";

const wordsOf = (online: boolean, waiting: number, refused: number): string => {
  if (refused > 0)
    return `${formatCount(refused, "change was", "changes were")} not saved. Nothing is lost: look at what to do.`;
  if (waiting > 0)
    return `${formatCount(waiting, "change waits", "changes wait")} in this browser until the server can be reached.`;
  return online
    ? ""
    : "You are offline. You can read what is loaded; changes wait until the connection is back.";
};

export const OfflineBar = () => {
  const { online } = useNetwork();
  const unsaved = useUnsaved();
  const [listed, setListed] = useState(false);
  useEffect(startUnsaved, []);
  const refused = unsaved.filter((entry) => entry.refused !== null).length;
  const words = wordsOf(online, unsaved.length, refused);
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
