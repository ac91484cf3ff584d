// How each type of field takes a cell. Compiled per column, so that nothing is looked up per row. A
// reference by name, domain or e-mail is put among the row's unresolved references instead.
import { currencyCode, type FieldType } from "@rapport/contracts";
import { type Cell, isBlank } from "./cells.rules.ts";
import { coerceDate, coerceDatetime } from "./coerce-dates.rules.ts";
import { coerceInteger, coerceMoney, coerceNumber, currencyIn } from "./coerce-numbers.rules.ts";
import {
  cleanLine,
  coerceBoolean,
  coerceEmail,
  coerceOption,
  coerceOptions,
  coercePhone,
  coerceText,
  coerceUrl,
  domainOf,
  optionLookup,
} from "./coerce-text.rules.ts";
import { accepted, type Coerced, refused } from "./coercion.rules.ts";
import type { CoercedRow, CoercionPlan, ColumnReading } from "./coercion-plan.rules.ts";
import {
  type ColumnTarget,
  type ImportField,
  type ReferenceVia,
  unmadeKey,
} from "./mapping.rules.ts";

export interface Mapped {
  column: string;
  target: Extract<ColumnTarget, { kind: "field" }>;
  field: ImportField;
}

/** undefined: the value was put elsewhere (a reference to be resolved). */
export type Take = (
  cell: Cell,
  row: CoercedRow,
  cells: readonly Cell[],
) => Coerced<unknown> | undefined;

export function takeFor(plan: CoercionPlan, mapped: Mapped): Take {
  const { field } = mapped;
  if (field.type === "money") return moneyTake(plan, mapped);
  if (field.type === "reference" || field.type === "member") return referenceTake(mapped);
  if (field.key === "id" && !field.custom) return coerceId;
  if (field.key === "currency" && !field.custom) return (cell) => coerceCurrency(cell);
  if (field.key === "domain" && !field.custom) return (cell) => coerceDomain(cell);
  const take = scalarTake(mapped, plan.readings[mapped.column] ?? usualReading);
  return mapped.target.unknown === "empty" ? knownOnly(take) : take;
}

/** A choice that the field does not have is left out; of several, those that it has are kept. */
const knownOnly =
  (take: Take): Take =>
  (cell, row, cells) => {
    const taken = take(cell, row, cells);
    return taken?.ok === false && taken.code === "not_an_option" ? undefined : taken;
  };

export const usualReading: ColumnReading = { decimal: ".", dateOrder: "dmy", certain: false };

type Scalar = (cell: Cell, field: ImportField, reading: ColumnReading) => Coerced<unknown>;

const scalars: Partial<Record<FieldType, Scalar>> = {
  email: (cell, field) => coerceEmail(cell, lengthOf(field)),
  phone: (cell, field) => coercePhone(cell, lengthOf(field)),
  url: (cell, field) => coerceUrl(cell, lengthOf(field)),
  number: (cell, _field, reading) => coerceNumber(cell, reading.decimal),
  integer: (cell, _field, reading) => coerceInteger(cell, reading.decimal),
  boolean: (cell) => coerceBoolean(cell),
  date: (cell, _field, reading) => coerceDate(cell, reading.dateOrder),
  datetime: (cell, _field, reading) => coerceDatetime(cell, reading.dateOrder),
};

function scalarTake({ field, target }: Mapped, reading: ColumnReading): Take {
  const options = field.options ?? [];
  const lookup = optionLookup(options);
  if (field.type === "select") return (cell) => coerceOption(cell, lookup, options);
  if (field.type === "multiSelect")
    return (cell) => coerceOptions(cell, lookup, options, target.unknown);
  const scalar = scalars[field.type];
  if (scalar) return (cell) => scalar(cell, field, reading);
  const rule = { maxLength: lengthOf(field), paragraphs: field.type === "longText" };
  return (cell) => coerceText(cell, rule);
}

function lengthOf(field: ImportField): number {
  return field.maxLength ?? 255;
}

function coerceDomain(cell: Cell): Coerced<string> {
  const domain = domainOf(cleanLine(cell));
  return domain
    ? accepted(domain)
    : refused("not_url", cell, "is not a domain. Expected one like example.com.");
}

function coerceCurrency(cell: Cell): Coerced<string> {
  const text = cleanLine(cell);
  const code = currencyCode(text) ?? currencyIn(text);
  if (code) return accepted(code);
  return refused("unknown_currency", cell, "is not a currency. Expected a code like EUR or USD.");
}

