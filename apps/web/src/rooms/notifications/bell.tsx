// The bell in the frame: how much waits, and the panel that shows it without leaving the place.
import { Button, Drawer, Group, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { IconBell } from "../../ui/icons.ts";
import { useFrameKeys } from "../../ui/keys.ts";
import { countWords } from "./notification.rules.ts";
import { NotificationList } from "./notification-list.tsx";
import { useMark, useUnread } from "./notification-queries.ts";
import css from "./notifications.module.css";

export const Bell = ({
  className,
  bare = false,
}: {
  className?: string | undefined;
  bare?: boolean;
}) => {
  const [opened, { open, close, toggle }] = useDisclosure(false);
  const summary = useUnread();
  const mark = useMark();
  const unread = summary?.unread ?? 0;
  const words = summary ? countWords(unread, summary.capped) : "";
  useFrameKeys({ b: toggle });
  return (
    <>
      <UnstyledButton
        className={className}
        onClick={open}
        aria-label={unread > 0 ? `Notifications, ${words} not read` : "Notifications"}
        aria-keyshortcuts="b"
      >
        <IconBell size={16} stroke={1.6} aria-hidden="true" />
        {bare ? null : <span>Notifications</span>}
        {unread > 0 ? <span className={css.badge}>{words}</span> : null}
      </UnstyledButton>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size={440}
        padding="md"
        title="Notifications"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Group justify="space-between" mb={8}>
          <Link to="/notifications" className="r-link" onClick={close}>
            All notifications
          </Link>
          <Button
            variant="default"
            disabled={unread === 0}
            onClick={() => mark.mutate({ ids: null, read: true })}
          >
            Mark all as read
          </Button>
        </Group>
        {opened ? <NotificationList unread={false} onLeave={close} /> : null}
      </Drawer>
    </>
  );
};
