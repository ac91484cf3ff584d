// A line as its form holds it, with prices in major units, and as it is sent. Pure.
import type { LineItem } from "@rapport/sdk";

type Typed = number | string;

export interface LineDraft {
  productId: string | null;
  name: string;
  description: string;
  unit: string;
  quantity: Typed;
  price: Typed;
  discountPercent: Typed;
  discount: Typed;
  taxPercent: Typed;
}

export const emptyDraft: LineDraft = {
  productId: null,
  name: "",
  description: "",
  unit: "",
  quantity: 1,
  price: "",
  discountPercent: 0,
  discount: 0,
  taxPercent: 0,
};

const majorOf = (minor: number, digits: number): number => minor / 10 ** digits;
const minorOf = (major: Typed, digits: number): number =>
  Math.round(Number(major) * 10 ** digits * 1e6) / 1e6;

export const draftOf = (line: LineItem, digits: number): LineDraft => ({
  productId: line.productId,
  name: line.name,
  description: line.description ?? "",
  unit: line.unit ?? "",
  quantity: line.quantity,
  price: majorOf(line.unitPriceMinor, digits),
  discountPercent: line.discountPercent,
  discount: majorOf(line.discountMinor, digits),
  taxPercent: line.taxPercent,
});

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** What a product brings into a form; a price in another currency stays away. */
export const withProduct = (
  draft: LineDraft,
  product: Record<string, unknown> & { id: string },
  currency: { code: string | null; digits: number },
): LineDraft => {
  const own = textOf(product.currency).toUpperCase();
  const isSame = own === "" || currency.code === null || own === currency.code.toUpperCase();
  const price = isSame ? product.unitPriceMinor : null;
  return {
    ...draft,
    productId: product.id,
    name: textOf(product.name),
    description: textOf(product.description),
    unit: textOf(product.unit),
    price: typeof price === "number" ? majorOf(price, currency.digits) : "",
    taxPercent: typeof product.taxPercent === "number" ? product.taxPercent : draft.taxPercent,
  };
};

export interface SentLine {
  productId: string | null;
  name: string;
  description: string | null;
  unit: string | null;
  quantity: number;
  unitPriceMinor: number;
  discountPercent: number;
  discountMinor: number;
  taxPercent: number;
}

/** Null while something is missing. */
export const sentLine = (draft: LineDraft, digits: number): SentLine | null => {
  const name = draft.name.trim();
  const numbers = [draft.quantity, draft.price].map((value) => value !== "" && Number(value));
  if (name === "" || numbers.some((value) => value === false || Number.isNaN(value))) return null;
  return {
    productId: draft.productId,
    name,
    description: draft.description.trim() || null,
    unit: draft.unit.trim() || null,
    quantity: Number(draft.quantity),
    unitPriceMinor: Math.round(minorOf(draft.price, digits)),
    discountPercent: Number(draft.discountPercent),
    discountMinor: Math.round(minorOf(draft.discount, digits)),
    taxPercent: Number(draft.taxPercent),
  };
};
