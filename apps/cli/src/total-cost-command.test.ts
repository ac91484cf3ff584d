// The comparison of costs as the command line prints it.
import type { AiTotalCost } from "@rapport/sdk";
import { expect, it } from "vitest";
import { totalCostText } from "./total-cost-command.ts";

it("is a sentence, a table, what was assumed and what to beware of", () => {
  const months = Array.from({ length: 14 }, (_, at) => (at + 1) * 10_000_000);
  const told = {
    sentence: "At 900 calls a day, …",
    basis: "The load is yours.",
    assumed: [{ field: "way", words: "machines are bought" }],
    warnings: ["Not for personal data: Mini (Abroad)."],
    numbers: { months: 14, way: "buy" },
    own: { cumulativeMicros: months, perThousandCallsMicros: null, machines: [1, 2] },
    hosted: [
      {
        ...{ model: "Mini", provider: "Abroad", isForPersonalData: false },
        ...{ cumulativeMicros: months, perThousandCallsMicros: 450_000 },
        ...{ ownCheaperFromMonth: 3, ownCheaperFromCallsPerDay: 3147 },
      },
    ],
  } as unknown as AiTotalCost;
  expect(totalCostText(told).split("\n\n")).toEqual([
    "At 900 calls a day, …",
    [
      "                                      6 months  12 months  14 months  1,000 calls  own cheaper  from calls a day",
      "Your own (2 machines)                   $60.00       $120       $140            –",
      "Mini (Abroad), not for personal data    $60.00       $120       $140        $0.45      month 3             3,147",
    ].join("\n"),
    "The load is yours.",
    "Assumed: machines are bought.",
    "Beware: Not for personal data: Mini (Abroad).",
  ]);
});
