import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "../../ui/icons.ts";
import { ariaSort, type TableColumn, TITLE_COLUMN } from "./columns.rules.ts";
import css from "./table.module.css";

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
      <span
        className={css.grip}
        data-resizing={resizing || undefined}
        onMouseDown={onResize}
        onTouchStart={onResize}
        aria-hidden="true"
      />
    </th>
  );
};
