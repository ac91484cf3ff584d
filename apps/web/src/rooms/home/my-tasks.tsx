// My open tasks by when they are due. j and k move, d ends the task, Enter opens it; ending can be undone.
import { Checkbox } from "@mantine/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";
import { Link, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useRef } from "react";
import { nowMs } from "../../platform/clock.ts";
import { readerZone } from "../../ui/format.rules.ts";
import { useKeys } from "../../ui/keys.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { useMe } from "../access/session.ts";
import { refreshObject, useSmallList } from "../records/record-queries.ts";
import { useChangeRecord } from "../records/record-writes.ts";
import { titleOf } from "../records/schema.ts";
import { Block, Lines } from "./block.tsx";
import css from "./home.module.css";
import { GROUP_WORDS, taskGroups } from "./task-groups.rules.ts";

const TASKS_SHOWN = 30;

interface TaskRowProps {
  object: SchemaObject;
  record: RapportRecord;
  late: boolean;
  onEnd: (record: RapportRecord) => void;
}

const TaskRow = ({ object, record, late, onEnd }: TaskRowProps) => (
  <li className={css.row} data-task={record.id} tabIndex={-1}>
    <Checkbox
      size="xs"
      aria-label={`Done: ${titleOf(object, record)}`}
      checked={record.status === "done"}
      disabled={!object.can.update}
      onChange={() => onEnd(record)}
    />
    <Link to="/o/$object/$id" params={{ object: "tasks", id: record.id }} className={css.rowTitle}>
      {titleOf(object, record)}
    </Link>
    {typeof record.dueAt === "string" ? (
      <span className={css.meta} data-late={late || undefined}>
        <RelativeTime value={record.dueAt} />
      </span>
    ) : null}
  </li>
);

const rowsIn = (box: HTMLElement | null): HTMLElement[] => [
  ...(box?.querySelectorAll<HTMLElement>("[data-task]") ?? []),
];

const rowAround = (target: EventTarget): HTMLElement | null =>
  target instanceof HTMLElement ? target.closest<HTMLElement>("[data-task]") : null;

/** Keys of the list; what they do to a task is for the caller. */
const useTaskKeys = (onEnd: (id: string) => void, onOpen: (id: string) => void) => {
  const box = useRef<HTMLDivElement>(null);
  const move = (by: number): boolean => {
    const rows = rowsIn(box.current);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
    next?.focus();
    return next !== undefined;
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  const onKeyDown = (event: KeyboardEvent): void => {
    const id = rowAround(event.target)?.dataset.task;
    if (!id || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "d") {
      event.preventDefault();
      const rows = rowsIn(box.current);
      const at = rows.findIndex((row) => row.dataset.task === id);
      (rows[at + 1] ?? rows[at - 1])?.focus();
      onEnd(id);
    } else if (event.key === "Enter" && event.target === rowAround(event.target)) onOpen(id);
  };
  return { box, onKeyDown };
};

export const MyTasks = ({ object }: { object: SchemaObject }) => {
  const me = useMe();
  const navigate = useNavigate();
  const change = useChangeRecord(object);
  const filter: Filter = { and: [{ ownerId: me.member?.id ?? null }, { status: "open" }] };
  const list = useSmallList("tasks", { filter, sort: "dueAt" }, TASKS_SHOWN);
  const rows = list.data?.data ?? [];
  const end = (record: RapportRecord): void => {
    if (!object.can.update) return;
    change.mutate(
      { record, data: { status: "done" }, label: "Status" },
      { onSettled: () => void refreshObject("tasks") },
    );
  };
  const endById = (id: string): void => {
    const record = rows.find((one) => one.id === id);
    if (record) end(record);
  };
  const { box, onKeyDown } = useTaskKeys(
    endById,
    (id) => void navigate({ to: "/o/$object/$id", params: { object: "tasks", id } }),
  );
  const groups = taskGroups(rows, { nowMs: nowMs(), zone: readerZone() });
  return (
    <Block
      title="My tasks"
      link={
        <Link
          to="/o/$object"
          params={{ object: "tasks" }}
          search={{ filter, sort: "dueAt" }}
          className="r-link"
        >
          All {list.data?.total?.count ?? ""}
        </Link>
      }
    >
      {list.isPending ? <Lines /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load your tasks"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && rows.length === 0 ? (
        <p className={css.none}>
          Nothing is waiting for you. Tasks that you own and have not done appear here.
        </p>
      ) : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the tasks within */}
      <div ref={box} onKeyDown={onKeyDown}>
        {groups.map(({ group, records }) => (
          <div key={group}>
            <h3 className={css.groupTitle} data-late={group === "overdue" || undefined}>
              {GROUP_WORDS[group]} <span className={css.groupCount}>{records.length}</span>
            </h3>
            <ul className={css.list} aria-label={GROUP_WORDS[group]}>
              {records.map((record) => (
                <TaskRow
                  key={record.id}
                  object={object}
                  record={record}
                  late={group === "overdue"}
                  onEnd={end}
                />
              ))}
            </ul>
          </div>
        ))}
      </div>
      {rows.length > 0 ? (
        <p className={css.keys}>j and k move, d ends a task, Enter opens it</p>
      ) : null}
    </Block>
  );
};
