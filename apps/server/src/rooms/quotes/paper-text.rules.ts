// How amounts, numbers and days are written on paper, in the seller's manner. Pure.

const spaces = /[\u202f\u2009\u2007]/g;

/** One kind of narrow space is enough for any font. */
const plain = (text: string) => text.replace(spaces, "\u00a0");

function currencyFormat(locale: string, currency: string): Intl.NumberFormat | null {
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency });
  } catch {
    return null;
  }
}

export function moneyText(minor: number, currency: string, locale: string): string {
  const format = currencyFormat(locale, currency);
  const digits = format?.resolvedOptions().maximumFractionDigits ?? 2;
  const major = minor / 10 ** digits;
  if (format) return plain(format.format(major));
  const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return plain(`${new Intl.NumberFormat(locale, fixed).format(major)} ${currency}`);
}

export function numberTextIn(value: number, locale: string): string {
  return plain(new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(value));
}

export function dayText(day: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  return plain(format.format(new Date(`${day}T12:00:00Z`)));
}
