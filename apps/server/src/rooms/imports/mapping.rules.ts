// What a column of a file becomes: a field, a name to be split, a custom field that is yet to be made,
// or nothing. One column feeds a field; only a whole name that is split gives way to the parts' own columns.
import type { FieldOption, FieldType } from "@rapport/contracts";

/** A field that an import may write; the part of the schema's description that imports need. */
export interface ImportField {
  /** A custom field's is `custom.<key>`. */
  key: string;
  label: string;
  type: FieldType;
  required: boolean;
  readOnly?: boolean;
  custom?: boolean;
  options?: readonly FieldOption[] | undefined;
  refObject?: string | undefined;
  maxLength?: number | undefined;
}

/** What becomes of rows whose record is there, and of those whose is not. */
export type ImportMode = "create" | "upsert" | "update";

/** How a cell names the record that a reference or an owner points at. */
export type ReferenceVia = "id" | "email" | "domain" | "name";

/** What becomes of a name that nobody bears, or of a choice that a field does not have. */
export type UnknownValue = "refuse" | "empty";

export type ColumnTarget =
  | {
      kind: "field";
      field: string;
      via?: ReferenceVia | undefined;
      /** Money already in the smallest unit (cents), not in whole units. */
      minorUnits?: boolean | undefined;
      /** The row is refused unless told. */
      unknown?: UnknownValue | undefined;
    }
  | { kind: "fullName" }
  | { kind: "newField"; label: string; type: FieldType; options?: FieldOption[] | undefined }
  | ConsentTarget
  | { kind: "ignore" };

/** What people said about a purpose; a cell that says no, or nothing, is no statement. */
export interface ConsentTarget {
  kind: "consent";
  purpose: string;
  /** What a cell that says yes means. */
  yes: "granted" | "denied";
}

/**
 * Stands for the key of a field that the run will make: its values are checked like those of others, and
 * not written.
 */
export const unmadeKey = "unmade";

export interface ColumnMapping {
  /** The column's name in the file. */
  column: string;
  target: ColumnTarget;
}

export interface ColumnSuggestion extends ColumnMapping {
  /** 0–1: how likely the target is what the person wants. */
  confidence: number;
  /** One sentence for the person who maps. */
  reason: string;
}
