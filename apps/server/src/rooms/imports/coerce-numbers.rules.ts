// Numbers and money from cells. "1.234" means a thousand and more in one country and a little over one
// in another, so the decimal sign is inferred from the whole column first and then applied to each cell.
import { currencyCode } from "@rapport/contracts";
import type { Cell } from "./cells.rules.ts";
import { cleanLine, unguard } from "./coerce-text.rules.ts";
import { accepted, type Coerced, refused } from "./coercion.rules.ts";

export type DecimalSign = "." | ",";

export interface InferredDecimal {
  sign: DecimalSign;
  /** False: no cell of the sample told; the usual reading was taken, and a person should look. */
  certain: boolean;
}

/** What the cells of a column show about its decimal sign. */
export function inferDecimalSign(cells: readonly Cell[]): InferredDecimal {
  const numbers = cells.flatMap((cell) =>
    typeof cell === "string" ? (numberPart(cell) ?? []) : [],
  );
  const signs = numbers.map(decimalSignOf);
  const commas = signs.filter((sign) => sign === ",").length;
  const dots = signs.filter((sign) => sign === ".").length;
  if (commas !== dots) return { sign: commas > dots ? "," : ".", certain: true };
  const isOpen = numbers.some((number) => /[.,]/.test(number));
  return { sign: ".", certain: !isOpen };
}

function decimalSignOf(number: string): DecimalSign | undefined {
  const lastDot = number.lastIndexOf(".");
  const lastComma = number.lastIndexOf(",");
  if (lastDot >= 0 && lastComma >= 0) return lastDot > lastComma ? "." : ",";
  const at = Math.max(lastDot, lastComma);
  if (at < 0) return undefined;
  const sign = lastDot >= 0 ? "." : ",";
  const other = sign === "." ? "," : ".";
  const isRepeated = number.indexOf(sign) !== at;
  if (isRepeated) return other;
  const decimals = number.length - at - 1;
  const leading = number.slice(0, at).replace("-", "");
  // Exactly three digits behind one sign may be a group; with a leading 0 or four before it, it is not.
  const mayBeGroup = decimals === 3 && leading.length <= 3 && leading !== "0" && leading !== "";
  return mayBeGroup ? undefined : sign;
}

const simpleNumber = /^-?\d+(?:\.\d+)?$/;

