// The rows of a table in groups: the groups with counts and sums come with one question, and each open group loads
// its rows by pages of its own.
import type { RapportRecord, SchemaField, SchemaObject } from "@rapport/contracts";
import type { RecordPage } from "@rapport/sdk";
import { type InfiniteData, useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { queryClient } from "../../platform/api.ts";
import { type Group, isGroupable, keyOf, withinGroup } from "../views/group.rules.ts";
import { useGroups } from "../views/group-queries.ts";
import { usePipelines } from "./pipeline-queries.ts";
import { loadPage } from "./record-queries.ts";
import type { Section } from "./sections.rules.ts";
import type { View } from "./table-view.ts";

type Pages = InfiniteData<RecordPage, string | undefined>;

const OPEN_AT_FIRST = 4;

export const groupField = (object: SchemaObject, view: View): SchemaField | undefined =>
  view.layout === "table" && view.group
    ? object.fields.find((field) => field.key === view.group && isGroupable(field))
    : undefined;

/** Goes on where fewer pages of the same list ended. */
const loadPages = async (
  listKey: readonly unknown[],
  object: string,
  list: { filter: View["filter"]; sort: View["sort"] },
  count: number,
): Promise<Pages> => {
  const known = count > 1 ? queryClient.getQueryData<Pages>([...listKey, count - 1]) : undefined;
  const pages = [...(known?.pages ?? [])];
  while (pages.length < count) {
    const cursor = pages.at(-1)?.nextCursor ?? undefined;
    if (pages.length > 0 && !cursor) break;
    pages.push(await loadPage(object, list, cursor));
  }
  return { pages, pageParams: pages.map(() => undefined) };
};

/** Groups of a field with an order of its own stand in that; others from the largest on. */
const useOrdered = (field: SchemaField | undefined, groups: readonly Group[]): Group[] => {
  const pipelines = usePipelines();
  const stages = pipelines.flatMap((pipeline) => pipeline.stages.map(({ id }) => id));
  const order =
    field?.refObject === "stages" ? stages : (field?.options ?? []).map(({ key }) => key);
  const rank = ({ value }: Group): number => {
    const at = order.indexOf(keyOf(value));
    return at < 0 ? order.length : at;
  };
  return groups.toSorted((a, b) => rank(a) - rank(b));
};

const NO_GROUPS: Group[] = [];

interface OpenGroup {
  group: Group;
  pages: number;
}

const useOpenGroups = (groups: readonly Group[]) => {
  /** Pages of each group that was opened or closed by hand; 0 is closed. */
  const [byHand, setByHand] = useState<ReadonlyMap<string, number>>(new Map());
  const pagesOf = (group: Group, at: number): number =>
    byHand.get(keyOf(group.value)) ?? (at < OPEN_AT_FIRST ? 1 : 0);
  const set = (key: string, pages: number): void =>
    setByHand((now) => new Map(now).set(key, pages));
  const all: OpenGroup[] = groups.map((group, at) => ({ group, pages: pagesOf(group, at) }));
  return { all, set };
};

export const useGroupedRows = (
  object: SchemaObject,
  view: View,
  field: SchemaField | undefined,
) => {
  const groups = useGroups(object, view.isWaiting ? undefined : field?.key, view.filter);
  const ordered = useOrdered(field, (field && groups.data?.groups) || NO_GROUPS);
  const open = useOpenGroups(ordered);
  const results = useQueries({
    queries: open.all.map(({ group, pages }) => {
      const filter = field ? withinGroup(view.filter, field, group.value) : view.filter;
      const key = ["list", object.key, filter, view.sort ?? null, "pages"];
      return {
        queryKey: [...key, pages],
        queryFn: () => loadPages(key, object.key, { filter, sort: view.sort }, pages),
        enabled: pages > 0,
        placeholderData: () => queryClient.getQueryData<Pages>([...key, pages - 1]),
      };
    }),
  });

  const rows: RapportRecord[] = [];
  const sections: Section<Group>[] = open.all.map(({ group, pages }, at) => {
    const found = pages > 0 ? (results[at]?.data?.pages ?? []) : [];
    const own = found.flatMap(({ data }) => data);
    rows.push(...own);
    const hasMore = pages > 0 && (found.length === 0 || found.at(-1)?.nextCursor !== null);
    return { key: keyOf(group.value), group, isOpen: pages > 0, rows: own.length, hasMore };
  });

  return {
    rows,
    sections,
    isPending: groups.isPending,
    isSuccess: groups.isSuccess,
    isPlaceholderData: groups.isPlaceholderData,
    error: groups.error ?? results.find(({ error }) => error)?.error ?? null,
    refetch: () => void groups.refetch(),
    toggle: (at: number): void => {
      const section = sections[at];
      if (section) open.set(section.key, section.isOpen ? 0 : 1);
    },
    more: (at: number): void => {
      const section = sections[at];
      const pages = open.all[at]?.pages ?? 0;
      if (section) open.set(section.key, pages + 1);
    },
  };
};
