// What comes with Rapport of people: who they are, what was done with them, what they do.
import { defineFeatureSet } from "./define-feature.ts";
import {
  activities,
  commonTo,
  dealsClosed,
  dealsOpened,
  is,
  makerFor,
  ticketsOpened,
  won,
} from "./feature-words.ts";

const { fixed, text, since, records, counted, events } = makerFor("people");
const common = commonTo("people");
const ofCompany = { through: "company" } as const;
const anyEvent = { names: [] };

export const peopleSet = defineFeatureSet({
  key: "people",
  title: "People",
  entity: "people",
  features: [
    since("person_age_days", "Days since the person was added", "createdAt"),
    text("person_country", "Country", "country"),
    text("person_region", "Region", "region"),
    text("person_seniority", "Seniority", "custom.seniority", { stable: true }),
    text("person_lead_source", "Where the lead came from", "custom.leadSource", { stable: true }),
    fixed("person_has_email", "Has an e-mail address", "hasEmail"),
    fixed("person_has_phone", "Has a phone number", "hasPhone"),
    text("company_industry", "Industry of the company", "industry", ofCompany),
    fixed("company_employees", "Employees of the company", "employees", ofCompany),
    fixed("company_revenue", "Annual revenue of the company", "annualRevenueMinor", ofCompany),
    counted("activities_7d", "Activities in 7 days", activities, "7d"),
    common.activities30d,
    common.activities90d,
    records("activities_per_day_30d", "Activities a day over 30 days", activities, {
      aggregation: "rate",
      window: "30d",
    }),
    common.daysSinceActivity,
    records("activity_kinds_90d", "Kinds of activity in 90 days", activities, {
      aggregation: "distinct",
      of: "kind",
      window: "90d",
    }),
    counted("calls_90d", "Calls in 90 days", { ...activities, where: [is("kind", "call")] }, "90d"),
    common.meetings90d,
    counted("demos_90d", "Demos in 90 days", { ...activities, where: [is("kind", "demo")] }, "90d"),
    counted(
      "emails_90d",
      "E-mails in 90 days",
      { ...activities, where: [is("kind", "email")] },
      "90d",
    ),
    records("meeting_share_180d", "Share of meetings among activities in 180 days", activities, {
      aggregation: "ratio",
      part: [is("kind", "meeting")],
      window: "180d",
    }),
    records("mean_minutes_90d", "Mean minutes of activities in 90 days", activities, {
      aggregation: "mean",
      of: "durationMinutes",
      window: "90d",
    }),
    common.lastOutcome,
    records("last_activities", "The last five kinds of activity", activities, {
      aggregation: "sequence",
      of: "kind",
      length: 5,
    }),
    counted("notes_90d", "Notes in 90 days", { object: "notes", at: "createdAt" }, "90d"),
    counted(
      "tasks_done_90d",
      "Tasks done in 90 days",
      { object: "tasks", at: "completedAt" },
      "90d",
    ),
    counted("tickets_90d", "Tickets in 90 days", ticketsOpened, "90d"),
    counted("deals_opened", "Deals opened so far", dealsOpened),
    common.dealsWon,
    counted("company_deals_won", "Deals that the company has bought", {
      ...dealsClosed,
      ...ofCompany,
      where: won,
    }),
    counted(
      "company_activities_90d",
      "Activities with the company in 90 days",
      { ...activities, ...ofCompany },
      "90d",
    ),
    events("events_7d", "Events in 7 days", anyEvent, { aggregation: "count", window: "7d" }),
    common.events30d,
    common.daysSinceEvent,
    events("event_names_30d", "Kinds of event in 30 days", anyEvent, {
      aggregation: "distinct",
      of: "$name",
      window: "30d",
    }),
    events("last_events", "The last five events", anyEvent, {
      aggregation: "sequence",
      of: "$name",
      length: 5,
    }),
  ],
});
