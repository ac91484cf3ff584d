// What waits for the member: the newest notifications that are not read.
import { Link } from "@tanstack/react-router";
import { NotificationList } from "../notifications/notification-list.tsx";
import { useSummary } from "../notifications/notification-queries.ts";
import { Block } from "./block.tsx";

export const Waiting = () => {
  const { data, isPending } = useSummary();
  if (isPending) return <div data-loading />;
  if (!data?.unread) return null;
  return (
    <Block
      title="Waiting for you"
      link={
        <Link to="/notifications" className="r-link">
          All notifications
        </Link>
      }
    >
      <NotificationList unread most={5} />
    </Block>
  );
};
