// Numbers about a filtered list: measured by groups, the extent of a time, how far deals came, how long they stayed.
// Always within the caller's rows and fields. What a number is called and over which days it goes is for others.
import type { ReportMeasure, ReportUnit } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { readableField, readFilter } from "./filter.rules.ts";
import { checkRead } from "./find-record.ts";
import type { RowQuery } from "./list.store.ts";
import { freshQuery } from "./list-records.ts";
import { type ListSource, resolveLists } from "./list-source.ts";
import {
  type MeasuredRow,
  readDimension,
  readMeasure,
  readTimeField,
  unitOf,
} from "./measure.rules.ts";
import { extentOf, limitTime, type MeasureQuery, measureRows } from "./measure.store.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { limitOf } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import { type ReachedRow, reachedRows, type StayRow, stayRows } from "./stage-reports.store.ts";

interface MeasureDeps {
  lists: ListSource;
  clock: Clock;
  schema: SchemaCache;
}

/** Rows of one object, by a filter as lists take it. */
export interface Listed {
  object: string;
  filter: unknown;
}

export interface MeasureInput extends Listed {
  measure: ReportMeasure;
  by: readonly { field: string; bucket?: string | undefined; edges: readonly string[] | null }[];
  limit: number;
}

export interface Measured {
  unit: ReportUnit;
  rows: MeasuredRow[];
  /** There are more rows than the limit. */
  truncated: boolean;
}

export interface StaysInput {
  filter: unknown;
  stageIds: readonly string[];
  from: string | null;
  to: string | null;
}

export interface Measuring {
  /** No statement of this transaction runs longer. */
  limitTime(tx: Tx, timeoutMs: number): void;
  /** Fields that these groups and periods name, checked for this caller. */
  times(tx: Tx, ctx: Ctx, object: string, keys: readonly string[]): Promise<Field[]>;
  measure(tx: Tx, ctx: Ctx, input: MeasureInput): Promise<Measured>;
  extent(
    tx: Tx,
    ctx: Ctx,
    listed: Listed,
    field: string,
  ): Promise<{ from: string; to: string } | null>;
  reached(
    tx: Tx,
    ctx: Ctx,
    filter: unknown,
    ranks: ReadonlyMap<string, number>,
  ): Promise<ReachedRow[]>;
  stays(tx: Tx, ctx: Ctx, input: StaysInput): Promise<StayRow[]>;
}

function rowsOf(ctx: Ctx, type: ObjectType, filter: unknown, nowMs: number): RowQuery {
  const { principal } = ctx;
  checkRead(principal, type);
  return {
    type,
    filter: readFilter(type, principal.rights, filter, { nowMs, memberId: principal.memberId }),
    rowLimit: limitOf(principal, type, "read"),
    trashed: false,
  };
}

/** Where deals were follows from their stages and pipelines: who may not read these learns nothing of it. */
const wayFields = ["stageId", "pipelineId", "status"];

/** What asks the database. */
interface Asking {
  measureRows: typeof measureRows;
  extentOf: typeof extentOf;
  reachedRows: typeof reachedRows;
  stayRows: typeof stayRows;
}

const nothing: Asking = {
  measureRows: async () => [],
  extentOf: async () => null,
  reachedRows: async () => [],
  stayRows: async () => [],
};

/** Reads and checks questions as `createMeasuring` does, and answers each with nothing. */
export function createChecking(deps: MeasureDeps): Measuring {
  return createMeasuring(deps, nothing);
}

export function createMeasuring(
  deps: MeasureDeps,
  asking: Asking = { measureRows, extentOf, reachedRows, stayRows },
): Measuring {
  const nowMs = () => deps.clock.nowMs();

  const ways = async (tx: Tx, ctx: Ctx, filter: unknown) => {
    const asked = await freshQuery(deps, tx, "deals", (type) => {
      const query = rowsOf(ctx, type, filter, nowMs());
      for (const key of wayFields) readableField(type, ctx.principal.rights, key);
      return query;
    });
    return resolveLists(deps, tx, ctx, asked);
  };

  /** The condition of a share may name lists too. */
  const resolved = async (tx: Tx, ctx: Ctx, asked: MeasureQuery): Promise<MeasureQuery> => {
    const query = await resolveLists(deps, tx, ctx, asked);
    if (query.measure.fn !== "share") return query;
    const { type, measure } = query;
    const { filter } = await resolveLists(deps, tx, ctx, { type, filter: measure.where });
    return filter === null ? query : { ...query, measure: { ...measure, where: filter } };
  };

  return {
    limitTime,
    times: (tx, ctx, object, keys) =>
      freshQuery(deps, tx, object, (type) => {
        checkRead(ctx.principal, type);
        return keys.map((key) => readTimeField(type, ctx.principal.rights, key));
      }),
    async measure(tx, ctx, { object, filter, measure, by, limit }) {
      const { rights, memberId } = ctx.principal;
      const asked = await freshQuery(deps, tx, object, (type) => ({
        ...rowsOf(ctx, type, filter, nowMs()),
        measure: readMeasure(type, rights, measure, { nowMs: nowMs(), memberId }),
        by: by.map((one) => ({ field: readDimension(type, rights, one), edges: one.edges })),
        limit,
      }));
      const query = await resolved(tx, ctx, asked);
      const rows = await asking.measureRows(tx, query);
      return {
        unit: unitOf(query.measure),
        rows: rows.slice(0, limit),
        truncated: rows.length > limit,
      };
    },
    async extent(tx, ctx, { object, filter }, key) {
      const asked = await freshQuery(deps, tx, object, (type) => ({
        query: rowsOf(ctx, type, filter, nowMs()),
        field: readTimeField(type, ctx.principal.rights, key),
      }));
      return asking.extentOf(tx, await resolveLists(deps, tx, ctx, asked.query), asked.field);
    },
    reached: async (tx, ctx, filter, ranks) =>
      asking.reachedRows(tx, await ways(tx, ctx, filter), ranks),
    stays: async (tx, ctx, { filter, ...asked }) =>
      asking.stayRows(tx, await ways(tx, ctx, filter), asked),
  };
}
