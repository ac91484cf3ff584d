// What goes into the training thread, and what comes out. Plain data: it is copied to the thread.
import type { ModelEvaluation, ModelRung, ModelSetRef } from "@rapport/contracts";
import type { BaseDrift } from "@rapport/learn";
import type { ColumnShape, Row } from "./artefact.ts";
import type { Belief, Gates } from "./define-model.ts";

export interface TrainingSet {
  readonly columns: readonly Omit<ColumnShape, "levels">[];
  readonly rows: readonly Row[];
  /** Of two classes: 0 and 1. */
  readonly codes: Int32Array;
  readonly classes: readonly string[];
  /** As of when each row is known, ms since 1970. */
  readonly times: Float64Array;
  /** When its outcome was known. */
  readonly knownMs: Float64Array;
  /** Which record a row is about; rows of one record are not independent. */
  readonly groups: Int32Array;
  /** Values of the records that are in the population now: what drift is measured against. */
  readonly present: readonly Row[];
  /** Points of the rules, 0 to 100, for each row. */
  readonly points: Float64Array;
  /** Columns that may hold what was not known yet, and why: they are left out. */
  readonly doubts: readonly { readonly feature: string; readonly why: string }[];
}

export interface TrainingTask {
  readonly model: string;
  readonly task: "chance" | "classes";
  readonly set: TrainingSet;
  readonly segments: readonly string[];
  readonly gates: Gates;
  readonly seed: number;
  readonly featureHash: string;
  readonly sets: readonly ModelSetRef[];
  readonly beliefs: Readonly<Record<string, Belief>>;
  /** The champion, to be measured on the same later rows, with the values of all rows by its own columns. */
  readonly champion: {
    readonly release: number;
    readonly artefact: Uint8Array;
    readonly rows: readonly Row[];
  } | null;
}

export interface TrainingOutcome {
  readonly rung: ModelRung;
  readonly why: string;
  readonly passed: boolean;
  readonly refusals: readonly string[];
  readonly artefact: Uint8Array | null;
  readonly evaluation: ModelEvaluation | null;
  /** That the outcome is rarer or more frequent in the later cases than in those learned from. */
  readonly drift: BaseDrift | null;
}

/** No release, and the rules stay in force. */
export const tooFew = (why: string): TrainingOutcome => ({
  rung: "rules",
  why,
  passed: false,
  refusals: [why],
  artefact: null,
  evaluation: null,
  drift: null,
});
