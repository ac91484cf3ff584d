// What a coercion is told (the plan, compiled once) and what it gives for each row.
import type { Cell, FileColumn } from "./cells.rules.ts";
import type { DateOrder } from "./coerce-dates.rules.ts";
import type { DecimalSign } from "./coerce-numbers.rules.ts";
import type { CoercionCode } from "./coercion.rules.ts";
import type {
  ColumnMapping,
  ImportField,
  ImportMode,
  ReferenceVia,
  UnknownValue,
} from "./mapping.rules.ts";

interface Ways {
  decimal: DecimalSign;
  dateOrder: DateOrder;
}

/** How one column's values are written; inferred once and kept, so that a restarted run reads alike. */
export interface ColumnReading extends Ways {
  /** False: the sample did not tell, and a person should look. */
  certain: boolean;
  /** What it did not tell; absent where that was not noted, and then it is all. */
  unsure?: readonly (keyof Ways)[];
}

export interface RowProblem {
  column: string;
  field: string;
  code: CoercionCode;
  message: string;
}

export interface UnresolvedReference {
  field: string;
  /** Object type, or "members" for owners. */
  object: string;
  via: ReferenceVia;
  value: string;
  column: string;
  /** What becomes of a value that names nothing. */
  unknown?: UnknownValue | undefined;
}

/** What the person of a row said. */
export interface RowConsent {
  purpose: string;
  state: "granted" | "denied";
  column: string;
}

/** An amount in whole units that names no currency, of a row that may be about a record that has one. */
export interface OpenAmount {
  field: string;
  column: string;
  cell: Cell;
  decimal: DecimalSign;
}

export interface CoercedRow {
  data: Record<string, unknown>;
  consents: RowConsent[];
  references: UnresolvedReference[];
  problems: RowProblem[];
  /** Understood when the row's record is looked up. */
  openAmounts?: OpenAmount[];
  /** A field that is yet to be made would get a value. */
  fillsUnmade?: true;
}

export interface CoercionPlan {
  columns: readonly FileColumn[];
  mapping: readonly ColumnMapping[];
  fields: readonly ImportField[];
  readings: Readonly<Record<string, ColumnReading>>;
  mode: ImportMode;
  /** For amounts of new records that name no currency, where no column does either. */
  defaultCurrency: string;
  /** true: a blank cell empties the field of an existing record; else it leaves it alone. */
  blankClears: boolean;
}
