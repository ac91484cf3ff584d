// What the routes of every object type share: where they live, and what their requests may carry.
import type { ObjectDefinition } from "@rapport/contracts";
import { z } from "zod";
import type { Acts, Performed } from "../../platform/acts.ts";
import type { RouteReply, RouteRequest } from "../../platform/http/index.ts";
import type { WrittenRecord } from "./acts.ts";
import { etagOf } from "./etag.rules.ts";
import type { ReadDeps } from "./find-record.ts";
import type { ListInput } from "./list-records.ts";
import type { TimelineSource } from "./timeline.ts";

export type RecordRouteDeps = ReadDeps & { acts: Acts; sources: readonly TimelineSource[] };

export type Request = RouteRequest<Record<string, string>, ListInput, unknown>;

export interface Paths {
  /** `/people`, or `/records/:object`. */
  base: string;
  tag: string;
  /** Middle of operation ids, such as `People`. */
  name: string;
  params: z.ZodRawShape;
  objectOf(request: Request): string;
  definition: ObjectDefinition;
}

export function shared(paths: Paths) {
  const hasParams = Object.keys(paths.params).length > 0;
  return {
    tag: paths.tag,
    permission: "object-rights" as const,
    limit: "standard" as const,
    ...(hasParams ? { params: z.object(paths.params) } : {}),
  };
}

export const writeHeaders = ["ETag", "Rapport-Act"];

export function recordReply(status: number, performed: Performed<WrittenRecord>): RouteReply {
  const { record } = performed.result;
  return {
    status,
    body: record,
    headers: {
      etag: etagOf(record),
      "rapport-act": performed.actId,
      ...(performed.replayed ? { "idempotency-replayed": "true" } : {}),
    },
  };
}
