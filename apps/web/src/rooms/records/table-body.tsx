// The list as a table: the grid, its keys, the cell under edit and the selected rows.
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import { ErrorState } from "../../ui/states.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { NoRows } from "./no-rows.tsx";
import { useRecordList } from "./record-queries.ts";
import { RecordTable } from "./record-table.tsx";
import { useChangeRecord } from "./record-writes.ts";
import { canWrite } from "./schema.ts";
import { StaleBar } from "./stale-bar.tsx";
import { useStableActs } from "./table-acts.ts";
import { useTableKeys } from "./table-keys.ts";
import { TableSkeleton } from "./table-skeleton.tsx";
import { useTableState } from "./table-state.ts";
import type { View } from "./table-view.ts";

const NO_ROWS: RapportRecord[] = [];

const useRows = (object: string, view: View) => {
  const list = useRecordList(object, view, !view.isWaiting);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? NO_ROWS, [list.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { list, rows, more };
};

interface TableBodyProps {
  object: SchemaObject;
  view: View;
  total: number | null;
  /** How the screen gives focus back to the list. */
  focusList: RefObject<() => void>;
  onFilter: () => void;
}

export const TableBody = ({ object, view, total, focusList, onFilter }: TableBodyProps) => {
  const navigate = useNavigate();
  const { list, rows, more } = useRows(object.key, view);
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
      {list.isPending ? <TableSkeleton columns={view.columns} /> : null}
      {list.error && rows.length > 0 ? <StaleBar onRetry={() => void list.refetch()} /> : null}
      {list.error && rows.length === 0 ? (
        <ErrorState
          error={list.error}
          doing={`load the ${object.labelPlural.toLowerCase()}`}
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && rows.length === 0 ? (
        <NoRows object={object} view={view} onNew={() => view.setCreating(true)} />
      ) : null}
      {rows.length > 0 ? (
        <RecordTable
          object={object}
          rows={rows}
          columns={view.columns}
          widths={view.widths}
          stale={list.isPlaceholderData}
          total={total}
          hasMore={list.hasNextPage}
          onMore={more}
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
      ) : null}
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
