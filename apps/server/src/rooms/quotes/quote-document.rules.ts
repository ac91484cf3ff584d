// What is drawn of a quote, as data: everything that can be seen on paper and nothing else, so that the same
// data gives the same bytes. Pure.
import { type Quote, type QuotePageSize, totalsOf } from "@rapport/contracts";
import type { StoredQuote, StoredSeller } from "./stored-quote.ts";

export interface QuoteDocument {
  size: QuotePageSize;
  isDraft: boolean;
  number: string | null;
  versionNo: number;
  title: string;
  addressee: string | null;
  currency: string;
  locale: string;
  issuedOn: string;
  validUntil: string | null;
  notes: string | null;
  terms: string | null;
  lines: StoredQuote["lines"];
  totals: Quote["totals"];
  seller: Omit<StoredSeller, "locale" | "pageSize">;
}

interface Drawn {
  quote: StoredQuote;
  number: string | null;
  seller: StoredSeller;
  size: QuotePageSize;
  today: string;
}

export function quoteDocument({ quote, number, seller, size, today }: Drawn): QuoteDocument {
  const { locale, pageSize: _size, ...printed } = seller;
  return {
    size,
    isDraft: quote.status === "draft",
    number,
    versionNo: quote.versionNo,
    title: quote.title,
    addressee: quote.addressee,
    currency: quote.currency,
    locale,
    issuedOn: quote.issuedOn ?? today,
    validUntil: quote.validUntil,
    notes: quote.notes,
    terms: quote.terms,
    lines: quote.lines,
    totals: totalsOf(quote.lines, quote),
    seller: printed,
  };
}

/** "Quote Q-2026-0007 v2.pdf", of letters that any system takes. */
export function fileNameOf(number: string | null, versionNo: number): string {
  const plain = (number ?? "draft").normalize("NFKD").replace(/[^\w.-]+/g, "-");
  return `quote-${plain}${versionNo > 1 ? `-v${versionNo}` : ""}.pdf`;
}
