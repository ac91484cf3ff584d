// Reports and dashboards: saved questions about numbers, their answers, and pages that show several.
import type {
  Dashboard,
  DashboardChange,
  DashboardInput,
  Report,
  ReportChange,
  ReportDefinition,
  ReportInput,
  ReportResult,
} from "@rapport/contracts";
import { ifMatch, type RequestOptions, type VersionOption } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export type RunOptions = RequestOptions & {
  /** IANA name of the zone whose days count; UTC unless told. */
  zone?: string;
};

/** What is kept under a name and shared: reports and dashboards alike. */
const createKept = <T, Input, Change>(transport: Transport, path: string) => {
  const at = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  return {
    /** Own ones, shared ones, and those that come with Rapport. */
    list: async (options?: RequestOptions): Promise<T[]> =>
      (await transport.get<{ data: T[] }>(path, {}, options)).data,
    get: (id: string, options?: RequestOptions): Promise<T> =>
      transport.get<T>(at(id), {}, options),
    create: (data: Input, options: RequestOptions = {}): Promise<Written<T>> =>
      transport.write<T>("POST", path, { ...options, json: data, repeatable: true }),
    /** With `version`, rejects with a VersionConflictError when someone changed it meanwhile. */
    update: (
      id: string,
      data: Change,
      { version, ...options }: RequestOptions & VersionOption = {},
    ): Promise<Written<T>> =>
      transport.write<T>("PATCH", at(id), {
        ...options,
        json: data,
        headers: { ...options.headers, ...(version === undefined ? {} : ifMatch({ version })) },
      }),
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
  };
};

export const createReportsClient = (transport: Transport) => {
  const at = (id: string): string => `/reports/${encodeURIComponent(id)}/run`;
  return {
    ...createKept<Report, ReportInput, ReportChange>(transport, "/reports"),
    /** The numbers of a saved report, as the caller may see them. */
    run: (id: string, { zone, ...options }: RunOptions = {}): Promise<ReportResult> =>
      transport.get<ReportResult>(at(id), { zone }, options),
    /** The numbers of a question that is not saved. */
    ask: async (
      definition: ReportDefinition,
      { zone, ...options }: RunOptions = {},
    ): Promise<ReportResult> =>
      (
        await transport.call<ReportResult>("POST", "/reports/run", {
          ...options,
          json: { definition, ...(zone === undefined ? {} : { zone }) },
          repeatable: true,
        })
      ).body,
    /** A saved report as CSV; the caller reads the body of the answer. */
    csv: (id: string, { zone, ...options }: RunOptions = {}): Promise<Response> =>
      transport.stream(at(id), {
        ...options,
        query: { zone, format: "csv" },
        headers: { ...options.headers, accept: "text/csv" },
      }),
    /** A question that is not saved, answered as CSV. */
    askCsv: (definition: ReportDefinition, { zone, ...options }: RunOptions = {}) =>
      transport.stream(
        "/reports/run",
        {
          ...options,
          json: { definition, format: "csv", ...(zone === undefined ? {} : { zone }) },
          headers: { ...options.headers, accept: "text/csv" },
        },
        "POST",
      ),
  };
};

export const createDashboardsClient = (transport: Transport) =>
  createKept<Dashboard, DashboardInput, DashboardChange>(transport, "/dashboards");
