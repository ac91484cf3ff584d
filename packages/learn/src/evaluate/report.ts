// What an evaluation tells. Plain data that goes into JSON as it is.
import type { Estimate } from "../metrics/interval.ts";
import type { ColumnKind } from "../prepare/kinds.ts";
import type { Tried } from "./choose.ts";
import type { BaseDrift } from "./drift.ts";
import type { Leak } from "./leaks.ts";
import type { LearnerName } from "./learners.ts";
import type { Measured } from "./measure.ts";
import type { ColumnShift } from "./shift.ts";
import type { Signal } from "./signal.ts";

export type WarningCode =
  | "leak"
  | "no_signal"
  | "base_rate_drift"
  | "column_drift"
  | "calendar_does_not_hold"
  | "missing_columns"
  | "unseen_values"
  | "repeated_headers"
  | "uneven_rows"
  | "unreadable_rows"
  | "rows_without_target"
  | "unseen_classes"
  | "no_test_target"
  | "no_test_rows"
  | "few_rows"
  | "shared_rows"
  | "free_text_not_read";

export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
  readonly columns?: readonly string[];
}

export interface Report {
  readonly target: {
    readonly column: string;
    readonly kind: "binary" | "classes" | "number";
    readonly classes: readonly string[] | null;
    /** The class that is looked for; for two classes only. */
    readonly positive: string | null;
    readonly why: string;
  };
  readonly rows: {
    readonly train: number;
    readonly test: number;
    /** Share of the class looked for; for two classes only. */
    readonly trainRate: number | null;
    readonly testRate: number | null;
  };
  readonly learner: {
    readonly name: LearnerName;
    readonly why: string;
    readonly tried: readonly Tried[];
  };
  readonly columns: {
    readonly used: readonly string[];
    readonly leftOut: readonly {
      readonly column: string;
      readonly kind: ColumnKind | "leak" | "asked" | "calendar";
      readonly why: string;
    }[];
  };
  readonly leaks: readonly Leak[];
  readonly signal: Signal;
  /** What becomes of the probabilities: served as they are, corrected, withdrawn, or the base rate in their place. */
  readonly probabilities: {
    readonly status: "served" | "corrected" | "withdrawn" | "base_rate";
    readonly method: string;
    readonly words: string;
  };
  /** On the test rows that have a target; null where none has. 95 % intervals. */
  readonly metrics: Readonly<Record<string, Estimate>> | null;
  readonly calibration:
    | (Measured["calibration"] & { readonly error: number; readonly onHeldOutFolds: number | null })
    | null;
  readonly gains: Measured["gains"];
  readonly confusion: Measured["confusion"];
  readonly baseRateDrift: BaseDrift | null;
  readonly columnDrift: readonly ColumnShift[];
  /** Of the final fit. */
  readonly trainingSeconds: number;
  /** With the checks and the choice. */
  readonly totalSeconds: number;
  /** To score a prepared row in a batch. */
  readonly microsecondsPerRow: number;
  readonly warnings: readonly Warning[];
}
