// What the steps of an evaluation hand to each other.
import type { Target, Team } from "../table.ts";
import type { Choice } from "./choose.ts";
import type { BaseDrift } from "./drift.ts";
import type { EvaluationRequest } from "./evaluation.ts";
import type { Ground, TestGround } from "./ground.ts";
import type { Fitted } from "./learners.ts";
import type { Probabilities } from "./probabilities.ts";
import type { Report, Warning } from "./report.ts";
import type { shiftedColumns } from "./shift.ts";
import type { Signal } from "./signal.ts";

export const rowsOf = (target: Target): number =>
  target.kind === "number" ? target.values.length : target.codes.length;

export const pickRows = (values: Float64Array, rows: Int32Array, width: number): Float64Array =>
  Float64Array.from({ length: rows.length * width }, (_, at) => {
    const row = rows[Math.floor(at / width)] as number;
    return values[row * width + (at % width)] as number;
  });

export interface Course {
  readonly request: EvaluationRequest;
  readonly seed: number;
  readonly team?: Team;
  tell(what: string): void;
  now(): number;
}

export interface Chosen {
  readonly ground: Ground;
  readonly choice: Choice;
  /** The target of the rows that the choice was tried on: a sample where there are very many. */
  readonly judged: Target;
  readonly warnings: readonly Warning[];
}

export interface Final {
  readonly fitted: Fitted;
  readonly probabilities: Probabilities;
  readonly seconds: number;
}

export interface Scored {
  readonly raw: Float64Array;
  readonly outputs: number;
  readonly predicted: Float64Array;
  readonly microseconds: number;
}

export interface Served {
  readonly status: Report["probabilities"]["status"];
  readonly predicted: Float64Array;
  readonly drift: BaseDrift | null;
  readonly words: string;
}

export interface Parts {
  readonly chosen: Chosen;
  readonly test: TestGround;
  readonly signal: Signal;
  readonly final: Final;
  readonly scored: Scored;
  readonly served: Served;
  readonly shifted: ReturnType<typeof shiftedColumns>;
}
