// The addressable part of a table: reading the filter, the sort, the columns and the open record from the address,
// and writing them back. Columns are also remembered as a habit of this browser.

import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import type { SchemaObject } from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { columnsOf, defaultColumnIds, nextSort, TITLE_COLUMN } from "./columns.rules.ts";
import type { TableSearch } from "./search-params.rules.ts";

const route = getRouteApi("/app/o/$object");

const without = (search: TableSearch, key: keyof TableSearch): TableSearch => {
  const { [key]: _dropped, ...rest } = search;
  return rest;
};

const withValue = <K extends keyof TableSearch>(
  search: TableSearch,
  key: K,
  value: TableSearch[K] | undefined,
): TableSearch => (value === undefined ? without(search, key) : { ...search, [key]: value });

export const useTableView = (object: SchemaObject) => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [habit, setHabit] = useLocalStorage<string | null>({
    key: `rapport.columns.${object.key}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });

  const cols = search.cols ?? habit;
  const shown = useMemo(() => (cols ? cols.split(",") : defaultColumnIds(object)), [cols, object]);
  const narrow = useMediaQuery("(max-width: 760px)", false, { getInitialValueInEffect: false });
  const columns = useMemo(() => {
    const all = columnsOf(object, shown);
    // On a telephone the fixed title must leave room for what scrolls beside it.
    return narrow
      ? all.map((one) => (one.id === TITLE_COLUMN ? { ...one, width: 150 } : one))
      : all;
  }, [object, shown, narrow]);

  const set = useCallback(
    <K extends keyof TableSearch>(
      key: K,
      value: TableSearch[K] | undefined,
      replace = true,
    ): void => {
      void navigate({ search: (now: TableSearch) => withValue(now, key, value), replace });
    },
    [navigate],
  );

  const setColumns = (ids: string[] | null): void => {
    const text = ids ? ids.join(",") : null;
    setHabit(text);
    set("cols", text ?? undefined);
  };

  return {
    ...search,
    shown,
    columns,
    setFilter: (filter: Filter | undefined) => set("filter", filter, false),
    toggleSort: (by: string) => set("sort", nextSort(search.sort, by), false),
    setOpen: useCallback((id: string | undefined) => set("open", id), [set]),
    creating: search.new === true,
    setCreating: (creating: boolean) => set("new", creating || undefined),
    /** From the dialog of a new record to that record, in one step. */
    openCreated: (id: string) =>
      void navigate({ search: (now: TableSearch) => ({ ...without(now, "new"), open: id }) }),
    setColumns,
  };
};

export type View = ReturnType<typeof useTableView>;
