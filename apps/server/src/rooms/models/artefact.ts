// A release's artefact: everything that turns a row of values into a score, in one file of bytes that is written once.
// Pre-processing (columns, levels), the learner's own file, calibration and the reference against which drift is
// measured travel together, so that model and features of two releases can never be mixed.
import { createHash } from "node:crypto";
import type { ModelSetRef } from "@rapport/contracts";
import {
  boostedFromBytes,
  type Calibrator,
  type Column,
  calibratedProbabilities,
  type Model,
  readBayesModel,
  readLinearModel,
  readTextModel,
  type Table,
  type TextModel,
  withBaseRate,
} from "@rapport/learn";
import { AppError } from "../../platform/errors.ts";
import type { FeatureValue } from "./define-model.ts";

export type LearnerName = "boosted" | "linear" | "bayes" | "text";

export interface ColumnShape {
  readonly key: string;
  readonly title: string;
  readonly kind: "number" | "category" | "text";
  readonly levels: readonly string[];
}

/** How often each bin of a column was met in training; the last one is "missing". */
export interface ReferenceColumn {
  readonly key: string;
  /** Upper ends of the bins of a number; none for categories, whose bins are their levels. */
  readonly cuts: readonly number[];
  readonly counts: readonly number[];
}

export interface ArtefactHeader {
  readonly format: 1;
  readonly model: string;
  readonly learner: LearnerName;
  readonly featureHash: string;
  /** The versions of sets that its columns are of. */
  readonly sets: readonly ModelSetRef[];
  readonly columns: readonly ColumnShape[];
  readonly classes: readonly string[];
  /** Null where the learner's own scores hold as they are. */
  readonly calibrator: Calibrator | null;
  readonly probabilities: {
    readonly status: "served" | "corrected" | "withdrawn" | "base_rate";
    readonly from: number;
    readonly to: number;
  };
  /** Raw scores of test rows at each hundredth, from which a rank is read where chances are withdrawn. */
  readonly ranks: readonly number[];
  readonly reference: readonly ReferenceColumn[];
  /** Typical values of number columns, from which hints choose. */
  readonly typical: Readonly<Record<string, readonly number[]>>;
}

export interface Artefact {
  readonly header: ArtefactHeader;
  readonly model: Model & {
    attributions?: (table: Table) => Attributed;
    explain?: TextModel["explain"];
  };
}

type Attributed = Float64Array | { readonly base: Float64Array; readonly shares: Float64Array };

const magic = "RAPREL1\n";

export const digestOf = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

export function artefactToBytes(header: ArtefactHeader, learner: Uint8Array): Uint8Array {
  const head = Buffer.from(JSON.stringify(header), "utf8");
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  const body = Buffer.concat([Buffer.from(magic), size, head, learner]);
  return new Uint8Array(Buffer.concat([body, createHash("sha256").update(body).digest()]));
}

function damaged(cause?: unknown): AppError {
  return new AppError(
    "internal",
    "models.damaged_artefact",
    "The file of this release is damaged. Promote another release, or train anew.",
    {},
    cause,
  );
}

const readers = {
  boosted: boostedFromBytes,
  linear: readLinearModel,
  bayes: readBayesModel,
  text: readTextModel,
} as const;

/** Reads and checks; a damaged file is an error, never a wrong score. */
export function artefactFromBytes(bytes: Uint8Array, digest?: string): Artefact {
  const buffer = Buffer.from(bytes);
  const body = buffer.subarray(0, -32);
  const isWhole =
    body.subarray(0, magic.length).toString() === magic &&
    createHash("sha256").update(body).digest().equals(buffer.subarray(-32)) &&
    (digest === undefined || digestOf(bytes) === digest);
  if (!isWhole) throw damaged();
  try {
    const size = body.readUInt32LE(magic.length);
    const start = magic.length + 4;
    const header = JSON.parse(
      body.subarray(start, start + size).toString("utf8"),
    ) as ArtefactHeader;
    const file = Uint8Array.from(body.subarray(start + size));
    return { header, model: readers[header.learner](file) as Artefact["model"] };
  } catch (error) {
    throw damaged(error);
  }
}

export type Row = readonly FeatureValue[];

function columnOf(shape: ColumnShape, rows: readonly Row[], at: number): Column {
  const { key: name, kind, levels } = shape;
  if (kind === "number") {
    const values = Float64Array.from(rows, (row) => {
      const value = row[at];
      return typeof value === "number" && Number.isFinite(value) ? value : Number.NaN;
    });
    return { name, kind, values };
  }
  if (kind === "text") return { name, kind, values: rows.map((row) => String(row[at] ?? "")) };
  const places = new Map(levels.map((level, place) => [level, place]));
  const codes = Int32Array.from(rows, (row) => places.get(String(row[at])) ?? -1);
  return { name, kind, codes, levels };
}

/** Rows of values in the order of the columns. */
export function tableOf(columns: readonly ColumnShape[], rows: readonly Row[]): Table {
  return {
    rows: rows.length,
    columns: columns.map((shape, at) => columnOf(shape, rows, at)),
  };
}

const sigmoid = (raw: number) => 1 / (1 + Math.exp(-raw));

/** Probabilities of a two-class model as they are served; null where they are withdrawn. */
export function chancesOf(header: ArtefactHeader, raw: Float64Array): Float64Array | null {
  const { status, from, to } = header.probabilities;
  if (status === "withdrawn") return null;
  if (status === "base_rate") return new Float64Array(raw.length).fill(from);
  const calibrated = header.calibrator
    ? calibratedProbabilities(header.calibrator, raw)
    : raw.map(sigmoid);
  return status === "corrected" ? withBaseRate(calibrated, from, to) : calibrated;
}

/** Where a raw score stands among those of the test rows, 0 to 100. */
export function rankOf({ ranks }: ArtefactHeader, raw: number): number {
  let low = 0;
  let high = ranks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranks[middle] as number) < raw) low = middle + 1;
    else high = middle;
  }
  return ranks.length === 0 ? 50 : Math.round((100 * low) / ranks.length);
}

/** Shares of the raw score of each row: `rows × columns`, and their base. */
export function attributionsOf(
  { model, header }: Artefact,
  table: Table,
): {
  base: Float64Array;
  shares: Float64Array;
} {
  const width = header.columns.length;
  const found = model.attributions?.(table);
  if (!found) return { base: model.raw(table), shares: new Float64Array(table.rows * width) };
  if (found instanceof Float64Array) {
    const raw = model.raw(table);
    const base = raw.map((score, row) => {
      let sum = 0;
      for (let at = 0; at < width; at += 1) sum += found[row * width + at] as number;
      return score - sum;
    });
    return { base, shares: found };
  }
  const base =
    found.base.length === table.rows
      ? found.base
      : new Float64Array(table.rows).fill(found.base[0] ?? 0);
  return { base, shares: found.shares };
}
