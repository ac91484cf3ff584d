// The kanban of a list, and the same list as rows: which columns, which facts, what may be moved.

import { Skeleton } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import { useMemo } from "react";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { TITLE_COLUMN } from "../records/columns.rules.ts";
import { canWrite } from "../records/schema.ts";
import type { View } from "../records/table-view.ts";
import css from "./board.module.css";
import { Board } from "./board.tsx";
import { type BoardColumn, boardField, withPipeline } from "./group.rules.ts";
import { useBoard } from "./group-queries.ts";

interface KanbanProps {
  object: SchemaObject;
  view: View;
  onOpen: (id: string) => void;
}

const FACTS = 4;
const LIST_FACTS = 6;

const useFacts = (view: View, without: string | undefined, most: number) =>
  useMemo(
    () =>
      view.columns
        .filter(({ id, field }) => id !== TITLE_COLUMN && field && id !== without)
        .filter(({ id }) => !(without === "stageId" && id === "status"))
        .slice(0, most),
    [view.columns, without, most],
  );

const Waiting = () => (
  <div className={css.board} role="status" aria-label="Loading">
    {["a", "b", "c", "d"].map((key) => (
      <div key={key} className={css.column}>
        <Skeleton height={18} width="50%" mb={16} />
        <Skeleton height={72} radius={8} mb={8} />
        <Skeleton height={72} radius={8} />
      </div>
    ))}
  </div>
);

export const Kanban = ({ object, view, onOpen }: KanbanProps) => {
  const field = boardField(object, view.group);
  const { groups, columns, pipeline, pipelines } = useBoard(object, field, view.filter);
  const facts = useFacts(view, field?.key, FACTS);
  if (!field) {
    return (
      <EmptyState title="No field makes columns here">
        A kanban needs a field with a set of choices. Add one in the settings of this object.
      </EmptyState>
    );
  }
  if (groups.error && !groups.data) {
    return (
      <ErrorState
        error={groups.error}
        doing="load the columns"
        onRetry={() => void groups.refetch()}
      />
    );
  }
  if (!groups.data || view.isWaiting) return <Waiting />;
  const hasPipelines = field.refObject === "stages" && pipelines.length > 1;
  return (
    <>
      {hasPipelines ? (
        <div className={css.pipeline}>
          <Select
            size="xs"
            aria-label="Pipeline"
            allowDeselect={false}
            data={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
            value={pipeline?.id ?? null}
            onChange={(id) => id && view.setFilter(withPipeline(view.filter, id))}
          />
        </div>
      ) : null}
      <Board
        object={object}
        view={view}
        field={field}
        columns={columns}
        facts={facts}
        mayMove={canWrite(object, field)}
        onOpen={onOpen}
      />
    </>
  );
};

const ALL: BoardColumn[] = [
  { key: "all", value: null, label: "All", kind: null, count: 0, sums: [] },
];

/** The list as rows of a title and a few facts. */
export const Rows = ({ object, view, onOpen }: KanbanProps) => {
  const facts = useFacts(view, undefined, LIST_FACTS);
  if (view.isWaiting) return <Waiting />;
  return (
    <Board
      object={object}
      view={view}
      field={null}
      columns={ALL}
      facts={facts}
      mayMove={false}
      onOpen={onOpen}
    />
  );
};
