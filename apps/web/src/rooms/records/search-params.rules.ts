// The query part of a table's and a record's address, read defensively: what does not fit is dropped, never thrown.
import type { DuplicateBand, ViewLayout } from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";

export interface TableSearch {
  /** Id of the saved view; the parts below stand over what it says. */
  view?: string;
  layout?: ViewLayout;
  /** Field that makes the groups, or the columns of a kanban. */
  group?: string;
  filter?: Filter;
  sort?: string;
  /** Shown columns, in order, comma separated. */
  cols?: string;
  /** Id of the record in the side panel. */
  open?: string;
  /** The dialog for a new record is open. */
  new?: boolean;
}

export type RecordTab =
  | "timeline"
  | "items"
  | "files"
  | "related"
  | "events"
  | "consent"
  | "history";

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const isFilter = (value: unknown): value is Filter =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Not from the contracts, whose schemas would come into the first load with it. */
const LAYOUTS: Record<ViewLayout, true> = { table: true, kanban: true, list: true };

const isLayout = (value: unknown): value is ViewLayout =>
  typeof value === "string" && Object.hasOwn(LAYOUTS, value);

export const parseTableSearch = (search: Record<string, unknown>): TableSearch => {
  const parsed: TableSearch = {};
  for (const key of ["view", "sort", "cols", "group", "open"] as const) {
    const value = text(search[key]);
    if (value) parsed[key] = value;
  }
  if (isLayout(search.layout)) parsed.layout = search.layout;
  if (isFilter(search.filter)) {
    // An empty one says something only over a saved view: that its filter was taken away.
    const says = parsed.view !== undefined || Object.keys(search.filter).length > 0;
    if (says) parsed.filter = search.filter;
  }
  if (search.new === true) parsed.new = true;
  return parsed;
};

const TABS: readonly string[] = [
  "timeline",
  "items",
  "files",
  "related",
  "events",
  "consent",
  "history",
];

export const parseRecordSearch = (search: Record<string, unknown>): { tab?: RecordTab } => {
  const tab = text(search.tab);
  return tab && TABS.includes(tab) ? { tab: tab as RecordTab } : {};
};

const BANDS: Record<DuplicateBand, true> = { high: true, medium: true, low: true };

export interface DuplicatesSearch {
  tab?: "merged";
  band?: DuplicateBand;
}

export const parseDuplicatesSearch = (search: Record<string, unknown>): DuplicatesSearch => {
  if (search.tab === "merged") return { tab: "merged" };
  const band = text(search.band);
  return band && Object.hasOwn(BANDS, band) ? { band: band as DuplicateBand } : {};
};
