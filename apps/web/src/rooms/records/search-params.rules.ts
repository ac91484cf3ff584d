// The query part of a table's and a record's address, read defensively: what does not fit is dropped, never thrown.
import type { Filter } from "@rapport/sdk";

export interface TableSearch {
  filter?: Filter;
  sort?: string;
  /** Shown columns, in order, comma separated. */
  cols?: string;
  /** Id of the record in the side panel. */
  open?: string;
  /** The dialog for a new record is open. */
  new?: boolean;
}

export type RecordTab = "timeline" | "related" | "history";

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const isFilter = (value: unknown): value is Filter =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0;

export const parseTableSearch = (search: Record<string, unknown>): TableSearch => {
  const parsed: TableSearch = {};
  if (isFilter(search.filter)) parsed.filter = search.filter;
  const sort = text(search.sort);
  if (sort) parsed.sort = sort;
  const cols = text(search.cols);
  if (cols) parsed.cols = cols;
  const open = text(search.open);
  if (open) parsed.open = open;
  if (search.new === true) parsed.new = true;
  return parsed;
};

const TABS: readonly string[] = ["timeline", "related", "history"];

export const parseRecordSearch = (search: Record<string, unknown>): { tab?: RecordTab } => {
  const tab = text(search.tab);
  return tab && TABS.includes(tab) ? { tab: tab as RecordTab } : {};
};
