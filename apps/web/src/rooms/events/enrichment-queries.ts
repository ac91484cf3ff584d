// What the enrichment tab reads, and how it writes.
import { type EventEnrichmentInput, type EventLookupInput, lookupRows } from "@rapport/sdk";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";

export const rulesQuery = queryOptions({
  queryKey: ["events", "enrichments"],
  queryFn: () => api.events.enrichments.list(),
});

export const tablesQuery = queryOptions({
  queryKey: ["events", "lookups"],
  queryFn: () => api.events.lookups.list(),
});

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ["events"] });

export const useCreateRule = () =>
  useMutation({
    mutationFn: (input: EventEnrichmentInput) => api.events.enrichments.create(input),
    onSuccess: async ({ data, actId }) => {
      await refresh();
      showUndo(`“${data.name}” adds to what comes from now on.`, actId);
    },
    onError: (error) => showError(error, "The rule was not made"),
  });

export const useDeleteRule = () =>
  useMutation({
    mutationFn: (id: string) => api.events.enrichments.delete(id),
    onSuccess: async ({ actId }) => {
      await refresh();
      showUndo("The rule is removed. What it added stays.", actId);
    },
    onError: (error) => showError(error, "The rule was not removed"),
  });

export const useCreateTable = () =>
  useMutation({
    mutationFn: (input: EventLookupInput) => api.events.lookups.create(input),
    onSuccess: async ({ data, actId }) => {
      await refresh();
      showUndo(`“${data.name}” is uploaded.`, actId);
    },
    onError: (error) => showError(error, "The table was not uploaded"),
  });

export const useDeleteTable = () =>
  useMutation({
    mutationFn: (id: string) => api.events.lookups.delete(id),
    onSuccess: async ({ actId }) => {
      await refresh();
      showUndo("The table is removed.", actId);
    },
    onError: (error) => showError(error, "The table was not removed"),
  });

export interface CsvTable {
  columns: string[];
  records: Record<string, string>[];
}

/** Reads a CSV file with a line of heads; the reader is loaded when it is needed. */
export const readCsv = async (file: File): Promise<CsvTable> => {
  const { parse } = await import("csv-parse/browser/esm/sync");
  const records: Record<string, string>[] = parse(await file.text(), {
    columns: true,
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    trim: true,
    delimiter: [",", ";", "\t"],
  });
  return { columns: Object.keys(records[0] ?? {}), records };
};

export const rowsOf = ({ records }: CsvTable, keyColumn: string): EventLookupInput["rows"] =>
  lookupRows(records, keyColumn);
