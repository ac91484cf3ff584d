// A version of a quote as the room keeps it, and what a workspace prints on all of them.
import type { QuoteLine, QuotePageSize, QuoteStatus } from "@rapport/contracts";

export interface Logo {
  sha256: string;
  type: "image/png" | "image/jpeg";
  bytes: number;
}

/** Kept with what was sent, so that the same document can be made again at any time. */
export interface StoredSeller {
  name: string | null;
  address: string | null;
  taxId: string | null;
  email: string | null;
  phone: string | null;
  footer: string | null;
  locale: string;
  pageSize: QuotePageSize;
  logo: Logo | null;
}

export interface StoredQuote {
  id: string;
  rootId: string;
  versionNo: number;
  dealId: string;
  status: Exclude<QuoteStatus, "expired">;
  title: string;
  addressee: string | null;
  currency: string;
  lines: QuoteLine[];
  discountPercent: number;
  discountMinor: number;
  notes: string | null;
  terms: string | null;
  issuedOn: string | null;
  validUntil: string | null;
  sentAt: string | null;
  decidedAt: string | null;
  declineReason: string | null;
  seller: StoredSeller | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface StoredSettings {
  sellerName: string | null;
  sellerAddress: string | null;
  taxId: string | null;
  email: string | null;
  phone: string | null;
  terms: string | null;
  footer: string | null;
  numberFormat: string;
  firstNumber: number;
  validDays: number;
  pageSize: QuotePageSize;
  locale: string;
  logo: Logo | null;
}

export const firstSettings: StoredSettings = {
  sellerName: null,
  sellerAddress: null,
  taxId: null,
  email: null,
  phone: null,
  terms: null,
  footer: null,
  numberFormat: "Q-{YYYY}-{0000}",
  firstNumber: 1,
  validDays: 30,
  pageSize: "a4",
  locale: "en-GB",
  logo: null,
};

export interface StoredDocument {
  size: QuotePageSize;
  /** Of what was drawn, so that a document of other content is never served. */
  contentSha256: string;
  sha256: string;
  bytes: number;
}
