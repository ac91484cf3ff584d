// Routes of reports and dashboards.

import { Readable } from "node:stream";
import {
  type Dashboard,
  dashboardChangeSchema,
  dashboardInputSchema,
  dashboardSchema,
  idSchema,
  type Report,
  reportChangeSchema,
  reportInputSchema,
  reportResultSchema,
  reportRunQuerySchema,
  reportRunSchema,
  reportSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts, Performed } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type RouteReply,
} from "../../platform/http/index.ts";
import {
  allDashboards,
  allReports,
  askable,
  describeDashboard,
  describeReport,
  visibleDashboard,
  visibleReport,
} from "./describe.ts";
import type { Kept } from "./errors.ts";
import { csvLines } from "./result-csv.rules.ts";
import type { RunDeps } from "./run.ts";
import { type Asked, limits, runReport } from "./run-report.ts";

type Deps = RunDeps & { acts: Acts };

const limitsOfRoute = { permission: "object-rights", limit: "standard" } as const;
const params = z.object({ id: idSchema });
const headers = ["ETag", "Rapport-Act"];
const missingTarget = {
  404: { description: "What it is about does not exist, or you may not see it." },
};

interface Resource<T> {
  path: string;
  tag: string;
  word: Kept;
  act: string;
  schema: z.ZodType<T>;
  input: z.ZodType;
  change: z.ZodType;
  list(tx: Tx, ctx: Ctx): Promise<T[]>;
  read(tx: Tx, ctx: Ctx, id: string): Promise<T>;
}

function reply<T extends { version: number }>(
  status: number,
  { actId, result }: Performed<T>,
): RouteReply {
  return { status, body: result, headers: { etag: etagOf(result), "rapport-act": actId } };
}

function resourceRoutes<T extends { version: number }>(
  deps: Deps,
  resource: Resource<T>,
): AnyRoute[] {
  const { path, tag, word, act, schema } = resource;
  const shared = { ...limitsOfRoute, tag };
  const name = word.charAt(0).toUpperCase() + word.slice(1);
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path,
      operationId: `list${name}s`,
      summary: `List the ${word}s that you may see: those that come with Rapport, your own and shared ones`,
      responses: {
        200: {
          description: "By name; those of Rapport last.",
          schema: z.object({ data: z.array(schema) }),
        },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await deps.db.tenant(ctx, (tx) => resource.list(tx, ctx)) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path,
      operationId: `create${name}`,
      summary: `Save a ${word}`,
      body: resource.input,
      responses: { 201: { description: `The ${word}.`, schema, headers }, ...missingTarget },
      handler: async ({ ctx, body, idempotency }) =>
        reply(201, await deps.acts.perform<T>(ctx, `${act}.create`, body, idempotency)),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: `${path}/:id`,
      operationId: `get${name}`,
      summary: `Read one ${word}, as you can ask it`,
      params,
      responses: { 200: { description: `The ${word}.`, schema, headers: ["ETag"] } },
      handler: async ({ ctx, params: { id } }) => {
        const body = await deps.db.tenant(ctx, (tx) => resource.read(tx, ctx, id));
        return { status: 200, body, headers: { etag: etagOf(body) } };
      },
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: `${path}/:id`,
      operationId: `update${name}`,
      summary: `Change a ${word}; \`favourite\` is your own mark`,
      params,
      body: resource.change,
      responses: {
        200: { description: `The ${word} as it is now.`, schema, headers },
        412: { description: "Changed meanwhile." },
      },
      handler: async ({ ctx, params: { id }, body, headers: sent, idempotency }) => {
        const input = { id, change: body, ...ifMatchOf({ headers: sent }) };
        return reply(200, await deps.acts.perform<T>(ctx, `${act}.update`, input, idempotency));
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: `${path}/:id`,
      operationId: `delete${name}`,
      summary: `Delete a ${word}; what it counts stays`,
      params,
      responses: { 204: { description: "Deleted.", headers: ["Rapport-Act"] } },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const { actId } = await deps.acts.perform(ctx, `${act}.delete`, { id }, idempotency);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
  ];
}

interface Answering extends Asked {
  format?: "json" | "csv" | undefined;
}

async function answer(deps: Deps, ctx: Ctx, { format, ...asked }: Answering): Promise<RouteReply> {
  if (format !== "csv") return { status: 200, body: await runReport(deps, ctx, asked) };
  const result = await runReport(deps, ctx, { ...asked, limit: limits.file });
  return {
    status: 200,
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="report.csv"',
    },
    stream: Readable.from(csvLines(result)),
  };
}

const ran = {
  200: {
    description:
      "The numbers, as you may see them, each with the filter that lists what is behind it; or a table as CSV.",
    schema: reportResultSchema,
    contentType: ["application/json", "text/csv"],
  },
  503: { description: "It took too long and was stopped." },
  ...missingTarget,
};

export function reportRoutes(deps: Deps): AnyRoute[] {
  const shared = { ...limitsOfRoute, tag: "Reports" };
  return [
    defineRoute({
      ...shared,
      method: "POST",
      path: "/reports/run",
      operationId: "runUnsavedReport",
      keyed: false,
      summary: "Answer a question that is not saved",
      body: reportRunSchema,
      responses: ran,
      handler: ({ ctx, body }) => answer(deps, ctx, body),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/reports/:id/run",
      operationId: "runReport",
      summary: "Answer a saved report",
      params,
      query: reportRunQuerySchema,
      responses: ran,
      handler: async ({ ctx, params: { id }, query }) => {
        const { definition } = await deps.db.tenant(ctx, (tx) => askable(deps, tx, ctx, id));
        return answer(deps, ctx, { definition, ...query });
      },
    }),
    ...resourceRoutes<Report>(deps, {
      path: "/reports",
      tag: "Reports",
      word: "report",
      act: "reports",
      schema: reportSchema,
      input: reportInputSchema,
      change: reportChangeSchema,
      list: (tx, ctx) => allReports(deps, tx, ctx),
      read: async (tx, ctx, id) =>
        describeReport(deps, tx, ctx, await visibleReport(deps, tx, ctx, id)),
    }),
    ...resourceRoutes<Dashboard>(deps, {
      path: "/dashboards",
      tag: "Dashboards",
      word: "dashboard",
      act: "reports.dashboard",
      schema: dashboardSchema,
      input: dashboardInputSchema,
      change: dashboardChangeSchema,
      list: (tx, ctx) => allDashboards(deps, tx, ctx),
      read: async (tx, ctx, id) =>
        describeDashboard(deps, tx, ctx, await visibleDashboard(tx, ctx, id)),
    }),
  ];
}
