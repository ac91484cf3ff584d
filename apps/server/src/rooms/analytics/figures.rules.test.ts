// From what the database counts to what is shown.
import { type AnalyticsMeasure, analyticsMeasures } from "@rapport/contracts";
import { expect, it } from "vitest";
import { figuresOf } from "./figures.rules.ts";

const none = Object.fromEntries(analyticsMeasures.map((one) => [one, 0])) as Record<
  AnalyticsMeasure,
  number
>;
const row = {
  ...{ by: null, id: null, counts: none, averageScore: null },
  ...{ responseMedian: 1, responseP90: 0.6000000000000001 },
  ...{ resolutionMedian: null, resolutionP90: null },
};

it("minutes between whole ones are told to the hundredth", () => {
  const { firstResponse, resolution } = figuresOf(row);
  expect([firstResponse, resolution]).toEqual([{ median: 1, p90: 0.6 }, null]);
});
