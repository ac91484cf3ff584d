// What a table keeps for the moment: the active cell, the cell under edit, the selected rows. Addressable state
// (filter, sort, columns, open record) is not here but in the address.
import type { RapportRecord } from "@rapport/contracts";
import { useCallback, useMemo, useRef, useState } from "react";
import type { Cell } from "./record-table.tsx";

const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, most));

export const useTableState = (rows: RapportRecord[], columnCount: number) => {
  const [active, setActive] = useState<Cell>({ row: 0, col: 0 });
  const [editing, setEditing] = useState<Cell | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef(0);
  const current = useRef(rows);
  current.current = rows;

  const moveTo = useCallback(
    (row: number, col: number): Cell => {
      const next = {
        row: clamp(row, current.current.length - 1),
        col: clamp(col, columnCount - 1),
      };
      setActive(next);
      return next;
    },
    [columnCount],
  );

  const select = useCallback((row: number, range: boolean): void => {
    const from = range ? Math.min(anchor.current, row) : row;
    const to = range ? Math.max(anchor.current, row) : row;
    anchor.current = row;
    const ids = current.current.slice(from, to + 1).map((record) => record.id);
    setSelected((now) => {
      const next = new Set(now);
      const take = range || !now.has(ids[0] ?? "");
      for (const id of ids) {
        if (take) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  }, []);

  const selectAll = useCallback((all: boolean): void => {
    setSelected(new Set(all ? current.current.map((record) => record.id) : []));
  }, []);

  const selectedRecords = useMemo(
    () => rows.filter((record) => selected.has(record.id)),
    [rows, selected],
  );

  return { active, moveTo, editing, setEditing, selected, select, selectAll, selectedRecords };
};

export type TableState = ReturnType<typeof useTableState>;
