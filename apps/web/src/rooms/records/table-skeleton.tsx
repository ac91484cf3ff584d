import { Skeleton } from "@mantine/core";
import type { TableColumn } from "./columns.rules.ts";
import css from "./table.module.css";

const ROWS = Array.from({ length: 14 }, (_, index) => `row-${index}`);

/** The shape of the table while its first rows load. */
export const TableSkeleton = ({ columns }: { columns: TableColumn[] }) => (
  <div className={css.scroller} aria-busy="true" role="status" aria-label="Loading">
    <table className={css.table} aria-hidden="true">
      <tbody>
        {ROWS.map((row, index) => (
          <tr key={row} className={css.row}>
            {columns.slice(0, 7).map((column, at) => (
              <td key={column.id}>
                <Skeleton height={10} width={`${40 + ((index * 13 + at * 29) % 45)}%`} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
