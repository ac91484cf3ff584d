// Each change of a record: who, when, and every field before and after. A change can be taken back from here.
import { Button } from "@mantine/core";
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import type { AuditEntry } from "@rapport/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { undoActs } from "../../ui/toast.tsx";
import { actionWords } from "./action-words.rules.ts";
import { differences } from "./changes.rules.ts";
import { findField } from "./schema.ts";
import css from "./story.module.css";
import { ValueText } from "./value-text.tsx";

interface ChangeProps {
  field: SchemaField | undefined;
  name: string;
  before: unknown;
  after: unknown;
}

const Change = ({ field, name, before, after }: ChangeProps) => (
  <li className={css.change}>
    <span className={css.changeField}>{field?.label ?? name}</span>
    <del className={css.before}>
      <ValueText field={field} value={before} />
    </del>
    <span aria-hidden="true">→</span>
    <ins className={css.after}>
      <ValueText field={field} value={after} />
    </ins>
  </li>
);

const Entry = ({ object, entry }: { object: SchemaObject; entry: AuditEntry }) => (
  <li className={css.historyEntry}>
    <div className={css.entryHead}>
      <span>
        <b>{entry.actor.label || "The system"}</b> {actionWords(entry.op)}
      </span>
      <span className={css.entryMeta}>
        <RelativeTime value={entry.at} />
      </span>
      {object.can.update ? (
        <Button
          variant="subtle"
          color="gray"
          className={css.undo}
          onClick={() => void undoActs([entry.actId])}
        >
          Undo
        </Button>
      ) : null}
    </div>
    <ul className={css.changes}>
      {differences(entry.before, entry.after).map((change) => (
        <Change
          key={change.field}
          field={findField(object, change.field)}
          name={change.field}
          before={change.before}
          after={change.after}
        />
      ))}
    </ul>
  </li>
);

export const History = ({ object, recordId }: { object: SchemaObject; recordId: string }) => {
  const list = useInfiniteQuery({
    queryKey: ["history", object.key, recordId],
    queryFn: ({ pageParam }) =>
      api.records(object.key).history(recordId, pageParam ? { cursor: pageParam } : {}),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const entries = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (list.isPending) return <SkeletonLines lines={5} />;
  if (list.error) {
    return (
      <ErrorState error={list.error} doing="load the history" onRetry={() => void list.refetch()} />
    );
  }
  return (
    <>
      {entries.length === 0 ? <p className={css.nothing}>No change is recorded yet.</p> : null}
      <ol className={css.timeline} aria-label="History of changes">
        {entries.map((entry) => (
          <Entry key={entry.id} object={object} entry={entry} />
        ))}
      </ol>
      {list.hasNextPage ? (
        <Button
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