/** The number's own characters without spaces, currency and brackets; undefined if it is none. */
function numberPart(text: string): string | undefined {
  const bare = text
    .replaceAll(/[\s\u00a0\u202f'’_]|\p{Sc}|%/gu, "")
    .replace(/^[A-Za-z]{3}(?=[\d(-])|(?<=[\d)-])[A-Za-z]{3}$/, (code) =>
      currencyCode(code) === undefined ? code : "",
    );
  const inBrackets = /^\((.+)\)$/.exec(bare)?.[1];
  const signed = inBrackets === undefined ? bare : `-${inBrackets}`;
  const number = signed
    .replace("−", "-")
    .replace(/^\+/, "")
    .replace(/^(.+)-$/, "-$1");
  return /^-?[\d.,]*\d[\d.,]*$/.test(number) ? number : undefined;
}

/** A plain decimal such as -1234.5; grouping that is not in threes is refused, not guessed. */
export function toDecimal(text: string, sign: DecimalSign): string | undefined {
  if (sign === "." && simpleNumber.test(text)) return text;
  const scientific = /^-?\d+(?:\.\d+)?e[+-]?\d{1,3}$/i.test(text);
  if (scientific) return plainDecimal(Number(text));
  const number = numberPart(text);
  if (number === undefined) return undefined;
  const group = sign === "." ? "," : ".";
  const [whole = "", decimals = "", ...rest] = number.split(sign);
  if (rest.length > 0 || decimals.includes(group)) return undefined;
  const isGrouped = whole.includes(group);
  const digits = whole.replaceAll(group, "");
  const groups = whole.replace("-", "").split(group);
  if (isGrouped && !isWellGrouped(groups)) return undefined;
  const full = digits === "" || digits === "-" ? `${digits}0` : digits;
  return decimals === "" ? full : `${full}.${decimals}`;
}

/** 1,234,567 and India's 12,34,567. */
function isWellGrouped(groups: readonly string[]): boolean {
  const [first = "", ...others] = groups;
  const last = others.at(-1) ?? "";
  return (
    first.length <= 3 &&
    last.length === 3 &&
    others.every((group) => group.length === 3 || group.length === 2)
  );
}

function plainDecimal(value: number): string | undefined {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) return undefined;
  return Number.isInteger(value)
    ? BigInt(value).toString()
    : value.toFixed(12).replace(/\.?0+$/, "");
}

function decimalOf(cell: Cell, sign: DecimalSign): string | undefined {
  if (typeof cell === "number") return plainDecimal(cell);
  return toDecimal(unguard(cleanLine(cell)), sign);
}

export function coerceNumber(cell: Cell, sign: DecimalSign): Coerced<number> {
  const decimal = decimalOf(cell, sign);
  if (decimal === undefined) {
    return refused("not_number", cell, `is not a number. Expected one like 1234${sign}5.`);
  }
  const isPercent = typeof cell === "string" && cell.trim().endsWith("%");
  const value = Number(decimal);
  return accepted(isPercent ? value / 100 : value);
}

export function coerceInteger(cell: Cell, sign: DecimalSign): Coerced<number> {
  const decimal = decimalOf(cell, sign);
  if (decimal === undefined || !/^-?\d+(?:\.0*)?$/.test(decimal)) {
    return refused("not_integer", cell, "is not a whole number. Expected one like 42.");
  }
  const value = Number(decimal);
  if (!Number.isSafeInteger(value)) {
    return refused("out_of_range", cell, "is too large to be kept exactly.");
  }
  return accepted(value);
}

export interface Money {
  amountMinor: number;
  /** Only when the cell itself names it. */
  currency?: string;
}

/** The currency a cell names: a sign such as € or a code such as EUR. */
export function currencyIn(text: string): string | undefined {
  const letters = /(?:^|[\s\d.,])([A-Za-z]{3})(?:$|[\s\d.,-])/.exec(text)?.[1];
  const code = letters && currencyCode(letters);
  if (code) return code;
  const found = Object.entries(currencySigns).find(([sign]) => text.includes(sign));
  return found?.[1];
}

// The longer signs first; a bare $ is left open, since two dozen countries use it.
const currencySigns: Readonly<Record<string, string>> = {
  US$: "USD",
  C$: "CAD",
  A$: "AUD",
  R$: "BRL",
  "€": "EUR",
  "£": "GBP",
  "₹": "INR",
  "₩": "KRW",
  "₺": "TRY",
  "₽": "RUB",
  "₪": "ILS",
  "₫": "VND",
  "₴": "UAH",
  zł: "PLN",
  Kč: "CZK",
};

// ISO 4217: the currencies whose minor unit is not a hundredth.
const minorDigits: Readonly<Record<string, number>> = Object.fromEntries([
  ..."BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
    .split(" ")
    .map((code) => [code, 0] as const),
  ..."BHD IQD JOD KWD LYD OMN TND".split(" ").map((code) => [code, 3] as const),
  ["CLF", 4] as const,
  ["UYW", 4] as const,
]);

export function minorDigitsOf(currency: string): number {
  return minorDigits[currency.toUpperCase()] ?? 2;
}

/** Whether something would be lost. A number that a machine wrote may end in the dust of its arithmetic. */
function isFiner(cell: Cell, decimal: string, digits: number): boolean {
  const isWritten = typeof cell === "string" && !/\de[+-]?\d/i.test(cell);
  const amount = isWritten ? decimal : String(Number(Number(decimal).toPrecision(15)));
  return amount.includes("e-") || /[1-9]/.test(amount.split(".")[1]?.slice(digits) ?? "");
}

export function coerceMoney(cell: Cell, sign: DecimalSign, currency: string): Coerced<Money> {
  const named = typeof cell === "string" ? currencyIn(cell) : undefined;
  const decimal = decimalOf(cell, sign);
  if (decimal === undefined) {
    return refused("not_money", cell, `is not an amount. Expected one like 1234${sign}50.`);
  }
  const digits = minorDigitsOf(named ?? currency);
  if (isFiner(cell, decimal, digits)) {
    const most = digits === 0 ? "no decimals" : `${digits} decimals at most`;
    return refused(
      "too_precise",
      cell,
      `is finer than ${(named ?? currency) || "its currency"} can be: ${most}.`,
    );
  }
  const amountMinor = toMinor(decimal, digits);
  if (!Number.isSafeInteger(amountMinor)) {
    return refused("out_of_range", cell, "is too large an amount to be kept exactly.");
  }
  return accepted(named ? { amountMinor, currency: named } : { amountMinor });
}

/** By digits, never by floating point; a further digit is rounded half away from zero. */
export function toMinor(decimal: string, digits: number): number {
  const isNegative = decimal.startsWith("-");
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  const kept = fraction.slice(0, digits).padEnd(digits, "0");
  const isRoundedUp = (fraction.charCodeAt(digits) || 48) >= 53;
  const value = Number(`${whole}${kept}`) + (isRoundedUp ? 1 : 0);
  return isNegative && value !== 0 ? -value : value;
}

/** The counterpart for export: 123450 and 2 give "1234.50". */
export function fromMinor(amountMinor: number, digits: number): string {
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, "0");
  const sign = amountMinor < 0 ? "-" : "";
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
