// Starters about what members do, about tickets, and about who comes in.
import { groups, known, type Starter, span, type Types, year } from "./starter-parts.ts";

const resolution = { fn: "median-time", from: "createdAt", to: "resolvedAt" } as const;
const sources = ["custom.leadSource", "custom.source", "lifecycle"];

export function workStarters(types: Types): Starter[] {
  return [
    [
      20,
      "Activities by week",
      "Calls, mails, meetings and the rest, by the week in which they were.",
      groups("activities", {
        by: "occurredAt/week",
        and: "kind",
        period: "occurredAt last-12-weeks",
        chart: "stacked-bar",
      }),
    ],
    [
      21,
      "Activities by member",
      "Who did what in the last 30 days.",
      groups("activities", {
        by: "ownerId",
        and: "kind",
        period: "occurredAt last-30-days",
        chart: "stacked-bar",
      }),
    ],
    [
      22,
      "Tasks done by member",
      "Completed in the last 30 days, and in the 30 before.",
      groups("tasks", {
        by: "ownerId",
        period: "completedAt last-30-days",
        chart: "bar",
        compare: true,
      }),
    ],
    [
      23,
      "Overdue tasks",
      "Open, and due before now.",
      groups("tasks", {
        by: "ownerId",
        filter: { and: [{ status: "open" }, { dueAt: { within: "past" } }] },
        chart: "bar",
      }),
    ],
    [
      30,
      "Ticket flow",
      "Opened, resolved and still open, week by week.",
      {
        kind: "flow",
        object: "tickets",
        closedField: "resolvedAt",
        bucket: "week",
        span: span("last-12-weeks"),
        filter: null,
      },
    ],
    [
      31,
      "Time to resolution",
      "From opening to resolution: half of the tickets took less.",
      groups("tickets", {
        measure: resolution,
        by: "resolvedAt/month",
        period: `resolvedAt ${year}`,
        chart: "distribution",
      }),
    ],
    [
      32,
      "Tickets by category",
      "What people asked for in the last 90 days.",
      groups("tickets", {
        by: "category",
        period: "createdAt last-90-days",
        chart: "bar",
        compare: true,
      }),
    ],
    [
      40,
      "New people by week",
      "Who came in, and from where.",
      groups("people", {
        by: "createdAt/week",
        ...known(types, "people", sources),
        period: "createdAt last-12-weeks",
        chart: "stacked-bar",
      }),
    ],
    [
      41,
      "New companies by week",
      "Which companies came in, by region.",
      groups("companies", {
        by: "createdAt/week",
        ...known(types, "companies", ["custom.source", "region"]),
        period: "createdAt last-12-weeks",
        chart: "stacked-bar",
      }),
    ],
  ];
}
