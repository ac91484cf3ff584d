// What a list is looked at with: what the saved view says, and over it what the address says. Only what differs
// from the saved view stands in the address, so that a link shares both and "unsaved" is what it says. Pure.
import type { ViewLayout } from "@rapport/contracts";
import type { Filter, SavedView } from "@rapport/sdk";
import type { TableSearch } from "../records/search-params.rules.ts";

export interface ViewSettings {
  layout: ViewLayout;
  /** Ids of columns; null: the usual ones. */
  columns: string[] | null;
  widths: Record<string, number>;
  filter: Filter | undefined;
  sort: string | undefined;
  group: string | undefined;
}

/** In the address: a sort or a group that the saved view has and that was taken away. */
export const TAKEN_AWAY = "none";

/** Parts of the address that stand over a saved view. */
export const OVERRIDES = ["filter", "sort", "cols", "layout", "group"] as const;
export type Override = (typeof OVERRIDES)[number];

const PLAIN: ViewSettings = {
  layout: "table",
  columns: null,
  widths: {},
  filter: undefined,
  sort: undefined,
  group: undefined,
};

export const settingsOf = (view: SavedView | undefined): ViewSettings => {
  if (!view) return PLAIN;
  const widths = view.columns.flatMap(({ field, widthPx }) => (widthPx ? [[field, widthPx]] : []));
  return {
    layout: view.layout,
    columns: view.columns.length > 0 ? view.columns.map(({ field }) => field) : null,
    widths: Object.fromEntries(widths) as Record<string, number>,
    filter: (view.filter ?? undefined) as Filter | undefined,
    sort: view.sort ?? undefined,
    group: view.groupBy ?? undefined,
  };
};

const isEmpty = (filter: Filter): boolean => Object.keys(filter).length === 0;

/** An override, the saved value where there is none, nothing where it was taken away. */
const over = (own: string | undefined, saved: string | undefined): string | undefined =>
  own === TAKEN_AWAY ? undefined : (own ?? saved);

const filterOver = (own: Filter | undefined, saved: Filter | undefined): Filter | undefined => {
  if (own === undefined) return saved;
  return isEmpty(own) ? undefined : own;
};

export const settingsIn = (base: ViewSettings, search: TableSearch): ViewSettings => ({
  layout: search.layout ?? base.layout,
  columns: search.cols ? search.cols.split(",") : base.columns,
  widths: base.widths,
  filter: filterOver(search.filter, base.filter),
  sort: over(search.sort, base.sort),
  group: over(search.group, base.group),
});

const same = (left: unknown, right: unknown): boolean =>
  JSON.stringify(left ?? null) === JSON.stringify(right ?? null);

/** What the address has to say so that the part becomes this; undefined: nothing. */
export const overrideOf = <K extends Override>(
  base: ViewSettings,
  part: K,
  value: TableSearch[K] | undefined,
): TableSearch[K] | undefined => {
  const saved = { ...base, cols: base.columns?.join(",") }[part];
  if (same(saved, value)) return undefined;
  if (value !== undefined) return value;
  if (part === "filter") return {} as TableSearch[K];
  return part === "sort" || part === "group" ? (TAKEN_AWAY as TableSearch[K]) : undefined;
};

/** Whether the address says anything over the saved view. */
export const hasOverrides = (search: TableSearch): boolean =>
  OVERRIDES.some((part) => search[part] !== undefined);

/** The address without what stands over the saved view. */
export const withoutOverrides = (search: TableSearch): TableSearch => {
  const rest = { ...search };
  for (const part of OVERRIDES) delete rest[part];
  return rest;
};

/** The parts to be saved as a view. */
export const savedParts = (settings: ViewSettings, shown: readonly string[]) => ({
  layout: settings.layout,
  columns: shown.map((field) => {
    const widthPx = settings.widths[field];
    return widthPx ? { field, widthPx: Math.round(widthPx) } : { field };
  }),
  filter: settings.filter ?? null,
  sort: settings.sort ?? null,
  groupBy: settings.group ?? null,
});

/** The order with one view moved by a place; the same where there is no place. */
export const moved = (views: readonly SavedView[], id: string, by: number): SavedView[] => {
  const from = views.findIndex((view) => view.id === id);
  const to = from + by;
  const view = views[from];
  if (!view || to < 0 || to >= views.length) return [...views];
  const rest = views.filter((one) => one.id !== id);
  return [...rest.slice(0, to), view, ...rest.slice(to)];
};

const REASONS = {
  removed: "was removed",
  "not-visible": "is not for you to see",
  "not-valid": "no longer makes sense",
} as const;

const PARTS = {
  column: "column",
  filter: "condition",
  sort: "sorting",
  groupBy: "grouping",
} as const;

/** "The condition on Tier was removed", "A column is not for you to see". */
export const missingWords = ({ part, reason, label }: SavedView["missing"][number]): string => {
  const what = PARTS[part];
  if (label === null) return `a ${what} ${REASONS[reason]}`;
  return reason === "removed"
    ? `the ${what} by ${label} is left out, since ${label} was removed`
    : `the ${what} by ${label} is left out, since it ${REASONS[reason]}`;
};
