// Messages that could not be taken, each with the reason: sent in again once what was wrong is mended, or discarded.
import { Button, Checkbox } from "@mantine/core";
import type { DeadLetter } from "@rapport/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { formatCount } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { PlainJson } from "./event-detail.tsx";
import { lettersQuery, useDiscard, useReplay } from "./event-queries.ts";
import { reasonText } from "./event-words.rules.ts";
import css from "./events.module.css";

const route = getRouteApi("/app/settings/events");

interface LetterProps {
  letter: DeadLetter;
  isSelected: boolean;
  onSelect: () => void;
}

const Letter = ({ letter, isSelected, onSelect }: LetterProps) => (
  <li className={css.entry}>
    <div className={css.letter}>
      <Checkbox
        size="xs"
        aria-label={`Select ${letter.name ?? "a message"}: ${reasonText(letter.reason)}`}
        checked={isSelected}
        onChange={onSelect}
      />
      <div className={css.letterMain}>
        <span className={css.what}>{letter.name || "Without a name"}</span>
        <span className={css.flag}>{reasonText(letter.reason)}</span>
        <span className={css.quiet}>{letter.detail}</span>
        <details className={css.more}>
          <summary>Message</summary>
          {letter.message === null ? (
            <p className={css.quiet}>It was too large to keep.</p>
          ) : (
            <PlainJson label="Message" value={letter.message} />
          )}
        </details>
      </div>
      <span className={css.when}>
        {letter.times > 1 ? `${letter.times} times, ` : ""}
        <RelativeTime value={letter.lastAt} />
      </span>
    </div>
  </li>
);

const ReasonFilter = ({ open }: { open: readonly { reason: string; count: number }[] }) => {
  const { reason } = route.useSearch();
  const navigate = route.useNavigate();
  const data = open.map((one) => ({
    value: one.reason,
    label: `${reasonText(one.reason)} (${one.count})`,
  }));
  return (
    <Select
      size="xs"
      w={230}
      clearable
      aria-label="Reason"
      placeholder="Any reason"
      data={data}
      value={reason ?? null}
      onChange={(value) =>
        void navigate({ search: { tab: "letters", ...(value ? { reason: value } : {}) } })
      }
    />
  );
};

export const DeadLetters = () => {
  const { reason } = route.useSearch();
  const list = useInfiniteQuery(lettersQuery(reason));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const replay = useReplay();
  const discard = useDiscard();
  if (list.isPending) return <SkeletonLines lines={6} />;
  if (list.error && !list.data)
    return (
      <ErrorState
        error={list.error}
        doing="load the messages"
        onRetry={() => void list.refetch()}
      />
    );
  const letters = list.data.pages.flatMap((page) => page.data);
  const open = list.data.pages[0]?.open ?? [];
  const chosen = letters.filter(({ id }) => selected.has(id)).map(({ id }) => id);
  const clear = { onSuccess: () => setSelected(new Set<string>()) };
  const toggle = (id: string): void =>
    setSelected(
      (now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]),
    );
  const ofReason = open.find((one) => one.reason === reason);
  return (
    <>
      <div className={css.bar}>
        <ReasonFilter open={open} />
        {chosen.length > 0 ? (
          <>
            <Button
              size="xs"
              loading={replay.isPending}
              onClick={() => replay.mutate({ ids: chosen }, clear)}
            >
              Send {formatCount(chosen.length, "message", "messages")} in again
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={discard.isPending}
              onClick={() => discard.mutate({ ids: chosen }, clear)}
            >
              Discard {formatCount(chosen.length, "message", "messages")}
            </Button>
          </>
        ) : null}
        {ofReason && chosen.length === 0 ? (
          <Button
            className={css.barEnd}
            size="xs"
            variant="default"
            loading={replay.isPending}
            onClick={() => replay.mutate({ reason: ofReason.reason })}
          >
            Send all {ofReason.count} in again
          </Button>
        ) : null}
      </div>
      {letters.length === 0 ? (
        <EmptyState title="Everything was taken">
          Messages that are malformed, out of time or against their schema are kept here with the
          reason, until you send them in again or discard them.
        </EmptyState>
      ) : (
        <ol className={css.list} aria-label="Messages that were not taken">
          {letters.map((letter) => (
            <Letter
              key={letter.id}
              letter={letter}
              isSelected={selected.has(letter.id)}
              onSelect={() => toggle(letter.id)}
            />
          ))}
        </ol>
      )}
      {list.hasNextPage ? (
        <Button
          mt={12}
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show earlier
        </Button>
      ) : null}
    </>
  );
};
