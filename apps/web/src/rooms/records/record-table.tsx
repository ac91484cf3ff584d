// The grid: real table markup with virtual rows between two spacers. It holds the active and the edited cell; what
// rows there are, which are selected and what is open belongs to the screen. Focus stays on the grid, the active
// cell is told by aria-activedescendant, so scrolling never loses it.
import { Skeleton } from "@mantine/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import {
  columnResizingFeature,
  columnSizingFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useDeferredValue, useEffect, useMemo, useRef } from "react";
import type { ColumnWidths } from "./column-widths.ts";
import type { TableColumn } from "./columns.rules.ts";
import { HeaderCell } from "./header-cell.tsx";
import { SectionHead, SectionMore } from "./section-rows.tsx";
import { type Entry, entriesOf, linesOf } from "./sections.rules.ts";
import css from "./table.module.css";
import { cellId, type RowActs, TableRow } from "./table-row.tsx";
import type { TableGroups } from "./table-rows.ts";

const ROW_PX = 36;
const CHECK_PX = 40;
const LOAD_AHEAD_ROWS = 30;

export interface Cell {
  row: number;
  col: number;
}

interface RecordTableProps {
  object: SchemaObject;
  rows: RapportRecord[];
  columns: TableColumn[];
  widths: ColumnWidths;
  /** The rows answer an earlier question; the new answer is on its way. */
  stale: boolean;
  total: number | null;
  hasMore: boolean;
  onMore: () => void;
  sort: string | undefined;
  onSort: (by: string) => void;
  selected: ReadonlySet<string>;
  onSelectAll: (all: boolean) => void;
  active: Cell;
  editing: Cell | null;
  openedId: string | undefined;
  acts: RowActs;
  groups: TableGroups | null;
  grid: RefObject<HTMLTableElement | null>;
}

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
const helper = createColumnHelper<typeof features, RapportRecord>();

const useSizedTable = (widths: ColumnWidths, rows: RapportRecord[], columns: TableColumn[]) => {
  const definitions = useMemo(
    () =>
      helper.columns(
        columns.map((column) =>
          helper.display({ id: column.id, header: column.label, size: column.width, minSize: 70 }),
        ),
      ),
    [columns],
  );
  return useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: (record) => record.id,
    columnResizeMode: "onChange",
    state: { columnSizing: widths.all },
    onColumnSizingChange: (change) =>
      widths.set(typeof change === "function" ? change(widths.all) : change),
  });
};

const SpacerRow = ({ height, span }: { height: number; span: number }) =>
  height > 0 ? (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row cannot be focused
    <tr aria-hidden="true">
      <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
    </tr>
  ) : null;

const LoadingRow = ({ columns }: { columns: TableColumn[] }) => (
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a placeholder row cannot be focused
  <tr className={css.row} aria-hidden="true">
    <td className={css.check} />
    {columns.map((column) => (
      <td key={column.id}>
        <Skeleton height={10} width="60%" />
      </td>
    ))}
  </tr>
);

type LineProps = RecordTableProps & { entry: Entry | undefined; span: number };

const SectionLine = ({ groups, entry, span }: LineProps) => {
  if (!groups || !entry || entry.kind === "row") return null;
  const at = entry.section;
  const section = groups.sections[at];
  if (!section) return null;
  const { field, onToggle, onMore } = groups;
  return entry.kind === "head" ? (
    <SectionHead field={field} section={section} span={span} onToggle={() => onToggle(at)} />
  ) : (
    <SectionMore section={section} span={span} onMore={() => onMore(at)} />
  );
};

/** One line of the table: a record, the head of a group, or what is still on its way. */
const Line = (props: LineProps) => {
  const { entry, rows, active, editing } = props;
  if (entry && entry.kind !== "row") return <SectionLine {...props} />;
  const index = entry?.row ?? -1;
  const record = rows[index];
  if (!record) return <LoadingRow columns={props.columns} />;
  return (
    <TableRow
      object={props.object}
      record={record}
      index={index}
      columns={props.columns}
      activeCol={active.row === index ? active.col : -1}
      editCol={editing?.row === index ? editing.col : -1}
      selected={props.selected.has(record.id)}
      opened={props.openedId === record.id}
      acts={props.acts}
    />
  );
};

