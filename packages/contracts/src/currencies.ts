// Which codes are currencies (ISO 4217, with those of the past), wherever amounts come in.

const known: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** The code as it is kept, in capitals; undefined if it is no currency's. */
export function currencyCode(text: string): string | undefined {
  const code = text.toUpperCase();
  return known.has(code) ? code : undefined;
}
