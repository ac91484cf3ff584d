// Numbers as people write them: 1,234.5 or 1.234,5 or 1 234,5, with a currency, a percent sign, brackets for less than
// nothing. Which sign is the decimal one is a matter of the whole column.

export interface NumberFormat {
  readonly decimal: "." | ",";
}

const currency =
  /^(?:[$€£¥₹₽₩]|(?:usd|eur|gbp|chf|jpy|inr|cad|aud)\b)\s*|\s*(?:[$€£¥₹₽₩]|\b(?:usd|eur|gbp|chf|jpy|inr|cad|aud))$/gi;
const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const grouped = {
  ".": /^[+-]?\d{1,3}(?:[,'’ ]\d{3})+(?:\.\d+)?$/,
  ",": /^[+-]?\d{1,3}(?:[.'’ ]\d{3})+(?:,\d+)?$/,
} as const;
const commaDecimal = /^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i;

interface Stripped {
  readonly text: string;
  readonly factor: number;
}

function strip(written: string): Stripped {
  let text = written
    .replaceAll(/[\u00a0\u202f\u2009]/g, " ")
    .replaceAll("\u2212", "-")
    .trim();
  let factor = 1;
  if (/^\(.+\)$/.test(text)) {
    text = text.slice(1, -1).trim();
    factor = -1;
  }
  if (/^[\d.,'’ ]+-$/.test(text)) {
    text = text.slice(0, -1).trim();
    factor = -factor;
  }
  if (text.startsWith("-") && /^-\s*[^\d.,]/.test(text)) {
    text = text.slice(1).trim();
    factor = -factor;
  }
  if (text.endsWith("%")) text = text.slice(0, -1).trim();
  return { text: /[^\d.,e+-]/i.test(text) ? text.replaceAll(currency, "").trim() : text, factor };
}

/** NaN where the text is no number of this format, or is one that is not finite. */
export function parseNumber(written: string, { decimal }: NumberFormat): number {
  if (decimal === "." && plain.test(written)) return finite(Number(written));
  const { text, factor } = strip(written);
  if (decimal === "." && plain.test(text)) return factor * finite(Number(text));
  if (decimal === "," && commaDecimal.test(text))
    return factor * finite(Number(text.replace(",", ".")));
  if (decimal === "," && /^[+-]?\d+$/.test(text)) return factor * finite(Number(text));
  if (!grouped[decimal].test(text)) return Number.NaN;
  const digits = text.replaceAll(decimal === "." ? /[,'’ ]/g : /[.'’ ]/g, "");
  return factor * finite(Number(digits.replace(",", ".")));
}

const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);

/** The format that reads more of the rows; a full stop where both read as many. */
export function formatOf(texts: readonly string[], counts: ArrayLike<number>): NumberFormat {
  let english = 0;
  let continental = 0;
  for (const [at, text] of texts.entries()) {
    const weight = counts[at] as number;
    if (weight === 0) continue;
    if (!Number.isNaN(parseNumber(text, { decimal: "." }))) english += weight;
    if (!Number.isNaN(parseNumber(text, { decimal: "," }))) continental += weight;
  }
  return { decimal: continental > english ? "," : "." };
}
