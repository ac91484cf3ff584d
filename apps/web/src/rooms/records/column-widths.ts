// Widths of columns: those of the saved view, and over them what this member dragged in this browser.
import { useLocalStorage } from "@mantine/hooks";
import { createContext, useMemo } from "react";

export type Widths = Record<string, number>;

const NO_WIDTHS: Widths = {};

export const useColumnWidths = (name: string, saved: Widths) => {
  const [own, setOwn] = useLocalStorage({
    key: `rapport.widths.${name}`,
    defaultValue: NO_WIDTHS,
    getInitialValueInEffect: false,
  });
  const all = useMemo(() => ({ ...saved, ...own }), [saved, own]);
  return {
    all,
    set: (next: Widths) => setOwn(next),
    isChanged: Object.entries(own).some(([column, width]) => saved[column] !== width),
    reset: () => setOwn(NO_WIDTHS),
  };
};

export type ColumnWidths = ReturnType<typeof useColumnWidths>;

/** The widths of the table around a column's head. */
export const TableWidths = createContext<Pick<ColumnWidths, "all" | "set"> | null>(null);
