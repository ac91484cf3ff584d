// What an evaluation is asked and what it answers.
import type { RawTable } from "../prepare/raw-table.ts";
import type { Team } from "../table.ts";
import type { Wish } from "./choose.ts";
import type { Attributions } from "./learners.ts";
import type { Report } from "./report.ts";

export interface EvaluationRequest {
  readonly train: RawTable;
  readonly test: RawTable;
  readonly target: string;
  readonly positive?: string;
  /** Columns of free text, for the text learner. */
  readonly text?: readonly string[];
  readonly drop?: readonly string[];
  /** Columns that stay though the leak check names them. */
  readonly keep?: readonly string[];
  readonly learner?: Wish;
  readonly seed?: number;
}

export interface EvaluationHost {
  /** Milliseconds of any clock that only rises. */
  now(): number;
  /** Threads that train what is large; the report is the same without them. */
  readonly team?: Team;
  /** Told what is done now, for people who wait. */
  tell?(what: string): void;
}

/** The answer for every row of the test file, also for those without a target. */
export interface Predictions {
  readonly outputs: number;
  readonly raw: Float64Array;
  /** Probabilities as the report says they are served, or numbers; null where withdrawn. */
  readonly served: Float64Array | null;
  /** Codes of the likeliest classes; null for numbers. */
  readonly decided: Int32Array | null;
}

export interface Evaluation {
  readonly report: Report;
  readonly predictions: Predictions;
  /** Shares of the raw scores of test rows from … until; null for a learner that has none. */
  attribute(from: number, until: number): Attributions | null;
}
