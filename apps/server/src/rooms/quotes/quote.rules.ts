// What a quote may become, and when; how it is named. Pure: days and times are inputs.
import type { LineItem, QuoteLine, QuoteLineInput, QuoteStatus } from "@rapport/contracts";
import type { StoredQuote, StoredSeller, StoredSettings } from "./stored-quote.ts";

/** One that was sent lapses with its last day (UTC); nothing has to run for that. */
export function statusOn(quote: StoredQuote, today: string): QuoteStatus {
  const isLapsed = quote.validUntil !== null && quote.validUntil < today;
  return quote.status === "sent" && isLapsed ? "expired" : quote.status;
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function copyOf(line: LineItem): QuoteLine {
  const { id: _id, dealId: _deal, position: _position, ...copied } = line;
  return copied;
}

export function lineOf(input: QuoteLineInput): QuoteLine {
  return {
    productId: input.productId ?? null,
    name: input.name,
    description: input.description ?? null,
    unit: input.unit ?? null,
    quantity: input.quantity,
    unitPriceMinor: input.unitPriceMinor,
    discountPercent: input.discountPercent ?? 0,
    discountMinor: input.discountMinor ?? 0,
    taxPercent: input.taxPercent ?? 0,
  };
}

export function sellerOf(settings: StoredSettings): StoredSeller {
  const { sellerName, sellerAddress, taxId, email, phone, footer } = settings;
  const { locale, pageSize, logo } = settings;
  const address = sellerAddress;
  return { name: sellerName, address, taxId, email, phone, footer, locale, pageSize, logo };
}

/** The lines that a deal gets from an accepted quote; a discount on the whole becomes a line of its own. */
export function linesForDeal(quote: StoredQuote, discountMinor: number): QuoteLine[] {
  if (discountMinor === 0) return quote.lines;
  const discount: QuoteLine = {
    productId: null,
    name: "Discount",
    description: null,
    unit: null,
    quantity: 1,
    unitPriceMinor: -discountMinor,
    discountPercent: 0,
    discountMinor: 0,
    taxPercent: 0,
  };
  return [...quote.lines, discount];
}

type Values = Readonly<Record<string, unknown>> | undefined;

function textOf(values: Values, ...keys: string[]): string {
  const texts = keys.map((key) => values?.[key]);
  return texts.filter((text) => typeof text === "string" && text !== "").join(" ");
}

/** Name and place, as far as the one who writes may see them. */
export function addresseeOf(company: Values, person: Values): string | null {
  const place = [company, person].find((values) => textOf(values, "city", "country") !== "");
  const lines = [
    textOf(company, "name"),
    textOf(person, "firstName", "lastName"),
    textOf(place, "city"),
    textOf(place, "country"),
  ];
  return lines.filter((line) => line !== "").join("\n") || null;
}
