// The addressable part of a list: the saved view, and over it the filter, the sort, the group, the columns and the
// open record, read from the address and written back. Columns of the plain list are also a habit of this browser.

import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import type { SchemaObject, ViewLayout } from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import {
  hasOverrides,
  type Override,
  overrideOf,
  settingsIn,
  settingsOf,
  withoutOverrides,
} from "../views/view.rules.ts";
import { useViews } from "../views/view-queries.ts";
import { useColumnWidths } from "./column-widths.ts";
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

/** The saved view that the address names, if it is there and to be seen. */
const useCurrentView = (object: SchemaObject, id: string | undefined) => {
  const { views, isKnown } = useViews(object.key);
  const current = id === undefined ? undefined : views.find((view) => view.id === id);
  return { views, current, isGone: id !== undefined && isKnown && !current, isKnown };
};

export const useTableView = (object: SchemaObject) => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const saved = useCurrentView(object, search.view);
  const { current } = saved;
  const [habit, setHabit] = useLocalStorage<string | null>({
    key: `rapport.columns.${object.key}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const base = useMemo(() => settingsOf(current), [current]);
  const settings = useMemo(() => settingsIn(base, search), [base, search]);
  const widths = useColumnWidths(`${object.key}.${current?.id ?? ""}`, base.widths);

  const habits = current ? null : habit;
  const shown = useMemo(
    () => settings.columns ?? habits?.split(",") ?? defaultColumnIds(object),
    [settings.columns, habits, object],
  );
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
  const setOver = <K extends Override>(key: K, value: TableSearch[K] | undefined): void =>
    set(key, overrideOf(base, key, value), false);

  const setColumns = (ids: string[] | null): void => {
    if (!current) setHabit(ids ? ids.join(",") : null);
    const usual = current ? defaultColumnIds(object) : null;
    setOver("cols", (ids ?? usual)?.join(","));
  };

  return {
    ...saved,
    ...settings,
    widths,
    /** Waits for a saved view that is not known yet, so that no other list flashes up. */
    isWaiting: search.view !== undefined && !saved.isKnown,
    isChanged: hasOverrides(search) || (current !== undefined && widths.isChanged),
    open: search.open,
    shown,
    columns,
    setFilter: (filter: Filter | undefined) => setOver("filter", filter),
    setLayout: (layout: ViewLayout) => setOver("layout", layout),
    setGroup: (group: string | undefined) => setOver("group", group),
    toggleSort: (by: string) => setOver("sort", nextSort(settings.sort, by)),
    setOpen: useCallback((id: string | undefined) => set("open", id), [set]),
    creating: search.new === true,
    setCreating: (creating: boolean) => set("new", creating || undefined),
    /** From the dialog of a new record to that record, in one step. */
    openCreated: (id: string) =>
      void navigate({ search: (now: TableSearch) => ({ ...without(now, "new"), open: id }) }),
    setColumns,
    /** Back to the saved view as it is. */
    discard: () => {
      widths.reset();
      void navigate({ search: withoutOverrides });
    },
    /** To another saved view, or with null to the plain list. */
    show: (id: string | null) => void navigate({ search: id === null ? {} : { view: id } }),
  };
};

export type View = ReturnType<typeof useTableView>;
