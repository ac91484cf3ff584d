// What an import starts with, what a person may set, and what must hold before it runs. Pure.
import type { FieldType } from "@rapport/contracts";
import type { ColumnReading } from "./coercion-plan.rules.ts";
import type { ImportRow } from "./import-row.ts";
import type { ColumnMapping, ColumnTarget, ImportField } from "./mapping.rules.ts";
import type { AnalysedColumn } from "./read-messages.ts";
import { unsureOf } from "./row-coercion.rules.ts";

/** Fields that identify a record by their nature; the first that is mapped is taken. */
const identifying: Readonly<Record<string, readonly string[]>> = {
  people: ["email"],
  companies: ["domain", "name"],
};

export function suggestedMapping(columns: readonly AnalysedColumn[]): ColumnMapping[] {
  return columns.map(({ name, suggestion }) => {
    const { target } = suggestion;
    // A new field is offered, never made unasked.
    return { column: name, target: target.kind === "newField" ? { kind: "ignore" } : target };
  });
}

export function suggestedKey(object: string, mapping: readonly ColumnMapping[]): string | null {
  return (identifying[object] ?? []).find((field) => isMapped(mapping, field)) ?? null;
}

export function isMapped(mapping: readonly ColumnMapping[], field: string): boolean {
  return mapping.some(({ target }) => target.kind === "field" && target.field === field);
}

type Settings = Pick<ImportRow, "object" | "columns" | "mapping" | "mode" | "upsertKey">;

/** What a mapping may name. */
export interface Allowed {
  fields: readonly ImportField[];
  purposes: ReadonlySet<string>;
}

/** The first thing that is wrong with the mapping, in words; null if it can be used. */
export function mappingFault(settings: Settings, allowed: Allowed): string | null {
  const names = new Set(settings.columns.map(({ name }) => name));
  const keys = new Set(allowed.fields.map((field) => field.key));
  const seen = new Set<string>();
  for (const { column, target } of settings.mapping) {
    if (!names.has(column)) return `The file has no column "${column}".`;
    if (seen.has(column)) return `The column "${column}" is mapped twice.`;
    seen.add(column);
    const fault = targetFault(target, keys) ?? consentFault(target, settings, allowed);
    if (fault !== null) return fault;
  }
  return sharedFault(settings.mapping);
}

/** Of two columns that give one field, one would be dropped without a word. */
function sharedFault(mapping: readonly ColumnMapping[]): string | null {
  const fedBy = new Map<string, string>();
  for (const { column, target } of mapping) {
    const fed = fedField(target);
    if (fed === null) continue;
    const other = fedBy.get(fed);
    if (other !== undefined)
      return `The columns "${other}" and "${column}" are both mapped to "${fed}". Choose one of them.`;
    fedBy.set(fed, column);
  }
  return null;
}

function fedField(target: ColumnTarget): string | null {
  if (target.kind === "field") return target.field;
  return target.kind === "fullName" ? "the whole name" : null;
}

function targetFault(target: ColumnTarget, keys: ReadonlySet<string>): string | null {
  if (target.kind === "field" && !keys.has(target.field)) {
    return `There is no field "${target.field}" that you may write.`;
  }
  if (target.kind === "fullName" && !keys.has("firstName")) {
    return "Only people have a first and a last name.";
  }
  return null;
}

function consentFault(
  target: ColumnTarget,
  { object }: Settings,
  { purposes }: Allowed,
): string | null {
  if (target.kind !== "consent") return null;
  if (object !== "people") return "Only people agree or object to something.";
  return purposes.has(target.purpose) ? null : `There is no open purpose "${target.purpose}".`;
}

/** What else keeps it from running. */
export function runFault(settings: Settings, fields: readonly ImportField[]): string | null {
  const { mapping, mode, upsertKey } = settings;
  if (mapping.every(({ target }) => target.kind === "ignore"))
    return "No column is mapped to a field.";
  if (mode !== "create" && upsertKey === null) {
    return "Choose the field by which existing records are found (upsertKey).";
  }
  if (mode !== "create" && upsertKey !== null && !isMapped(mapping, upsertKey)) {
    return `Records are to be found by "${upsertKey}", but no column is mapped to it.`;
  }
  if (isMapped(mapping, "id") && (mode !== "update" || upsertKey !== "id")) {
    return 'A column of ids finds records that are there, and makes none: choose the mode "update" and "id" as what they are found by (upsertKey), or leave the column out.';
  }
  const missing = fields.find((field) => field.required && !isMapped(mapping, field.key));
  if (missing && mode !== "update")
    return `${missing.label} is required, but no column is mapped to it.`;
  return null;
}

const orderTypes = new Set(["date", "datetime"]);
const decimalTypes = new Set(["number", "integer", "money"]);

/** What a person should look at before running it. */
export function warningsOf(row: ImportRow, allowed: Allowed): string[] {
  const { fields } = allowed;
  const typeOf = new Map(fields.map((field) => [field.key, field.type]));
  const warnings = row.mapping.flatMap(({ column, target }) => {
    const type = target.kind === "field" ? typeOf.get(target.field) : undefined;
    const reading = row.readings[column];
    return type && reading ? readingWarning(column, type, reading) : [];
  });
  const fault = mappingFault(row, allowed) ?? runFault(row, fields);
  return fault === null ? warnings : [fault, ...warnings];
}

function readingWarning(column: string, type: FieldType, reading: ColumnReading): string[] {
  const unsure = unsureOf(reading);
  if (unsure.includes("dateOrder") && orderTypes.has(type)) {
    const order = reading.dateOrder === "dmy" ? "day/month/year" : "month/day/year";
    return [`The dates of "${column}" could be read two ways; they are read as ${order}.`];
  }
  if (!unsure.includes("decimal") || !decimalTypes.has(type)) return [];
  return [
    `The numbers of "${column}" could be read two ways; "${reading.decimal}" is taken as the decimal sign.`,
  ];
}
