// Starters about deals.
import { groups, type Starter, span, year } from "./starter-parts.ts";

const amount = { fn: "sum", field: "amountMinor" } as const;
const wonOnly = { status: "won" };
const closedOnly = { status: { in: ["won", "lost"] } };
const winRate = { fn: "share", where: wonOnly } as const;
const cycle = { fn: "median-time", from: "createdAt", to: "closedAt" } as const;

const pipeline = { pipelineId: null, filter: null, span: span(year) };

export const salesStarters: readonly Starter[] = [
  [
    1,
    "Sales funnel",
    "Of the deals created in the last 12 months, how many came how far.",
    { kind: "funnel", ...pipeline },
  ],
  [
    2,
    "Time in stage",
    "How long deals stayed in each stage before they moved on.",
    { kind: "stage-time", ...pipeline },
  ],
  [
    3,
    "Won value by month",
    "What was won, by the month of closing, and in the year before.",
    groups("deals", {
      measure: amount,
      by: "closedAt/month",
      period: `closedAt ${year}`,
      filter: wonOnly,
      chart: "bar",
      compare: true,
    }),
  ],
  [
    4,
    "Forecast by close month",
    "Open amounts, each times the probability of its stage, by the month of the expected close.",
    groups("deals", {
      measure: { fn: "weighted", field: "amountMinor" },
      by: "expectedCloseOn/month",
      filter: { status: "open" },
      chart: "bar",
    }),
  ],
  [
    5,
    "Win rate by month",
    "Of the deals closed in a month, the part that was won.",
    groups("deals", {
      measure: winRate,
      by: "closedAt/month",
      period: `closedAt ${year}`,
      filter: closedOnly,
      chart: "line",
    }),
  ],
  [
    6,
    "Win rate by owner",
    "Of the deals that each member closed, the part that was won.",
    groups("deals", {
      measure: winRate,
      by: "ownerId",
      period: `closedAt ${year}`,
      filter: closedOnly,
      chart: "bar",
    }),
  ],
  [
    7,
    "Lost deals by reason",
    "Why deals were lost.",
    groups("deals", {
      by: "lostReason",
      period: `closedAt ${year}`,
      filter: { status: "lost" },
      chart: "bar",
    }),
  ],
  [
    8,
    "Won and lost by month",
    "How many deals were closed, and how.",
    groups("deals", {
      by: "closedAt/month",
      and: "status",
      period: `closedAt ${year}`,
      filter: closedOnly,
      chart: "stacked-bar",
    }),
  ],
  [
    9,
    "Sales cycle",
    "Time from creation to winning: half of the deals took less.",
    groups("deals", {
      measure: cycle,
      by: "closedAt/quarter",
      period: `closedAt ${year}`,
      filter: wonOnly,
      chart: "distribution",
    }),
  ],
  [
    10,
    "Open value by stage",
    "What is in the pipeline now.",
    groups("deals", { measure: amount, by: "stageId", filter: { status: "open" }, chart: "bar" }),
  ],
  [
    11,
    "Open value by owner",
    "Whose deals are open, and what they come to.",
    groups("deals", { measure: amount, by: "ownerId", filter: { status: "open" }, chart: "bar" }),
  ],
  [
    12,
    "Won value by source",
    "Where the deals came from that were won.",
    groups("deals", {
      measure: amount,
      by: "source",
      period: `closedAt ${year}`,
      filter: wonOnly,
      chart: "bar",
    }),
  ],
  [
    13,
    "Won value by region",
    "Where the deals were won.",
    groups("deals", {
      measure: amount,
      by: "region",
      period: `closedAt ${year}`,
      filter: wonOnly,
      chart: "bar",
    }),
  ],
];
