// The last events that came, newest first. It goes on by itself; paused, it holds still. Filtered by name, and by
// whether they break their schema.
import { Button, Switch, UnstyledButton } from "@mantine/core";
import type { EventEntry } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { IconChevronDown, IconChevronRight } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { EventDetail } from "./event-detail.tsx";
import { namesQuery, tailQuery } from "./event-queries.ts";
import { lateText } from "./event-words.rules.ts";
import css from "./events.module.css";

const route = getRouteApi("/app/settings/events");

const whoOf = ({ personTitle, userId, anonymousId, companyId }: EventEntry): string => {
  if (personTitle) return personTitle;
  if (userId) return userId;
  if (anonymousId) return `Visitor ${anonymousId}`;
  return companyId ? "A company" : "Nobody known";
};

const EventLine = ({ event }: { event: EventEntry }) => {
  const { event: openedId, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const opened = openedId === event.id;
  const late = lateText(event.occurredAt, event.knownAt);
  return (
    <li className={css.entry}>
      <UnstyledButton
        className={css.head}
        aria-expanded={opened}
        onClick={() => void navigate({ search: opened ? search : { ...search, event: event.id } })}
      >
        {opened ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
        <span className={css.what}>{event.name}</span>
        <span className={css.who}>{whoOf(event)}</span>
        <span className={css.notes}>
          {event.isFlagged ? <span className={css.flag}>Breaks its schema</span> : null}
          {late ? <span>{late}</span> : null}
        </span>
        <span className={css.when}>
          <RelativeTime value={event.occurredAt} />
        </span>
      </UnstyledButton>
      {opened ? <EventDetail id={event.id} /> : null}
    </li>
  );
};

const Filters = () => {
  const { event: _closed, name, flagged, personId, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: names = [] } = useQuery(namesQuery);
  const kept = { ...search, ...(personId ? { personId } : {}) };
  const known = [...new Set(names.map((one) => one.name))];
  const withName = name ? { name } : {};
  const withFlag = flagged ? { flagged } : {};
  return (
    <>
      <Select
        size="xs"
        w={220}
        clearable
        searchable
        aria-label="Name"
        placeholder="Any name"
        data={name && !known.includes(name) ? [name, ...known] : known}
        value={name ?? null}
        onChange={(value) =>
          void navigate({ search: { ...kept, ...withFlag, ...(value ? { name: value } : {}) } })
        }
      />
      <Switch
        size="xs"
        label="Only those that break their schema"
        checked={flagged === "true"}
        onChange={(change) =>
          void navigate({
            search: {
              ...kept,
              ...withName,
              ...(change.currentTarget.checked ? { flagged: "true" as const } : {}),
            },
          })
        }
      />
      {personId ? (
        <Button
          size="xs"
          variant="default"
          onClick={() => void navigate({ search: { ...search, ...withName, ...withFlag } })}
        >
          Show everybody
        </Button>
      ) : null}
    </>
  );
};

const Nothing = ({ isFiltered }: { isFiltered: boolean }) => {
  const navigate = route.useNavigate();
  if (isFiltered) {
    return (
      <EmptyState title="None of the last events match">Choose another filter above.</EmptyState>
    );
  }
  return (
    <EmptyState
      title="No events yet"
      action={
        <Button onClick={() => void navigate({ search: { tab: "sources" } })}>
          Set up a source
        </Button>
      }
    >
      Set up a source, put its key into your program, and what happens there appears here as it
      happens.
    </EmptyState>
  );
};

export const LiveTail = () => {
  const { name, flagged, personId } = route.useSearch();
  const [isPaused, setPaused] = useState(false);
  const list = useQuery(tailQuery({ name, flagged, personId }, isPaused));
  const isFiltered = Boolean(name ?? flagged ?? personId);
  return (
    <>
      <div className={css.bar}>
        <Filters />
        <Button
          className={css.barEnd}
          size="xs"
          variant="default"
          aria-pressed={isPaused}
          onClick={() => setPaused((now) => !now)}
        >
          {isPaused ? "Go on" : "Pause"}
        </Button>
      </div>
      {list.isPending ? <SkeletonLines lines={8} /> : null}
      {list.error && !list.data ? (
        <ErrorState
          error={list.error}
          doing="load the events"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.data?.data.length === 0 ? <Nothing isFiltered={isFiltered} /> : null}
      {list.data && list.data.data.length > 0 ? (
        <ol className={css.list} aria-label="Events">
          {list.data.data.map((event) => (
            <EventLine key={event.id} event={event} />
          ))}
        </ol>
      ) : null}
    </>
  );
};
