// The arithmetic of lines and totals: worked examples, and what holds whatever the numbers are.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineAmounts, type PricedLine, totalsOf } from "./amounts.ts";

const none = { discountPercent: 0, discountMinor: 0 };
const line = (given: Partial<PricedLine>): PricedLine => ({
  quantity: 1,
  unitPriceMinor: 100,
  taxPercent: 0,
  ...none,
  ...given,
});

describe("a line", () => {
  it.each([
    // quantity, unit price, percent, amount → gross, reduction, net
    [3, 1000, 10, 0, 3000, 300, 2700],
    [3, 999, 10, 0, 2997, 300, 2697],
    [1, 5, 50, 0, 5, 2, 3], // 2.5 goes up
    [1, -5, 50, 0, -5, -2, -3], // and away from zero below it
    [0.1, 15, 0, 0, 2, 0, 2], // 1.5, which binary fractions put below
    [1.005, 1000, 0, 0, 1005, 0, 1005],
    [0.29, 100, 0, 0, 29, 0, 29], // 28.999999999999996 in floating point
    [1e-7, 100, 0, 0, 0, 0, 0],
    [2, 1000, 0, 500, 2000, 500, 1500],
    [2, 1000, 50, 500, 2000, 1500, 500],
    [2, 1000, 50, 5000, 2000, 2000, 0], // not below nothing
    [1, 1000, 100, 7, 1000, 1000, 0],
    [1, -1000, 0, 300, -1000, 0, -1000], // a credit is not made larger
    [1e9, 9000, 0, 0, 9e12, 0, 9e12],
    [3, 333, 33.333, 0, 999, 333, 666], // 666.00333 exactly
  ])(
    "%d × %d less %d %% and %d",
    (quantity, unitPriceMinor, discountPercent, discountMinor, grossMinor, reductionMinor, netMinor) => {
      const amounts = lineAmounts(
        line({ quantity, unitPriceMinor, discountPercent, discountMinor }),
      );
      expect(amounts).toEqual({ grossMinor, reductionMinor, netMinor });
    },
  );
});

describe("totals", () => {
  it("reckons each rate's tax once, on the rate's sum", () => {
    const cents = Array.from({ length: 3 }, () => line({ unitPriceMinor: 3, taxPercent: 19 }));
    // One by one each cent would be 0.57 → 1, three in all; together 1.71 → 2.
    expect(totalsOf(cents, none)).toMatchObject({ netMinor: 9, taxMinor: 2, totalMinor: 11 });
  });

  it("shares the discount among the rates to the last unit", () => {
    const lines = [
      line({ unitPriceMinor: 10_000, taxPercent: 19 }),
      line({ unitPriceMinor: 5_000, taxPercent: 7 }),
      line({ unitPriceMinor: 1_000, taxPercent: 0 }),
    ];
    expect(totalsOf(lines, { discountPercent: 0, discountMinor: 1_001 })).toEqual({
      subtotalMinor: 16_000,
      discountMinor: 1_001,
      netMinor: 14_999,
      taxes: [
        { taxPercent: 0, netMinor: 937, taxMinor: 0 },
        { taxPercent: 7, netMinor: 4_688, taxMinor: 328 },
        { taxPercent: 19, netMinor: 9_374, taxMinor: 1_781 },
      ],
      taxMinor: 2_109,
      totalMinor: 17_108,
    });
  });

  it("is nothing of no lines", () => {
    expect(totalsOf([], { discountPercent: 10, discountMinor: 5 })).toMatchObject({
      subtotalMinor: 0,
      discountMinor: 0,
      totalMinor: 0,
      taxes: [],
    });
  });
});

const discount = fc.record({
  discountPercent: fc.double({ min: 0, max: 100, noNaN: true }),
  discountMinor: fc.integer({ min: 0, max: 1_000_000 }),
});
const anyLine = fc
  .record({
    quantity: fc.double({ min: 0, max: 10_000, noNaN: true }),
    unitPriceMinor: fc.integer({ min: 0, max: 10_000_000 }),
    taxPercent: fc.constantFrom(0, 5.5, 7, 19, 20, 8.875),
  })
  .chain((own) => discount.map((off) => ({ ...own, ...off })));
const anyLines = fc.array(anyLine, { maxLength: 12 });

describe("whatever the numbers are", () => {
  it("gross less reduction is net, between nothing and gross, within half a unit of the exact", () => {
    fc.assert(
      fc.property(anyLine, (one) => {
        const { grossMinor, reductionMinor, netMinor } = lineAmounts(one);
        expect(grossMinor - reductionMinor).toBe(netMinor);
        expect(netMinor).toBeGreaterThanOrEqual(0);
        expect(netMinor).toBeLessThanOrEqual(grossMinor);
        const exact = one.quantity * one.unitPriceMinor;
        expect(Math.abs(grossMinor - exact)).toBeLessThanOrEqual(0.5 + exact * 1e-12);
      }),
    );
  });

  it("everything adds up to the unit", () => {
    fc.assert(
      fc.property(anyLines, discount, (lines, off) => {
        const totals = totalsOf(lines, off);
        const nets = lines.map((one) => lineAmounts(one).netMinor);
        expect(totals.subtotalMinor).toBe(nets.reduce((sum, net) => sum + net, 0));
        expect(totals.subtotalMinor - totals.discountMinor).toBe(totals.netMinor);
        expect(totals.taxes.reduce((sum, { netMinor }) => sum + netMinor, 0)).toBe(totals.netMinor);
        expect(totals.netMinor + totals.taxMinor).toBe(totals.totalMinor);
        for (const { taxPercent, netMinor, taxMinor } of totals.taxes) {
          expect(netMinor).toBeGreaterThanOrEqual(0);
          expect(Math.abs(taxMinor - (netMinor * taxPercent) / 100)).toBeLessThanOrEqual(0.5001);
        }
      }),
    );
  });

  it("does not depend on the order of the lines, and more discount is never dearer", () => {
    fc.assert(
      fc.property(anyLines, discount, (lines, off) => {
        const totals = totalsOf(lines, off);
        expect(totalsOf(lines.toReversed(), off)).toEqual(totals);
        const more = { ...off, discountMinor: off.discountMinor + 100 };
        expect(totalsOf(lines, more).netMinor).toBeLessThanOrEqual(totals.netMinor);
      }),
    );
  });
});
