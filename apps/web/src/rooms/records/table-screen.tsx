// The table of any object: filter bar, grid, bulk bar, and the panel that opens a record beside it.
import { Button } from "@mantine/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconPlus } from "../../ui/icons.ts";
import { PageHead } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { ViewState } from "../views/view-state.tsx";
import { ViewTabs } from "../views/view-tabs.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { ColumnChooser } from "./column-chooser.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { NewRecord } from "./new-record.tsx";
import { NoRows } from "./no-rows.tsx";
import { RecordPanel } from "./record-panel.tsx";
import { useRecordList, useTotal } from "./record-queries.ts";
import { RecordTable } from "./record-table.tsx";
import { useChangeRecord } from "./record-writes.ts";
import { canWrite, useObjectType } from "./schema.ts";
import { StaleBar } from "./stale-bar.tsx";
import css from "./table.module.css";
import { useStableActs } from "./table-acts.ts";
import { useTableKeys } from "./table-keys.ts";
import { TableMenu } from "./table-menu.tsx";
import { TableSkeleton } from "./table-skeleton.tsx";
import { useTableState } from "./table-state.ts";
import { useTableView, type View } from "./table-view.ts";

const route = getRouteApi("/app/o/$object");
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

const countText = (total: { count: number; capped: boolean } | null | undefined): string =>
  total ? `${formatNumber(total.count)}${total.capped ? "+" : ""}` : "";

const ObjectTable = ({ object }: { object: SchemaObject }) => {
  const view = useTableView(object);
  const navigate = useNavigate();
  const { list, rows, more } = useRows(object.key, view);
  const total = useTotal(object.key, view.filter, !view.isWaiting).data;
  const state = useTableState(rows, view.columns.length);
  const change = useChangeRecord(object);
  const grid = useRef<HTMLTableElement>(null);
  const [addSignal, setAddSignal] = useState(0);

  const focusGrid = (): void => grid.current?.focus({ preventScroll: true });

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

  const closePanel = (): void => {
    view.setOpen(undefined);
    focusGrid();
  };

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
    onFilter: () => setAddSignal((now) => now + 1),
    onEscape: () => {
      if (view.open) closePanel();
      else if (state.selected.size > 0) state.selectAll(false);
      else return false;
      return true;
    },
  });

  return (
    <>
      <PageHead
        title={object.labelPlural}
        aside={<span role="status">{countText(total)}</span>}
        actions={
          <>
            <TableMenu object={object} view={view} />
            {object.can.create ? (
              <Button leftSection={<IconPlus size={14} />} onClick={() => view.setCreating(true)}>
                New {object.label.toLowerCase()}
              </Button>
            ) : null}
          </>
        }
      />
      <div className={css.screen}>
        <section className={css.list} aria-label={`List of ${object.labelPlural.toLowerCase()}`}>
          <ViewTabs object={object} view={view} />
          <ViewState object={object} view={view} />
          <div className={css.toolbar}>
            <FilterBar
              object={object}
              filter={view.filter}
              onChange={view.setFilter}
              addSignal={addSignal}
            />
            <span className={css.spacer} />
            <ColumnChooser
              object={object}
              shown={view.shown}
              onChange={view.setColumns}
              onReset={() => view.setColumns(null)}
            />
          </div>
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
              total={total?.count ?? null}
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
        </section>
        {view.open ? (
          <RecordPanel key={view.open} object={object} id={view.open} onClose={closePanel} />
        ) : null}
      </div>
      <NewRecord
        object={object}
        opened={view.creating}
        onClose={() => view.setCreating(false)}
        onCreated={(record) => view.openCreated(record.id)}
      />
    </>
  );
};

export const TableScreen = () => {
  const { object: key } = route.useParams();
  const object = useObjectType(key);
  if (!object) {
    return (
      <EmptyState title="There is no such list">
        It was removed, or your role may not see it. An admin can tell you which.
      </EmptyState>
    );
  }
  return <ObjectTable key={key} object={object} />;
};
