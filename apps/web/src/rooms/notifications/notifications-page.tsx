// Everything that a member was told, with what is not read apart.
import { Button, SegmentedControl } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { NotificationList } from "./notification-list.tsx";
import { useMark, useUnread } from "./notification-queries.ts";
import css from "./notifications.module.css";

const route = getRouteApi("/app/notifications");

export const NotificationsPage = () => {
  const { unread = false } = route.useSearch();
  const navigate = route.useNavigate();
  const mark = useMark();
  const waiting = useUnread()?.unread ?? 0;
  return (
    <>
      <PageHead
        title="Notifications"
        actions={
          <>
            <Button component={Link} to="/settings/notifications" variant="default">
              Choose what you hear
            </Button>
            <Button
              variant="default"
              disabled={waiting === 0}
              onClick={() => mark.mutate({ ids: null, read: true })}
            >
              Mark all as read
            </Button>
          </>
        }
      />
      <PageBody>
        <SegmentedControl
          size="xs"
          mb={12}
          aria-label="Which"
          data={[
            { value: "all", label: "All" },
            { value: "unread", label: "Not read" },
          ]}
          value={unread ? "unread" : "all"}
          onChange={(which) =>
            void navigate({ search: which === "unread" ? { unread: true } : {}, replace: true })
          }
        />
        <div className={css.card}>
          <NotificationList unread={unread} />
        </div>
      </PageBody>
    </>
  );
};
