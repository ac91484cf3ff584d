// What happened around a record, newest first: notes, tasks, calls, deals, tickets and its own milestones.
import { Button, Checkbox } from "@mantine/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import type { TimelineEntry } from "@rapport/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { api } from "../../platform/api.ts";
import { IconFileText, IconInbox } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { sizeText, typeText } from "../attachments/upload.rules.ts";
import { MentionedText } from "../notifications/mentioned-text.tsx";
import { Composer } from "./composer.tsx";
import { FieldValue } from "./field-value.tsx";
import { useChangeRecord } from "./record-writes.ts";
import { useObjectType } from "./schema.ts";
import css from "./story.module.css";

const TaskTick = ({ object, record }: { object: SchemaObject; record: RapportRecord }) => {
  const change = useChangeRecord(object);
  return (
    <Checkbox
      size="xs"
      aria-label={`Done: ${String(record.title)}`}
      checked={record.status === "done"}
      disabled={!object.can.update}
      onChange={(event) =>
        change.mutate({
          record,
          data: { status: event.currentTarget.checked ? "done" : "open" },
          label: "Status",
        })
      }
    />
  );
};

const bodyOf = (entry: TimelineEntry): string | null => {
  const body = entry.record.body ?? entry.record.description;
  return typeof body === "string" && body !== entry.title ? body : null;
};

/** A file that was uploaded: no record, so it opens itself. */
const FileEntry = ({ entry }: { entry: TimelineEntry }) => {
  const { isImage, type, bytes, uploadedBy } = entry.record as unknown as Record<string, unknown>;
  const shown = isImage === true;
  return (
    <li className={css.entry}>
      <span className={css.entryIcon}>
        <IconFileText size={14} stroke={1.6} aria-hidden="true" />
      </span>
      <div className={css.entryMain}>
        <div className={css.entryHead}>
          <a
            href={api.attachments.contentUrl(entry.id, { download: !shown })}
            className={css.entryTitle}
            {...(shown ? { target: "_blank", rel: "noreferrer" } : { download: true })}
          >
            {entry.title}
          </a>
          <span className={css.entryMeta}>
            {typeText(String(type))}, {sizeText(Number(bytes))} · {String(uploadedBy)} ·{" "}
            <RelativeTime value={entry.at} />
          </span>
        </div>
      </div>
    </li>
  );
};

const Entry = ({ entry }: { entry: TimelineEntry }) => {
  const type = useObjectType(entry.object);
  const isNote = entry.object === "notes";
  const body = isNote ? String(entry.record.body ?? "") : bodyOf(entry);
  const state = type?.fields.find((field) => field.key === "status" || field.key === "kind");
  return (
    <li className={css.entry}>
      <span className={css.entryIcon}>
        <ObjectIcon object={entry.object} size={14} />
      </span>
      <div className={css.entryMain}>
        <div className={css.entryHead}>
          {entry.object === "tasks" && type ? (
            <TaskTick object={type} record={entry.record} />
          ) : null}
          <Link
            to="/o/$object/$id"
            params={{ object: entry.object, id: entry.id }}
            className={css.entryTitle}
          >
            {isNote ? "Note" : entry.title || (type?.label ?? "Untitled")}
          </Link>
          {state ? <FieldValue field={state} record={entry.record} /> : null}
          <span className={css.entryMeta}>
            {type && !isNote ? `${type.label} · ` : ""}
            <RelativeTime value={entry.at} />
          </span>
        </div>
        {body ? (
          <p className={css.entryBody}>
            <MentionedText text={body} />
          </p>
        ) : null}
      </div>
    </li>
  );
};

/** A conversation with the person. */
const ConversationEntry = ({ entry }: { entry: TimelineEntry }) => {
  const { state, preview, channel, score } = entry.record as unknown as Record<string, unknown>;
  return (
    <li className={css.entry}>
      <span className={css.entryIcon}>
        <IconInbox size={14} stroke={1.6} aria-hidden="true" />
      </span>
      <div className={css.entryMain}>
        <div className={css.entryHead}>
          <Link to="/inbox" search={{ box: "all", c: entry.id }} className={css.entryTitle}>
            {entry.title}
          </Link>
          <span className={css.entryMeta}>
            Conversation, {String(channel)}, {String(state)}
            {typeof score === "number" ? `, rated ${score} of 5` : ""} ·{" "}
            <RelativeTime value={entry.at} />
          </span>
        </div>
        {typeof preview === "string" ? <p className={css.entryBody}>{preview}</p> : null}
      </div>
    </li>
  );
};

const entryViews = { attachments: FileEntry, conversations: ConversationEntry } as const;

const viewOf = (object: string) =>
  object === "attachments" || object === "conversations" ? entryViews[object] : Entry;

export const Timeline = ({ object, recordId }: { object: SchemaObject; recordId: string }) => {
  const list = useInfiniteQuery({
    queryKey: ["timeline", object.key, recordId],
    queryFn: ({ pageParam }) =>
      api.records(object.key).timeline(recordId, pageParam ? { cursor: pageParam } : {}),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const entries = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <Composer object={object} recordId={recordId} />
      {list.isPending ? <SkeletonLines lines={5} /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the timeline"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && entries.length === 0 ? (
        <p className={css.nothing}>Nothing has happened here yet.</p>
      ) : null}
      <ol className={css.timeline} aria-label="Timeline">
        {entries.map((entry) => {
          const View = viewOf(entry.object);
          return <View key={entry.id} entry={entry} />;
        })}
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
