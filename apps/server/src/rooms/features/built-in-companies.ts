// What comes with Rapport of companies: what they are, how they use the product, what is sold to them and asked by them.
import { defineFeatureSet } from "./define-feature.ts";
import {
  commonTo,
  dealsClosed,
  dealsOpened,
  is,
  lost,
  makerFor,
  ticketsOpened,
  ticketsSolved,
  won,
} from "./feature-words.ts";

const { fixed, text, since, records, counted, events } = makerFor("companies");
const common = commonTo("companies");
/** What telemetry reports of a month; a workspace sends its own under the same name. */
export const usage = { names: ["Monthly usage"] };
const customerSince = { knownFrom: "custom.customerSince", stable: true };

export const companiesSet = defineFeatureSet({
  key: "companies",
  title: "Companies",
  entity: "companies",
  features: [
    since("company_age_days", "Days since the company was added", "createdAt"),
    text("industry", "Industry", "industry"),
    fixed("employees", "Employees", "employees"),
    fixed("annual_revenue", "Annual revenue", "annualRevenueMinor"),
    text("country", "Country", "country"),
    text("region", "Region", "region"),
    since("customer_days", "Days as a customer", "custom.customerSince"),
    text("plan", "Plan", "custom.plan", customerSince),
    fixed("seats", "Seats", "custom.seats", customerSince),
    counted("people_known", "People known", { object: "people", at: "createdAt" }),
    common.activities30d,
    common.activities90d,
    common.daysSinceActivity,
    common.meetings90d,
    common.lastOutcome,
    counted("tickets_30d", "Tickets opened in 30 days", ticketsOpened, "30d"),
    counted("tickets_90d", "Tickets opened in 90 days", ticketsOpened, "90d"),
    counted(
      "urgent_tickets_60d",
      "Urgent tickets in 60 days",
      { ...ticketsOpened, where: [is("priority", "urgent")] },
      "60d",
    ),
    records("urgent_share_180d", "Share of urgent tickets in 180 days", ticketsOpened, {
      aggregation: "ratio",
      part: [is("priority", "urgent")],
      window: "180d",
    }),
    records("ticket_topics_90d", "Topics of tickets in 90 days", ticketsOpened, {
      aggregation: "distinct",
      of: "category",
      window: "90d",
    }),
    records("days_since_ticket", "Days since the last ticket", ticketsOpened, {
      aggregation: "timeSince",
    }),
    counted("tickets_solved_90d", "Tickets solved in 90 days", ticketsSolved, "90d"),
    counted("deals_opened_365d", "Deals opened in a year", dealsOpened, "365d"),
    common.dealsWon,
    counted("deals_lost_365d", "Deals lost in a year", { ...dealsClosed, where: lost }, "365d"),
    records(
      "amount_won",
      "Amount won so far",
      { ...dealsClosed, where: won },
      { aggregation: "sum", of: "amountMinor" },
    ),
    records(
      "days_since_won",
      "Days since the last deal was won",
      { ...dealsClosed, where: won },
      { aggregation: "timeSince" },
    ),
    events("active_users", "Active users in the last reported month", usage, {
      aggregation: "last",
      of: "activeUsers",
    }),
    events("active_users_mean_180d", "Mean active users over 180 days", usage, {
      aggregation: "mean",
      of: "activeUsers",
      window: "180d",
    }),
    events("active_users_min_180d", "Fewest active users in 180 days", usage, {
      aggregation: "min",
      of: "activeUsers",
      window: "180d",
    }),
    events("active_users_max_365d", "Most active users in a year", usage, {
      aggregation: "max",
      of: "activeUsers",
      window: "365d",
    }),
    events("active_share", "Active share of seats in the last reported month", usage, {
      aggregation: "last",
      of: "activeShare",
    }),
    events("active_share_mean_90d", "Mean active share over 90 days", usage, {
      aggregation: "mean",
      of: "activeShare",
      window: "90d",
    }),
    events("active_share_mean", "Mean active share so far", usage, {
      aggregation: "mean",
      of: "activeShare",
    }),
    events("sessions", "Sessions in the last reported month", usage, {
      aggregation: "last",
      of: "sessions",
    }),
    events("sessions_mean_180d", "Mean sessions a month over 180 days", usage, {
      aggregation: "mean",
      of: "sessions",
      window: "180d",
    }),
    common.events30d,
    common.daysSinceEvent,
  ],
});
