import { UnstyledButton } from "@mantine/core";
import { type KeyboardEvent, useContext } from "react";
import { IconArrowDown, IconArrowUp } from "../../ui/icons.ts";
import { TableWidths } from "./column-widths.ts";
import { ariaSort, type TableColumn, TITLE_COLUMN } from "./columns.rules.ts";
import css from "./table.module.css";

const LEAST_PX = 70;
const MOST_PX = 1_200;
const STEPS_PX: Record<string, number> = { ArrowLeft: -20, ArrowRight: 20 };

interface HeaderCellProps {
  column: TableColumn | undefined;
  sort: string | undefined;
  onSort: (by: string) => void;
  onResize: (event: unknown) => void;
  resizing: boolean;
}

const SortMark = ({ order }: { order: "ascending" | "descending" | "none" }) => {
  if (order === "ascending") return <IconArrowUp size={13} aria-hidden="true" />;
  return order === "descending" ? <IconArrowDown size={13} aria-hidden="true" /> : null;
};

interface EdgeProps extends Pick<HeaderCellProps, "onResize" | "resizing"> {
  column: TableColumn;
}

/** The edge of a column: dragged, or moved by arrow keys while it has the focus. */
const Edge = ({ column, onResize, resizing }: EdgeProps) => {
  const widths = useContext(TableWidths);
  const width = Math.round(widths?.all[column.id] ?? column.width);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = STEPS_PX[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = Math.min(MOST_PX, Math.max(LEAST_PX, width + by));
    widths?.set({ ...widths.all, [column.id]: next });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <span
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`Width of ${column.label}: arrow keys`}
      aria-valuenow={width}
      aria-valuemin={LEAST_PX}
      aria-valuemax={MOST_PX}
      className={css.grip}
      data-resizing={resizing || undefined}
      onMouseDown={onResize}
      onTouchStart={onResize}
      onKeyDown={onKeyDown}
    />
  );
};

/** A column's head: sorts by a press, widens by its edge. */
export const HeaderCell = ({ column, sort, onSort, onResize, resizing }: HeaderCellProps) => {
  if (!column) return null;
  const order = ariaSort(sort, column.sortBy);
  const classes = [
    column.id === TITLE_COLUMN ? css.titleCell : "",
    column.numeric ? css.numeric : "",
  ];
  return (
    <th scope="col" className={classes.join(" ")} aria-sort={column.sortBy ? order : undefined}>
      {column.sortBy ? (
        <UnstyledButton className={css.head} onClick={() => onSort(column.sortBy ?? "")}>
          <span className="r-ellipsis">{column.label}</span>
          <SortMark order={order} />
        </UnstyledButton>
      ) : (
        <span className={css.head}>{column.label}</span>
      )}
      <Edge column={column} onResize={onResize} resizing={resizing} />
    </th>
  );
};
