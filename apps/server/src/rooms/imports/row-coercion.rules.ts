// From a row's cells to the data of one record, by a mapping that was compiled once. A row is taken
// whole or not at all: one bad value refuses it, and all its bad values are named. References by name,
// domain or e-mail are handed on unresolved, since looking them up is no work for a pure function.
import { maxLengthOf } from "@rapport/contracts";
import { type Cell, type FileColumn, isBlank, type ParsedRow } from "./cells.rules.ts";
import { coerceConsent } from "./coerce-consent.rules.ts";
import { inferDateOrder } from "./coerce-dates.rules.ts";
import { inferDecimalSign } from "./coerce-numbers.rules.ts";
import { coerceText } from "./coerce-text.rules.ts";
import { accepted, type Coerced, refused } from "./coercion.rules.ts";
import type { CoercedRow, CoercionPlan, ColumnReading, RowProblem } from "./coercion-plan.rules.ts";
import { type Mapped, takeFor } from "./field-coercion.rules.ts";
import {
  type ColumnMapping,
  type ColumnTarget,
  type ConsentTarget,
  type ImportField,
  unmadeKey,
} from "./mapping.rules.ts";
import { splitName } from "./split-name.rules.ts";

interface PlacedStep {
  index: number;
  mapped: ColumnMapping;
  step: Step;
}

type Step = (cell: Cell, row: CoercedRow, cells: readonly Cell[]) => void;

export function inferReading(cells: readonly Cell[]): ColumnReading {
  const decimal = inferDecimalSign(cells);
  const date = inferDateOrder(cells);
  return readingOf({ decimal: decimal.sign, dateOrder: date.order }, [
    ...(decimal.certain ? [] : (["decimal"] as const)),
    ...(date.certain ? [] : (["dateOrder"] as const)),
  ]);
}

function readingOf(
  ways: Pick<ColumnReading, "decimal" | "dateOrder">,
  unsure: NonNullable<ColumnReading["unsure"]>,
): ColumnReading {
  return { ...ways, certain: unsure.length === 0, unsure };
}

/** What a person says of a column is certain, and nothing else that it left open. */
export function saidReading(
  known: ColumnReading,
  said: Partial<Pick<ColumnReading, "decimal" | "dateOrder">>,
): ColumnReading {
  const { decimal = known.decimal, dateOrder = known.dateOrder } = said;
  const open = unsureOf(known).filter((way) => said[way] === undefined);
  return readingOf({ decimal, dateOrder }, open);
}

export function unsureOf({ certain, unsure }: ColumnReading) {
  return certain ? [] : (unsure ?? (["decimal", "dateOrder"] as const));
}

export function inferReadings(
  columns: readonly FileColumn[],
  sample: readonly ParsedRow[],
): Record<string, ColumnReading> {
  const good = sample.filter((row) => !row.fault);
  return Object.fromEntries(
    columns.map((column) => [
      column.name,
      inferReading(good.map((row) => row.cells[column.index])),
    ]),
  );
}

/** Compiles the plan; the function it returns is called once a row. */
export function createRowCoercer(
  plan: CoercionPlan,
): (cells: readonly Cell[], nested?: readonly number[]) => CoercedRow {
  const steps = compile(plan);
  const checkRequired = requiredCheck(plan);
  return (cells, nested) => {
    const row: CoercedRow = { data: {}, consents: [], references: [], problems: [] };
    for (const { index, mapped, step } of steps) {
      if (nested?.includes(index)) row.problems.push(objectProblem(mapped));
      else step(cells[index], row, cells);
    }
    checkRequired(row);
    return row;
  };
}

function objectProblem({ column, target }: ColumnMapping): RowProblem {
  return {
    column,
    field: target.kind === "field" ? target.field : column,
    code: "unexpected_object",
    message: `"${column}" holds an object here, and a value in other rows. Write one value, or give each part a name of its own.`,
  };
}

function compile(plan: CoercionPlan): PlacedStep[] {
  const indexOf = new Map(plan.columns.map((column) => [column.name, column.index]));
  const fieldOf = new Map(plan.fields.map((field) => [field.key, field]));
  return plan.mapping.flatMap((mapped) => {
    const index = indexOf.get(mapped.column);
    const step = stepOf(plan, fieldOf, mapped);
    return index === undefined || !step ? [] : [{ index, mapped, step }];
  });
}

