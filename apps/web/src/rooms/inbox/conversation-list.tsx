// The left pane: boxes with counts, saved views, search, and the rows. One stop for the keyboard; j and k move in it.
import { TextInput, UnstyledButton } from "@mantine/core";
import type { Conversation, ConversationCounts } from "@rapport/sdk";
import { memo, type Ref, useCallback, useEffect, useRef } from "react";
import { IconSearch } from "../../ui/icons.ts";
import { RelativeTime, useMinute } from "../../ui/relative-time.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import css from "./inbox.module.css";
import type { Box } from "./inbox-search.rules.ts";
import { boxes } from "./inbox-search.rules.ts";
import {
  boxLabels,
  channelLabels,
  promiseText,
  runningPromise,
  whoOf,
} from "./inbox-words.rules.ts";

const countOf = (box: Box, counts: ConversationCounts | undefined): string | null => {
  if (!counts) return null;
  const all: Partial<Record<Box, number>> = {
    mine: counts.mine,
    nobody: counts.nobody,
    open: counts.open,
    due: counts.due,
    snoozed: counts.snoozed,
  };
  const count = all[box];
  if (count === undefined || count === 0) return null;
  return count >= counts.cap ? `${counts.cap - 1}+` : String(count);
};

export const Boxes = ({
  box,
  counts,
  onBox,
}: {
  box: Box | null;
  counts: ConversationCounts | undefined;
  onBox: (box: Box) => void;
}) => (
  <nav className={css.boxes} aria-label="Boxes">
    {boxes.map((one) => (
      <UnstyledButton
        key={one}
        className={css.box}
        aria-current={one === box ? "page" : undefined}
        onClick={() => onBox(one)}
      >
        {boxLabels[one]}
        <span className={css.count}>{countOf(one, counts)}</span>
      </UnstyledButton>
    ))}
  </nav>
);

export const SearchField = ({
  value,
  onChange,
  fieldRef,
}: {
  value: string;
  onChange: (value: string) => void;
  fieldRef: Ref<HTMLInputElement>;
}) => (
  <TextInput
    ref={fieldRef}
    className={css.search}
    size="xs"
    aria-label="Search in conversations"
    placeholder="Search in messages"
    leftSection={<IconSearch size={14} />}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
    onKeyDown={(event) => {
      if (event.key === "Escape") event.currentTarget.blur();
    }}
  />
);

const Clock = ({ one }: { one: Conversation }) => {
  const now = useMinute();
  const promise = runningPromise(one);
  if (promise === null) return null;
  const { text, short, urgency } = promiseText(promise, now);
  return (
    <span className={css.clock} data-urgency={urgency} title={text}>
      {short}
    </span>
  );
};

interface RowProps {
  one: Conversation;
  excerpt: string | null;
  isOpen: boolean;
  /** The one that the Tab key comes to; arrow keys go on from it. */
  isStop: boolean;
  onOpen: (id: string) => void;
}

/** Drawn anew when it changes itself: whoever goes down a long list waits for two rows, not for all. */
const Row = memo(({ one, excerpt, isOpen, isStop, onOpen }: RowProps) => (
  <li>
    <UnstyledButton
      className={css.row}
      id={`conversation-${one.id}`}
      data-waiting={one.waitingSince !== null || undefined}
      aria-current={isOpen ? "true" : undefined}
      tabIndex={isStop ? 0 : -1}
      onClick={() => onOpen(one.id)}
    >
      <span className={css.rowHead}>
        <span className={css.who}>{whoOf(one)}</span>
        <Clock one={one} />
        <span className={css.time}>
          <RelativeTime value={one.lastMessageAt} />
        </span>
      </span>
      <span className={css.rowSubject}>
        {one.priority === "urgent" || one.priority === "high" ? (
          <span className={css.priority} data-priority={one.priority}>
            {one.priority === "urgent" ? "Urgent" : "High"}
          </span>
        ) : null}
        {one.subject ?? `${channelLabels[one.channel.kind]} #${one.number}`}
      </span>
      <span className={css.rowPreview}>{excerpt ?? one.preview}</span>
    </UnstyledButton>
  </li>
));

export interface ListedRow {
  one: Conversation;
  excerpt: string | null;
}

interface RowsProps {
  rows: readonly ListedRow[];
  openId: string | null;
  isPending: boolean;
  /** Something newer is on its way. */
  isBusy: boolean;
  error: unknown;
  isSearch: boolean;
  onRetry: () => void;
  onOpen: (id: string) => void;
  onEnd: () => void;
}

const Nothing = ({ isSearch }: { isSearch: boolean }) => (
  <EmptyState title={isSearch ? "Nothing was written like that" : "Nothing waits here"}>
    {isSearch
      ? "Search looks for whole words in messages, subjects and names; the last word may be half written."
      : "New messages of customers appear here by themselves."}
  </EmptyState>
);

export const Rows = (props: RowsProps) => {
  const { rows, openId, isPending, error, isSearch, onRetry, onOpen, onEnd } = props;
  const end = useRef<HTMLLIElement>(null);
  const ask = useRef(onEnd);
  ask.current = onEnd;
  const choose = useRef(onOpen);
  choose.current = onOpen;
  const onChosen = useCallback((id: string) => choose.current(id), []);
  useEffect(() => {
    if (!end.current) return undefined;
    const watch = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) ask.current();
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, []);
  const stopId = rows.some(({ one }) => one.id === openId) ? openId : rows[0]?.one.id;
  return (
    <div className={css.rows}>
      {isPending ? <SkeletonLines lines={8} /> : null}
      {error ? <ErrorState error={error} doing="load the conversations" onRetry={onRetry} /> : null}
      {!isPending && !error && rows.length === 0 ? <Nothing isSearch={isSearch} /> : null}
      <ul className={css.list} aria-label="Conversations" aria-busy={props.isBusy}>
        {rows.map(({ one, excerpt }) => (
          <Row
            key={one.id}
            one={one}
            excerpt={excerpt}
            isOpen={one.id === openId}
            isStop={one.id === stopId}
            onOpen={onChosen}
          />
        ))}
        <li ref={end} aria-hidden="true" className={css.end} />
      </ul>
    </div>
  );
};
