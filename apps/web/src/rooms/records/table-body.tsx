// The list as a table: the grid, its keys, the cell under edit and the selected rows.
import type { SchemaObject } from "@rapport/contracts";
import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";
import { OneStop } from "../../ui/one-stop.ts";
import { ErrorState } from "../../ui/states.tsx";
import { ArrivalsChip } from "../live/arrivals-chip.tsx";
import { useLiveList } from "../live/live-lists.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { TableWidths } from "./column-widths.ts";
import { NoRows } from "./no-rows.tsx";
import { RecordTable } from "./record-table.tsx";
import { useChangeRecord } from "./record-writes.ts";
import { canWrite } from "./schema.ts";
import { StaleBar } from "./stale-bar.tsx";
import css from "./table.module.css";
import { useStableActs } from "./table-acts.ts";
import { useTableKeys } from "./table-keys.ts";
import { type TableRows, useTableRows } from "./table-rows.ts";
import { TableSkeleton } from "./table-skeleton.tsx";
import { useTableState } from "./table-state.ts";
import type { View } from "./table-view.ts";

interface TableBodyProps {
  object: SchemaObject;
  view: View;
  total: number | null;
  /** How the screen gives focus back to the list. */
  focusList: RefObject<() => void>;
  onFilter: () => void;
}

interface ListStatesProps {
  object: SchemaObject;
  view: View;
  list: TableRows;
}

/** What stands above the rows, or instead of them: loading, out of date, refused, empty. */
const ListStates = ({ object, view, list }: ListStatesProps) => {
  if (list.isPending) return <TableSkeleton columns={view.columns} />;
  if (list.error && list.rows.length > 0) return <StaleBar onRetry={list.retry} />;
  if (list.error) {
    return (
      <ErrorState
        error={list.error}
        doing={`load the ${object.labelPlural.toLowerCase()}`}
        onRetry={list.retry}
      />
    );
  }
  if (!list.isEmpty) return null;
  return <NoRows object={object} view={view} onNew={() => view.setCreating(true)} />;
};

export const TableBody = ({ object, view, total, focusList, onFilter }: TableBodyProps) => {
  const navigate = useNavigate();
  const list = useTableRows(object, view);
  const waiting = useLiveList(object.key, view.filter);
  const { rows } = list;
  const state = useTableState(rows, view.columns.length);
  const change = useChangeRecord(object);
  const grid = useRef<HTMLTableElement>(null);

  const focusGrid = (): void => grid.current?.focus({ preventScroll: true });
  useEffect(() => {
    focusList.current = () => grid.current?.focus({ preventScroll: true });
  }, [focusList]);

  const startEdit = (row: number, col: number): void => {
    const column = view.columns[col];
    const editable = column?.field ? canWrite(object, column.field) : object.can.update;
    if (column && editable && rows[row]) state.setEditing(state.moveTo(row, col));
  };

  const stepTo = (step: number): void => {
    const { row, col } = state.active;
    state.setEditing(null);
    focusGrid();
    if (step !== 0) startEdit(row, col + step);
  };

  const acts = useStableActs({
    activate: (row, col) => {
      state.moveTo(row, col);
      if (!state.editing) focusGrid();
    },
    edit: startEdit,
    select: state.select,
    open: view.setOpen,
    save: (record, data, label, step) => {
      change.mutate({ record, data, label });
      stepTo(step);
    },
    cancel: (step = 0) => stepTo(step),
  });

  useTableKeys({
    grid,
    state,
    onMoved: (row) => {
      if (view.open && rows[row]) view.setOpen(rows[row].id);
    },
    onPreview: (row) => rows[row] && view.setOpen(rows[row].id),
    onPage: (row) => {
      const id = rows[row]?.id;
      if (id) void navigate({ to: "/o/$object/$id", params: { object: object.key, id } });
    },
    onEdit: startEdit,
    onNew: () => object.can.create && view.setCreating(true),
    onFilter,
    onEscape: () => {
      if (view.open) {
        view.setOpen(undefined);
        focusGrid();
      } else if (state.selected.size > 0) state.selectAll(false);
      else return false;
      return true;
    },
  });

  return (
    <>
      <ListStates object={object} view={view} list={list} />
      <div className={css.arrivals}>
        <ArrivalsChip
          arrived={waiting.arrived}
          many={waiting.many}
          onTake={() => {
            waiting.take();
            grid.current?.parentElement?.scrollTo({ top: 0 });
            focusGrid();
          }}
        />
      </div>
      {list.isPending || list.isEmpty ? null : (
        <OneStop value>
          <TableWidths value={view.widths}>
            <RecordTable
              object={object}
              rows={rows}
              groups={list.groups}
              columns={view.columns}
              widths={view.widths}
              stale={list.isStale}
              total={total}
              hasMore={list.hasMore}
              onMore={list.more}
              sort={view.sort}
              onSort={view.toggleSort}
              selected={state.selected}
              onSelectAll={state.selectAll}
              active={state.active}
              editing={state.editing}
              openedId={view.open}
              acts={acts}
              grid={grid}
            />
          </TableWidths>
        </OneStop>
      )}
      {state.selectedRecords.length > 0 ? (
        <BulkBar
          object={object}
          records={state.selectedRecords}
          onClear={() => {
            state.selectAll(false);
            focusGrid();
          }}
        />
      ) : null}
    </>
  );
};
