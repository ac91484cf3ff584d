// One row. Memoised on what it shows, so that scrolling and moving the active cell redraw two rows, not all.
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import type { RecordData } from "@rapport/sdk";
import { memo } from "react";
import { RowLink } from "../../ui/row-link.tsx";
import { useIsLeaving, useRecentChange } from "../live/recent-changes.ts";
import { CellEditor } from "./cell-editor.tsx";
import { type TableColumn, TITLE_COLUMN } from "./columns.rules.ts";
import { FieldValue } from "./field-value.tsx";
import { titleOf } from "./schema.ts";
import css from "./table.module.css";

export interface RowActs {
  activate: (row: number, col: number) => void;
  edit: (row: number, col: number) => void;
  select: (row: number, range: boolean) => void;
  open: (id: string) => void;
  save: (record: RapportRecord, data: RecordData, label: string, step: number) => void;
  cancel: (step?: number) => void;
}

interface TableRowProps {
  object: SchemaObject;
  record: RapportRecord;
  index: number;
  columns: TableColumn[];
  /** Column of the active cell in this row, or -1. */
  activeCol: number;
  /** Column that is being edited in this row, or -1. */
  editCol: number;
  selected: boolean;
  opened: boolean;
  acts: RowActs;
}

export const cellId = (row: number, col: number): string => `cell-${row}-${col}`;

const CellContent = ({ object, record, column, acts }: TableRowProps & { column: TableColumn }) => {
  if (column.id !== TITLE_COLUMN) {
    return column.field ? <FieldValue field={column.field} record={record} /> : null;
  }
  return (
    <RowLink
      object={object.key}
      id={record.id}
      className={css.title}
      onOpen={() => acts.open(record.id)}
    >
      {titleOf(object, record)}
    </RowLink>
  );
};

const cellClass = (column: TableColumn): string | undefined => {
  if (column.id === TITLE_COLUMN) return css.titleCell;
  return column.numeric ? css.numeric : undefined;
};

const TableRowView = (props: TableRowProps) => {
  const { object, record, index, columns, activeCol, editCol, selected, opened, acts } = props;
  const recent = useRecentChange(record.id);
  const isLeaving = useIsLeaving(record.id);
  return (
    <tr
      className={css.row}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-active={activeCol >= 0 || undefined}
      data-opened={opened || undefined}
      data-fresh={recent?.version ?? undefined}
      data-leaving={isLeaving || undefined}
      title={recent?.who ? `Changed by ${recent.who.name} just now` : undefined}
    >
      <td className={css.check}>
        <input
          type="checkbox"
          className={css.box}
          tabIndex={-1}
          checked={selected}
          aria-label={`Select ${titleOf(object, record)}`}
          onClick={(event) => acts.select(index, event.shiftKey)}
          onChange={() => undefined}
        />
      </td>
      {columns.map((column, col) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the grid owns the keys
        <td
          key={column.id}
          id={cellId(index, col)}
          className={cellClass(column)}
          data-active={activeCol === col || undefined}
          data-editing={editCol === col || undefined}
          onClick={() => acts.activate(index, col)}
          onDoubleClick={() => acts.edit(index, col)}
        >
          {editCol === col ? (
            <CellEditor
              object={object}
              record={record}
              column={column}
              onSave={(data, step, start) => acts.save(start, data, column.label, step)}
              onCancel={acts.cancel}
            />
          ) : (
            <CellContent {...props} column={column} />
          )}
        </td>
      ))}
      <td className={css.filler} aria-hidden="true" />
    </tr>
  );
};

export const TableRow = memo(TableRowView);
