// The lines that wait for a member: opened by Enter or click, which also marks them; moved through by j and k.
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import type { Notification, NotificationKind } from "@rapport/contracts";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import {
  IconActivity,
  IconAlertTriangle,
  IconBell,
  IconCheck,
  IconChecklist,
  IconNote,
  IconUpload,
  IconUserPlus,
} from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useSchema } from "../records/schema.ts";
import { pathOf, titleIn, wordsOf } from "./notification.rules.ts";
import { useMark, useNotificationList } from "./notification-queries.ts";
import css from "./notifications.module.css";

const ICONS: Record<NotificationKind, ReactNode> = {
  mention: <IconNote size={15} />,
  assigned: <IconUserPlus size={15} />,
  "task-due": <IconChecklist size={15} />,
  "task-overdue": <IconChecklist size={15} />,
  followed: <IconActivity size={15} />,
  "import-finished": <IconUpload size={15} />,
  "import-failed": <IconAlertTriangle size={15} />,
  "automation-paused": <IconAlertTriangle size={15} />,
  "webhook-disabled": <IconAlertTriangle size={15} />,
  "model-alarm": <IconAlertTriangle size={15} />,
  message: <IconBell size={15} />,
};

const useNames = () => {
  const schema = useSchema();
  return {
    object: (key: string, count: number): string => {
      const object = schema.find((one) => one.key === key);
      return (count === 1 ? object?.label : object?.labelPlural) ?? "Records";
    },
    field: (object: string, key: string): string =>
      schema
        .find((one) => one.key === object)
        ?.fields.find((field) => field.key === key.replace(/^custom\./, ""))?.label ?? key,
  };
};

interface LineProps {
  one: Notification;
  onOpen: (one: Notification) => void;
}

const Line = ({ one, onOpen }: LineProps) => {
  const names = useNames();
  const mark = useMark();
  const { lead, tail } = wordsOf(one, names);
  const title = titleIn(one);
  const label = one.read ? "Mark as not read" : "Mark as read";
  return (
    <li className={css.line} data-unread={!one.read || undefined}>
      <button type="button" className={css.open} onClick={() => onOpen(one)}>
        <span className={css.icon}>{ICONS[one.kind]}</span>
        <span className={css.main}>
          <span>
            {one.read ? null : <span className="r-visually-hidden">Not read: </span>}
            {lead} {title ? <b>{title}</b> : null}
            {tail}
          </span>
          {one.text ? <span className={css.text}>{one.text}</span> : null}
          <span className={css.time}>
            <RelativeTime value={one.at} />
          </span>
        </span>
      </button>
      <Tooltip label={label}>
        <ActionIcon
          aria-label={label}
          onClick={() => mark.mutate({ ids: [one.id], read: !one.read })}
        >
          {one.read ? <span className={css.dot} /> : <IconCheck size={15} />}
        </ActionIcon>
      </Tooltip>
    </li>
  );
};

/** Moves focus between the lines. */
const step = (list: HTMLElement | null, by: number): void => {
  const lines = [...(list?.querySelectorAll<HTMLElement>("li > button:first-child") ?? [])];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  lines[Math.max(0, Math.min(lines.length - 1, at + by))]?.focus();
};

const STEPS: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

interface NotificationListProps {
  unread: boolean;
  /** No more than this, and no way on. */
  most?: number;
  onLeave?: () => void;
}

export const NotificationList = ({ unread, most, onLeave }: NotificationListProps) => {
  const list = useNotificationList(unread);
  const mark = useMark();
  const navigate = useNavigate();
  const box = useRef<HTMLUListElement>(null);
  const lines = (list.data?.pages.flatMap((page) => page.data) ?? []).slice(0, most);

  const open = (one: Notification): void => {
    if (!one.read) mark.mutate({ ids: [one.id], read: true });
    const path = pathOf(one);
    onLeave?.();
    if (path) void navigate({ to: path });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(box.current, by);
  };

  if (list.isPending) return <SkeletonLines lines={6} />;
  if (list.error && lines.length === 0) {
    return (
      <ErrorState
        error={list.error}
        doing="load your notifications"
        onRetry={() => void list.refetch()}
      />
    );
  }
  if (lines.length === 0) {
    return (
      <EmptyState
        icon={<IconBell size={24} stroke={1.5} />}
        title={unread ? "All read" : "Nothing yet"}
      >
        Mentions, records that become yours, tasks that fall due and what you follow appear here.
      </EmptyState>
    );
  }
  return (
    <>
      <ul ref={box} className={css.list} onKeyDown={onKeyDown} aria-label="Notifications">
        {lines.map((one) => (
          <Line key={one.id} one={one} onOpen={open} />
        ))}
      </ul>
      {list.hasNextPage && most === undefined ? (
        <div className={css.more}>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show earlier
          </Button>
        </div>
      ) : null}
    </>
  );
};
