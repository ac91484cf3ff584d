// The rows of a table, plain or in groups, under one shape.
import type { RapportRecord, SchemaField, SchemaObject } from "@rapport/contracts";
import { useCallback, useMemo } from "react";
import type { Group } from "../views/group.rules.ts";
import { groupField, useGroupedRows } from "./grouped-rows.ts";
import { useRecordList } from "./record-queries.ts";
import type { Section } from "./sections.rules.ts";
import type { View } from "./table-view.ts";

const NO_ROWS: RapportRecord[] = [];

/** The groups of a table, and what their lines do. */
export interface TableGroups {
  field: SchemaField;
  sections: Section<Group>[];
  onToggle: (section: number) => void;
  onMore: (section: number) => void;
}

export interface TableRows {
  rows: RapportRecord[];
  groups: TableGroups | null;
  isPending: boolean;
  /** There is an answer, and nothing in it. */
  isEmpty: boolean;
  /** The rows answer an earlier question. */
  isStale: boolean;
  error: unknown;
  retry: () => void;
  hasMore: boolean;
  more: () => void;
}

const usePlainRows = (object: string, view: View, enabled: boolean): TableRows => {
  const list = useRecordList(object, view, enabled && !view.isWaiting);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? NO_ROWS, [list.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    rows,
    groups: null,
    isPending: list.isPending,
    isEmpty: list.isSuccess && rows.length === 0,
    isStale: list.isPlaceholderData,
    error: list.error,
    retry: () => void list.refetch(),
    hasMore: hasNextPage,
    more,
  };
};

export const useTableRows = (object: SchemaObject, view: View): TableRows => {
  const field = groupField(object, view);
  const plain = usePlainRows(object.key, view, !field);
  const grouped = useGroupedRows(object, view, field);
  if (!field) return plain;
  const { sections } = grouped;
  return {
    rows: grouped.rows,
    groups: { field, sections, onToggle: grouped.toggle, onMore: grouped.more },
    isPending: grouped.isPending,
    isEmpty: grouped.isSuccess && sections.length === 0,
    isStale: grouped.isPlaceholderData,
    error: grouped.error,
    retry: grouped.refetch,
    hasMore: false,
    more: () => undefined,
  };
};
