// Reports, dashboards and their numbers. Numbers are asked for in the viewer's zone; what is shown stays while a
// changed question is answered.
import type {
  Dashboard,
  DashboardChange,
  DashboardInput,
  Report,
  ReportChange,
  ReportDefinition,
  ReportInput,
} from "@rapport/sdk";
import { keepPreviousData, queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { readerZone } from "../../ui/format.rules.ts";
import { showError, showUndo } from "../../ui/toast.tsx";

export const reportsQuery = queryOptions({
  queryKey: ["reports"],
  queryFn: () => api.reports.list(),
  staleTime: 60_000,
});

export const dashboardsQuery = queryOptions({
  queryKey: ["dashboards"],
  queryFn: () => api.dashboards.list(),
  staleTime: 60_000,
});

/** Of a saved report as it stands when `definition` is undefined. */
export const useResult = (id: string | null, definition: ReportDefinition | undefined) => {
  const zone = readerZone();
  return useQuery({
    queryKey: ["report-result", id, definition ?? null, zone],
    queryFn: ({ signal }) =>
      definition
        ? api.reports.ask(definition, { zone, signal })
        : api.reports.run(id ?? "", { zone, signal }),
    enabled: definition !== undefined || id !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
};

const refresh = async (): Promise<void> => {
  await Promise.all(
    [reportsQuery, dashboardsQuery].map(({ queryKey }) =>
      queryClient.invalidateQueries({ queryKey: [...queryKey] }),
    ),
  );
};

interface Edit<T, C> {
  kept: T;
  change: C;
  /** What was done, for the message; without it nothing is said. */
  done?: string;
}

const failed = (what: string) => (error: unknown) => {
  showError(error, what);
  void refresh();
};

export const useCreateReport = () =>
  useMutation({
    mutationFn: (input: ReportInput) => api.reports.create(input),
    onSuccess: async ({ data, actId }) => {
      await refresh();
      showUndo(`Report "${data.name}" saved.`, actId);
    },
  });

export const useChangeReport = () =>
  useMutation({
    mutationFn: ({ kept, change }: Edit<Report, ReportChange>) =>
      api.reports.update(kept.id, change, { version: kept.version }),
    onSuccess: async ({ actId, data }, { done }) => {
      queryClient.setQueryData<Report[]>(reportsQuery.queryKey, (old) =>
        old?.map((one) => (one.id === data.id ? data : one)),
      );
      await queryClient.invalidateQueries({ queryKey: ["report-result", data.id] });
      if (done) showUndo(done, actId);
    },
    onError: failed("The report was not changed"),
  });

export const useDeleteReport = () =>
  useMutation({
    mutationFn: (report: Report) => api.reports.remove(report.id),
    onSuccess: async ({ actId }, { name }) => {
      await refresh();
      showUndo(`Report "${name}" deleted.`, actId);
    },
    onError: failed("The report was not deleted"),
  });

export const useCreateDashboard = () =>
  useMutation({
    mutationFn: (input: DashboardInput) => api.dashboards.create(input),
    onSuccess: async ({ data, actId }) => {
      await refresh();
      showUndo(`Dashboard "${data.name}" saved.`, actId);
    },
  });

export const useChangeDashboard = () =>
  useMutation({
    mutationFn: ({ kept, change }: Edit<Dashboard, DashboardChange>) =>
      api.dashboards.update(kept.id, change, { version: kept.version }),
    onSuccess: ({ actId, data }, { done }) => {
      queryClient.setQueryData<Dashboard[]>(dashboardsQuery.queryKey, (old) =>
        old?.map((one) => (one.id === data.id ? data : one)),
      );
      if (done) showUndo(done, actId);
    },
    onError: failed("The dashboard was not changed"),
  });

export const useDeleteDashboard = () =>
  useMutation({
    mutationFn: (dashboard: Dashboard) => api.dashboards.remove(dashboard.id),
    onSuccess: async ({ actId }, { name }) => {
      await refresh();
      showUndo(`Dashboard "${name}" deleted.`, actId);
    },
    onError: failed("The dashboard was not deleted"),
  });

/** Hands the numbers over as a file. */
export const downloadCsv = async (
  name: string,
  id: string | null,
  definition: ReportDefinition | undefined,
): Promise<void> => {
  const zone = readerZone();
  try {
    const response = definition
      ? await api.reports.askCsv(definition, { zone })
      : await api.reports.csv(id ?? "", { zone });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").toLowerCase() || "report"}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    showError(error, "The file was not made");
  }
};
