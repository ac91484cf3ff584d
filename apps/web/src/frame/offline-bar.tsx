import { useNetwork } from "@mantine/hooks";
import { IconWifiOff } from "../ui/icons.ts";
import css from "./frame.module.css";

/** Says that the screen shows what was loaded before the connection went. */
export const OfflineBar = () => {
  const { online } = useNetwork();
  return (
    <div role="status" className={online ? undefined : css.offline}>
      {online ? null : (
        <>
          <IconWifiOff size={14} aria-hidden="true" /> You are offline. You can read what is loaded;
          changes wait until the connection is back.
        </>
      )}
    </div>
  );
};
