// Amounts that name no currency, once the records are looked up: a known record's are in its own currency, which is
// left as it is; a new one's are in the import's default. No I/O.
import { coerceMoney } from "./coerce-numbers.rules.ts";
import type { OpenAmount } from "./coercion-plan.rules.ts";
import type { ImportRow } from "./import-row.ts";
import type { KnownRecords } from "./known-records.ts";
import type { BadRow, GoodRow } from "./read-messages.ts";
import { put } from "./resolve-references.ts";

type Settings = Pick<ImportRow, "defaultCurrency" | "fields">;

export function readOpenAmounts(
  settings: Settings,
  known: KnownRecords,
  rows: readonly GoodRow[],
): { good: GoodRow[]; bad: BadRow[] } {
  const good: GoodRow[] = [];
  const bad: BadRow[] = [];
  /** By key, what earlier rows said: a record that they make is not there yet. */
  const said = new Map<string, string>();
  const defaults = { ...settings, hasCurrency: hasField(settings, "currency") };
  for (const row of rows) {
    const key = known.keyOf(row);
    const own = said.get(key) ?? ownCurrency(known, row, settings.defaultCurrency);
    const problems = readAmounts(row, own, defaults);
    const { currency } = row.data;
    if (typeof currency === "string" && key !== "") said.set(key, currency);
    if (problems.length > 0) bad.push({ line: row.line, problems });
    else good.push(row);
  }
  return { good, bad };
}

const hasField = ({ fields }: Settings, key: string) =>
  (fields ?? []).some((field) => field.key === key);

function readAmounts(
  row: GoodRow,
  own: string | undefined,
  { defaultCurrency, hasCurrency }: Settings & { hasCurrency: boolean },
) {
  const amounts = row.openAmounts ?? [];
  if (amounts.length > 0 && hasCurrency && own === undefined) row.data.currency ??= defaultCurrency;
  const { currency } = row.data;
  const used = typeof currency === "string" ? currency : (own ?? defaultCurrency);
  return amounts.flatMap((amount) => read(row, amount, used) ?? []);
}

/** undefined: it is new. A known one that names none has hundredths, as its exports do. */
function ownCurrency(known: KnownRecords, row: GoodRow, unless: string): string | undefined {
  const [record] = known.of(row);
  if (!record) return undefined;
  if (!("currency" in record)) return unless;
  return typeof record.currency === "string" ? record.currency : "";
}

function read(row: GoodRow, { field, column, cell, decimal }: OpenAmount, currency: string) {
  const money = coerceMoney(cell, decimal, currency);
  if (!money.ok) return { column, code: money.code, message: money.message };
  put(row.data, field, money.value.amountMinor);
  return undefined;
}
