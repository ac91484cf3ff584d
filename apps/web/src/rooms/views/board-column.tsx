// One column of a board: a virtual list that loads as it is scrolled, and a place to drop cards on.
import { useDroppable } from "@dnd-kit/core";
import { Skeleton } from "@mantine/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { formatNumber } from "../../ui/format.rules.ts";
import { ErrorState } from "../../ui/states.tsx";
import type { TableColumn } from "../records/columns.rules.ts";
import { useRecordList } from "../records/record-queries.ts";
import css from "./board.module.css";
import { BoardCard } from "./board-card.tsx";
import { type BoardColumn, sumWords } from "./group.rules.ts";

const CARD_PX = 92;
const ROW_PX = 58;
const LOAD_AHEAD = 12;
const NONE: RapportRecord[] = [];

interface ColumnProps {
  object: SchemaObject;
  column: BoardColumn;
  filter: Filter | undefined;
  sort: string | undefined;
  facts: TableColumn[];
  /** Id of the active card, if it is in this column. */
  activeId: string | null;
  openedId: string | undefined;
  liftedId: string | null;
  /** A lifted card would be dropped here. */
  isTarget: boolean;
  draggable: boolean;
  /** The only column: rows instead of cards, without a head. */
  isList: boolean;
  onOpen: (id: string) => void;
  onFocus: (column: string, id: string) => void;
}

const Head = ({ column }: { column: BoardColumn }) => (
  <header className={css.columnHead}>
    <h2 className={css.columnName} data-kind={column.kind ?? undefined}>
      <span className="r-ellipsis">{column.label}</span>
      <span className={css.count}>{formatNumber(column.count)}</span>
    </h2>
    <p className={css.sum}>{sumWords(column.sums)}</p>
  </header>
);

const useRows = (props: ColumnProps) => {
  const { filter, sort } = props;
  const view = useMemo(() => ({ filter, sort }), [filter, sort]);
  const list = useRecordList(props.object.key, view);
  const rows = useMemo(() => list.data?.pages.flatMap(({ data }) => data) ?? NONE, [list.data]);
  return { list, rows };
};

/** Where Tab stops in the column: at the active card, else at the first that is drawn. */
const stopOf = (activeId: string | null, rows: readonly RapportRecord[], first = 0) =>
  activeId ?? rows[first]?.id;

export const BoardColumnView = (props: ColumnProps) => {
  const { object, column, activeId, isList } = props;
  const { list, rows } = useRows(props);
  const scroller = useRef<HTMLDivElement>(null);
  const drop = useDroppable({ id: `column-${column.key}`, data: { column } });
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isList ? ROW_PX : CARD_PX),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
    gap: isList ? 0 : 8,
    paddingEnd: 12,
  });
  const items = virtualizer.getVirtualItems();
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const isNearEnd = (items.at(-1)?.index ?? 0) >= rows.length - LOAD_AHEAD;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetchingNextPage, fetchNextPage]);

  useEffect(() => {
    const index = activeId === null ? -1 : rows.findIndex(({ id }) => id === activeId);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: "auto" });
  }, [activeId, rows, virtualizer]);

  const stopId = stopOf(activeId, rows, items[0]?.index);
  return (
    <section
      ref={drop.setNodeRef}
      className={css.column}
      aria-label={isList ? object.labelPlural : `${column.label}, ${formatNumber(column.count)}`}
      data-over={drop.isOver || props.isTarget || undefined}
      data-column={column.key}
    >
      {isList ? null : <Head column={column} />}
      <div ref={scroller} className={css.cards}>
        {list.isPending ? <Skeleton height={isList ? 40 : 72} radius={8} /> : null}
        {list.error && rows.length === 0 ? (
          <ErrorState
            error={list.error}
            doing="load this column"
            onRetry={() => void list.refetch()}
          />
        ) : null}
        {list.isSuccess && rows.length === 0 ? <p className={css.none}>Nothing here</p> : null}
        <ul className={css.stack} style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const record = rows[item.index];
            if (!record) return null;
            return (
              <BoardCard
                key={record.id}
                object={object}
                record={record}
                facts={props.facts}
                column={column.key}
                active={activeId === record.id}
                isStop={record.id === stopId}
                opened={props.openedId === record.id}
                lifted={props.liftedId === record.id}
                draggable={props.draggable}
                onOpen={props.onOpen}
                onFocus={props.onFocus}
                place={{
                  index: item.index,
                  topPx: item.start,
                  measure: virtualizer.measureElement,
                }}
              />
            );
          })}
        </ul>
      </div>
    </section>
  );
};
