// What the server and its reading thread say to each other.
import type { Config } from "../../platform/config.ts";
import type { FileColumn, FileFaultCode, FileLayout } from "./cells.rules.ts";
import type {
  CoercionPlan,
  ColumnReading,
  OpenAmount,
  RowConsent,
  RowProblem,
  UnresolvedReference,
} from "./coercion-plan.rules.ts";
import type { ColumnSuggestion, ImportField } from "./mapping.rules.ts";
import type { LayoutOverrides } from "./parse-rows.ts";
import type { ObjectSuggestion } from "./suggest-object.rules.ts";

export type BlobSettings = Pick<Config, "dataDir" | "blobs">;

export interface AnalyseRequest {
  kind: "analyse";
  fileKey: string;
  fileName: string;
  overrides: LayoutOverrides;
  /** The kind of record, when it is known. */
  object: string | null;
  objects: readonly { key: string; fields: readonly ImportField[] }[];
}

export interface AnalysedColumn extends FileColumn {
  samples: string[];
  suggestion: Pick<ColumnSuggestion, "target" | "confidence" | "reason">;
}

export interface Analysis {
  layout: FileLayout;
  columns: AnalysedColumn[];
  readings: Record<string, ColumnReading>;
  suggestedObjects: ObjectSuggestion[];
  object: string;
}

export interface ReadRequest {
  kind: "read";
  fileKey: string;
  layout: FileLayout;
  plan: CoercionPlan;
  fromOrdinal: number;
  chunkRows: number;
  /** Tells rows whose key an earlier row had; for dry runs. */
  keyField: string | null;
}

export interface GoodRow {
  line: number;
  data: Record<string, unknown>;
  references: UnresolvedReference[];
  openAmounts?: OpenAmount[];
  /** Absent where the person said nothing. */
  consents?: RowConsent[];
  isRepeated: boolean;
  /** A field that is yet to be made would get a value; for dry runs. */
  fillsUnmade?: true;
}

export interface BadRow {
  line: number;
  problems: readonly { column: string | null; code: string; message: string }[];
}

/** Rows of the file with ordinals from `from` to before `to`, none missing. */
export interface Chunk {
  from: number;
  to: number;
  bytesRead: number;
  good: GoodRow[];
  bad: BadRow[];
}

export type WorkerMessage =
  | { kind: "analysed"; analysis: Analysis }
  /** As JSON: one text crosses between threads for far less than as many objects. */
  | { kind: "chunk"; json: string }
  | { kind: "end"; bytesRead: number }
  | { kind: "fault"; code: FileFaultCode; message: string; line: number | undefined }
  | { kind: "failure"; message: string; code: string | undefined };

export type { RowProblem };
