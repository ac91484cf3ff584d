// Routes of exports: one for each standard object, one for all custom ones.
import { exportQuerySchema, standardObjects } from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute, type RouteRequest } from "../../platform/http/index.ts";
import { exportRecords } from "./export-records.ts";
import type { ImportsDeps } from "./imports-deps.ts";

type Query = z.infer<typeof exportQuerySchema>;
type Deps = Pick<ImportsDeps, "db" | "records">;

export function exportRoutes(deps: Deps): AnyRoute[] {
  const standard = standardObjects.map(({ key, labelPlural }) =>
    exportRoute(deps, { key, labelPlural }),
  );
  return [...standard, exportRoute(deps, { key: null, labelPlural: "records of a custom object" })];
}

function exportRoute(
  deps: Deps,
  { key, labelPlural }: { key: string | null; labelPlural: string },
): AnyRoute {
  const name = key === null ? "CustomRecords" : key.charAt(0).toUpperCase() + key.slice(1);
  return defineRoute({
    method: "GET",
    path: key === null ? "/records/:object/export" : `/${key}/export`,
    operationId: `export${name}`,
    summary: `Export ${labelPlural.toLowerCase()} as CSV or JSON lines`,
    tag: key === null ? "Custom objects" : labelPlural,
    permission: { setting: "exports.run" },
    limit: "standard",
    ...(key === null
      ? { params: z.object({ object: z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/) }) }
      : {}),
    query: exportQuerySchema,
    responses: {
      200: {
        description: "All records that match and that you may see.",
        contentType: ["text/csv", "application/x-ndjson"],
      },
    },
    handler: async ({ ctx, params, query }: RouteRequest<{ object?: string }, Query, unknown>) => {
      const object = key ?? params.object ?? "";
      const format = query.format ?? "csv";
      const stream = await exportRecords(deps, ctx, object, { ...query, format });
      return {
        status: 200,
        headers: {
          "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson",
          "content-disposition": `attachment; filename="${object}.${format}"`,
        },
        stream,
      };
    },
  }) as AnyRoute;
}