const lineKey = (entry: Entry | undefined, at: number, rows: RapportRecord[]): string => {
  if (!entry) return `loading ${at}`;
  return entry.kind === "row" ? (rows[entry.row]?.id ?? "") : `${entry.kind} ${entry.section}`;
};

export const RecordTable = (props: RecordTableProps) => {
  const { object, columns, hasMore, onMore, active, selected } = props;
  // Rows that arrive are drawn piece by piece, between what the person does.
  const rows = useDeferredValue(props.rows);
  const scroller = useRef<HTMLDivElement>(null);
  const table = useSizedTable(props.widths, rows, columns);
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const { groups } = props;
  const entries = useMemo(
    () => entriesOf(rows.length, groups?.sections ?? null),
    [rows.length, groups?.sections],
  );
  const lines = useMemo(() => linesOf(entries), [entries]);
  const virtualizer = useVirtualizer({
    count: entries.length + (hasMore ? 3 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    // Until it is measured: rows are then part of the first drawing, and not drawn at one go after it.
    initialRect: { width: 0, height: window.innerHeight },
    overscan: 8,
    scrollPaddingStart: ROW_PX + 4,
    scrollPaddingEnd: ROW_PX,
  });
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && lastIndex >= rows.length - LOAD_AHEAD_ROWS) onMore();
  }, [hasMore, lastIndex, rows.length, onMore]);

  const activeLine = lines[active.row];
  useEffect(() => {
    if (activeLine !== undefined) virtualizer.scrollToIndex(activeLine, { align: "auto" });
  }, [activeLine, virtualizer]);

  useEffect(() => {
    document
      .getElementById(cellId(active.row, active.col))
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active.row, active.col]);

  const totalPx = virtualizer.getTotalSize();
  const topPx = items[0]?.start ?? 0;
  const bottomPx = totalPx - (items.at(-1)?.end ?? 0);
  const span = columns.length + 2;
  const widthPx = CHECK_PX + headers.reduce((sum, header) => sum + header.getSize(), 0);

  return (
    <div
      ref={scroller}
      className={css.scroller}
      data-stale={props.stale || undefined}
      aria-busy={props.stale}
    >
      <table
        ref={props.grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern on real table markup
        role="grid"
        tabIndex={0}
        className={css.table}
        style={{ minWidth: widthPx }}
        aria-label={object.labelPlural}
        aria-rowcount={(props.total ?? rows.length) + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={rows.length > 0 ? cellId(active.row, active.col) : undefined}
      >
        <colgroup>
          <col style={{ width: CHECK_PX }} />
          {headers.map((header) => (
            <col key={header.id} style={{ width: header.getSize() }} />
          ))}
          <col />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th className={css.check} scope="col">
              <input
                type="checkbox"
                className={css.box}
                aria-label="Select all loaded rows"
                checked={selected.size > 0 && selected.size >= rows.length}
                ref={(box) => {
                  if (box) box.indeterminate = selected.size > 0 && selected.size < rows.length;
                }}
                onChange={(event) => props.onSelectAll(event.currentTarget.checked)}
              />
            </th>
            {headers.map((header, index) => (
              <HeaderCell
                key={header.id}
                column={columns[index]}
                sort={props.sort}
                onSort={props.onSort}
                onResize={header.getResizeHandler()}
                resizing={header.column.getIsResizing()}
              />
            ))}
            {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: filler without content */}
            <th className={css.filler} aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          <SpacerRow height={topPx} span={span} />
          {items.map((item) => (
            <Line
              key={lineKey(entries[item.index], item.index, rows)}
              {...props}
              rows={rows}
              entry={entries[item.index]}
              span={span}
            />
          ))}
          <SpacerRow height={bottomPx} span={span} />
        </tbody>
      </table>
    </div>
  );
};