function stepOf(
  plan: CoercionPlan,
  fieldOf: ReadonlyMap<string, ImportField>,
  { column, target }: ColumnMapping,
): Step | undefined {
  if (target.kind === "consent") return consentStep(column, target);
  if (target.kind === "newField") return unmadeStep(plan, column, target);
  if (target.kind === "fullName") return fullNameStep(column);
  const field = target.kind === "field" ? fieldOf.get(target.field) : undefined;
  return target.kind === "field" && field ? fieldStep(plan, { column, target, field }) : undefined;
}

function fieldStep(plan: CoercionPlan, mapped: Mapped): Step {
  const { field, column } = mapped;
  const { write, has } = slotOf(field);
  const take = takeFor(plan, mapped);
  const clears = plan.blankClears && !field.required;
  const put = (result: Coerced<unknown>, row: CoercedRow) => {
    if (result.ok) write(row.data, result.value);
    else
      row.problems.push({ column, field: field.key, code: result.code, message: result.message });
  };
  return (cell, row, cells) => {
    if (has(row.data)) return;
    if (isBlank(cell)) {
      if (clears) write(row.data, null);
      return;
    }
    const result = take(cell, row, cells);
    if (result) put(result, row);
  };
}

/** The value is understood as it will be when the field is made, and then left out. */
function unmadeStep(
  plan: CoercionPlan,
  column: string,
  { label, type, options }: Extract<ColumnTarget, { kind: "newField" }>,
): Step {
  const made = { label, type, options, required: false, custom: true };
  const field: ImportField = { ...made, key: unmadeKey, maxLength: maxLengthOf[type] };
  const take = takeFor(plan, { column, target: { kind: "field", field: unmadeKey }, field });
  return (cell, row, cells) => {
    if (isBlank(cell)) return;
    const result = take(cell, row, cells);
    if (result?.ok === false)
      row.problems.push({ column, field: label, code: result.code, message: result.message });
    else row.fillsUnmade = true;
  };
}

function consentStep(column: string, { purpose, yes }: ConsentTarget): Step {
  return (cell, row) => {
    if (isBlank(cell)) return;
    const said = coerceConsent(cell, yes);
    if (!said.ok)
      row.problems.push({ column, field: "consent", code: said.code, message: said.message });
    else if (said.value !== null) row.consents.push({ purpose, state: said.value, column });
  };
}

function slotOf(field: ImportField) {
  const key = field.key.replace(/^custom\./, "");
  const slot = (data: Record<string, unknown>): Record<string, unknown> => {
    if (!field.custom) return data;
    data.custom ??= {};
    return data.custom as Record<string, unknown>;
  };
  return {
    write: (data: Record<string, unknown>, value: unknown) => {
      slot(data)[key] = value;
    },
    /** A null is no value: a later column may still give one. */
    has: (data: Record<string, unknown>) =>
      (field.custom ? (data.custom as Record<string, unknown> | undefined) : data)?.[key] != null,
  };
}

const maxNameLength = 255;

function coerceFullName(cell: Cell): Coerced<ReturnType<typeof splitName>> {
  const text = coerceText(cell, { maxLength: 2 * maxNameLength, paragraphs: false });
  if (!text.ok) return text;
  const name = splitName(text.value);
  const fits = name.firstName.length <= maxNameLength && name.lastName.length <= maxNameLength;
  return fits ? accepted(name) : refused("too_long", cell, "is too long for a name. Shorten it.");
}

function fullNameStep(column: string): Step {
  return (cell, row) => {
    if (isBlank(cell)) return;
    const name = coerceFullName(cell);
    if (name.ok) {
      row.data.firstName ??= name.value.firstName || undefined;
      row.data.lastName ??= name.value.lastName || undefined;
    } else {
      const { code, message } = name;
      row.problems.push({ column, field: "lastName", code, message });
    }
  };
}

/** Only mapped columns can be blank; a required field that no column feeds is the mapping's fault. */
function requiredCheck(plan: CoercionPlan): (row: CoercedRow) => void {
  const required = plan.fields.flatMap((field) => {
    const mapped = plan.mapping.find(
      ({ target }) => target.kind === "field" && target.field === field.key,
    );
    return field.required && mapped ? [{ field, column: mapped.column, ...slotOf(field) }] : [];
  });
  return (row) => {
    for (const { field, column, has } of required) {
      const isNamed = row.problems.some((problem) => problem.field === field.key);
      const isReferred = row.references.some((reference) => reference.field === field.key);
      const isOpen = row.openAmounts?.some((amount) => amount.field === field.key);
      if (has(row.data) || isNamed || isReferred || isOpen) continue;
      const message = `${field.label} is empty; every record needs it.`;
      row.problems.push({ column, field: field.key, code: "required", message });
    }
  };
}
