import type { AiTotalCost } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import { placedOf } from "../reports/chart-layout.rules.ts";
import { isEmptyModel } from "../reports/chart-model.rules.ts";
import { faultsOf, inputOf } from "./total-cost-form.rules.ts";
import { costModel } from "./total-cost-words.rules.ts";

describe("the numbers of a comparison", () => {
  it("are sent as the server counts them, and only those of the way that is chosen", () => {
    const numbers = { callsPerDay: "900.5", machineMicros: "12000.25", rentMicrosPerMonth: "800" };
    expect(inputOf({ way: "buy", numbers })).toEqual({
      way: "buy",
      callsPerDay: 900.5,
      machineMicros: 12_000_250_000,
    });
    expect(inputOf({ way: "rent", numbers })).toEqual({
      way: "rent",
      callsPerDay: 900.5,
      rentMicrosPerMonth: 800_000_000,
    });
    expect(inputOf({ way: "buy", numbers: { callsPerDay: "" } })).toEqual({ way: "buy" });
  });

  it("are not sent while one of them cannot be", () => {
    expect(inputOf({ way: "buy", numbers: { months: "1" } })).toBe(null);
    expect(faultsOf({ way: "buy", numbers: { months: "1" } })).toEqual({ months: "From 12 to 24" });
    expect(faultsOf({ way: "buy", numbers: { months: "12.5" } }).months).toBe("A whole number");
    const power = { wattsBusy: "10", wattsIdle: "20" };
    expect(faultsOf({ way: "buy", numbers: power })).toEqual({ wattsIdle: "No more than at work" });
    expect(faultsOf({ way: "buy", numbers: { growthPercentPerMonth: "-" } })).not.toEqual({});
  });
});

it("the chart has a point for each month of each option, also where it costs nothing", () => {
  const told = {
    own: { cumulativeMicros: [2_000_000, 3_500_000], machines: [1, 2] },
    hosted: [{ model: "Mini", provider: "Hosted", cumulativeMicros: [0, 10_000] }],
    numbers: { way: "buy" },
  } as unknown as AiTotalCost;
  const model = costModel(told);
  expect(isEmptyModel(model)).toBe(false);
  expect(placedOf(model, 600).spots.map(({ point }) => point.words)).toEqual([
    "Month 1, Your own: 2 machines: $2",
    "Month 1, Mini (Hosted): $0",
    "Month 2, Your own: 2 machines: $3.50",
    "Month 2, Mini (Hosted): $0.01",
  ]);
});