function moneyTake(plan: CoercionPlan, mapped: Mapped): Take {
  const reading = plan.readings[mapped.column] ?? usualReading;
  if (mapped.target.minorUnits) return (cell) => coerceInteger(cell, reading.decimal);
  const currencyOf = currencyReader(plan);
  const hasCurrencyField = plan.fields.some((field) => field.key === "currency" && !field.custom);
  const priced: Take = (cell, row, cells) => {
    const stated = currencyOf(cells);
    // The currency's own column reports the bad code; the amount means nothing without it.
    if (stated && !stated.ok) return undefined;
    const fallback = stated?.value ?? plan.defaultCurrency;
    const money = coerceMoney(cell, reading.decimal, fallback);
    if (!money.ok) return money;
    const currency = money.value.currency ?? fallback;
    if (stated && currency !== stated.value) return otherCurrency(cell, stated.value);
    if (hasCurrencyField) row.data.currency ??= currency;
    return accepted(money.value.amountMinor);
  };
  if (plan.mode === "create") return priced;
  return (cell, row, cells) => {
    const isPriced = namesCurrency(cell) || currencyOf(cells) !== undefined;
    return isPriced ? priced(cell, row, cells) : openAmount(row, mapped, cell, reading);
  };
}

const namesCurrency = (cell: Cell) => typeof cell === "string" && currencyIn(cell) !== undefined;

/** A known record's amount is in its own currency, which is not looked up here. */
function openAmount(
  row: CoercedRow,
  { column, field }: Mapped,
  cell: Cell,
  { decimal }: ColumnReading,
): Coerced<number> | undefined {
  const money = coerceMoney(cell, decimal, "");
  if (!money.ok && money.code === "not_money") return money;
  row.openAmounts = [...(row.openAmounts ?? []), { field: field.key, column, cell, decimal }];
  return undefined;
}

function otherCurrency(cell: Cell, stated: string): Coerced<number> {
  return refused("unknown_currency", cell, `names another currency than the row's, ${stated}.`);
}

/** What the row's own currency column says; undefined: nothing. */
function currencyReader(
  plan: CoercionPlan,
): (cells: readonly Cell[]) => Coerced<string> | undefined {
  const index = currencyColumn(plan);
  if (index === undefined) return () => undefined;
  return (cells) => (isBlank(cells[index]) ? undefined : coerceCurrency(cells[index]));
}

function currencyColumn(plan: CoercionPlan): number | undefined {
  const mapped = plan.mapping.find(
    ({ target }) => target.kind === "field" && target.field === "currency",
  );
  return plan.columns.find((column) => column.name === mapped?.column)?.index;
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

function coerceId(cell: Cell): Coerced<string> {
  const text = cleanLine(cell);
  return uuid.test(text) ? accepted(text.toLowerCase()) : noId(cell);
}

function referenceTake(mapped: Mapped): Take {
  const { via = "name", unknown } = mapped.target;
  // Whether an id names something is told by the write, which refuses the row, or else before it.
  const byId: Take = unknown === "empty" ? nameTake(mapped, "id") : coerceId;
  const take = via === "id" ? byId : nameTake(mapped, via);
  return (cell, row, cells) => {
    const isId = uuid.test(cleanLine(cell));
    return isId ? byId(cell, row, cells) : take(cell, row, cells);
  };
}

function nameTake({ column, field, target }: Mapped, via: ReferenceVia): Take {
  const object = field.type === "member" ? "members" : (field.refObject ?? "");
  const { unknown } = target;
  return (cell, row) => {
    const text = cleanLine(cell);
    const value = valueIn(text, via);
    if (!value && unknown === "empty") return undefined;
    if (!value) return refused("not_url", cell, "is not a domain. Expected one like example.com.");
    const known = row.references.some((reference) => reference.field === field.key);
    if (!known || field.key === unmadeKey)
      row.references.push({ field: field.key, object, via, value, column, unknown });
    return undefined;
  };
}

function valueIn(text: string, via: ReferenceVia): string | undefined {
  if (via === "id") return text.toLowerCase();
  return via === "domain" ? domainOf(text) : text;
}

const noId = (cell: Cell) => refused("not_found", cell, "is not a Rapport id.");
