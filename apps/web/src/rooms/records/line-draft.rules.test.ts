import { describe, expect, it } from "vitest";
import { draftOf, emptyDraft, sentLine, withProduct } from "./line-draft.rules.ts";

const line = {
  id: "1",
  dealId: "2",
  productId: "3",
  position: 0,
  name: "Seat",
  description: null,
  unit: "seat",
  quantity: 2.5,
  unitPriceMinor: 1_999,
  discountPercent: 12.5,
  discountMinor: 101,
  taxPercent: 19,
};

describe("a line's form", () => {
  it("sends back what it was opened with", () => {
    const { id: _id, dealId: _deal, position: _position, ...rest } = line;
    expect(sentLine(draftOf(line, 2), 2)).toEqual(rest);
    expect(sentLine(draftOf(line, 0), 0)).toEqual(rest);
  });

  it("takes prices without binary fractions", () => {
    const typed = { ...emptyDraft, name: "x", price: "1.15", discount: 0.29 };
    expect(sentLine(typed, 2)).toMatchObject({ unitPriceMinor: 115, discountMinor: 29 });
  });

  it("waits for a name and a price", () => {
    expect(sentLine({ ...emptyDraft, name: "x" }, 2)).toBeNull();
    expect(sentLine({ ...emptyDraft, price: 1, name: " " }, 2)).toBeNull();
    expect(sentLine({ ...emptyDraft, price: 1, name: "x", quantity: "" }, 2)).toBeNull();
  });

  it("takes over a product, but no price in another currency", () => {
    const product = { id: "9", name: "Chair", unitPriceMinor: 500, currency: "EUR", taxPercent: 7 };
    const draft = withProduct(emptyDraft, product, { code: "eur", digits: 2 });
    expect(draft).toMatchObject({ productId: "9", name: "Chair", price: 5, taxPercent: 7 });
    expect(withProduct(emptyDraft, product, { code: "USD", digits: 2 }).price).toBe("");
    expect(withProduct(emptyDraft, product, { code: null, digits: 2 }).price).toBe(5);
  });
});
