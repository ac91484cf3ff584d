// What a run of a report has at hand, and how the groups of its answer are told apart.
import type { ClosedSpan, TimeBucket } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { MemberName } from "../access/index.ts";
import type { Field, Measuring, Records } from "../records/index.ts";

export interface RunDeps {
  db: Database;
  clock: Clock;
  records: Pick<
    Records,
    "objectType" | "objectTypes" | "pipelines" | "titles" | "measuring" | "checking"
  >;
  members(tx: Reader): Promise<readonly MemberName[]>;
}

/** One run: who asks, when, in which zone. */
export interface Run {
  deps: RunDeps;
  tx: Tx;
  ctx: Ctx;
  measuring: Measuring;
  zone: string;
  nowMs: number;
  /** Groups at most. */
  limit: number;
}

/** A field by which the rows are grouped, as it is shown. */
export interface ShownDimension {
  key: string;
  /** Null for times that every record has. */
  field: Field | null;
  bucket: TimeBucket | null;
  pieces: ClosedSpan[] | null;
  isDay: boolean;
}

/** Names of values. */
export type Names = ReadonlyMap<string, string>;
