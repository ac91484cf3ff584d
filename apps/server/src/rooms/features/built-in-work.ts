// What comes with Rapport of deals and tickets.

import { usage } from "./built-in-companies.ts";
import { defineFeatureSet } from "./define-feature.ts";
import {
  activities,
  dealsClosed,
  is,
  lost,
  makerFor,
  ticketsOpened,
  won,
} from "./feature-words.ts";

const deal = makerFor("deals");
const ticket = makerFor("tickets");
const ofCompany = { through: "company" } as const;
const ofPerson = { through: "person" } as const;
const stages = { kind: "stages" } as const;
const customerPlan = { ...ofCompany, knownFrom: "custom.customerSince", stable: true };

export const dealsSet = defineFeatureSet({
  key: "deals",
  title: "Deals",
  entity: "deals",
  features: [
    deal.since("deal_age_days", "Days since the deal was opened", "createdAt"),
    deal.fixed("amount", "Amount", "amountMinor"),
    deal.text("currency", "Currency", "currency"),
    deal.text("deal_source", "Source", "source"),
    deal.text("deal_region", "Region", "region"),
    deal.text("competitor", "Competitor", "custom.competitor", { stable: true }),
    deal.text("company_industry", "Industry of the company", "industry", ofCompany),
    deal.fixed("company_employees", "Employees of the company", "employees", ofCompany),
    deal.text("person_seniority", "Seniority of the contact", "custom.seniority", {
      ...ofPerson,
      stable: true,
    }),
    deal.make("stage_position", "Place of the stage in the pipeline", stages, {
      aggregation: "last",
      of: "position",
    }),
    deal.make("stage_probability", "Probability of the stage", stages, {
      aggregation: "last",
      of: "probability",
    }),
    deal.make("stage_name", "Stage", stages, { aggregation: "last", of: "stage", type: "text" }),
    deal.make("days_in_stage", "Days in the stage", stages, { aggregation: "timeSince" }),
    deal.make("stages_entered", "Stages entered so far", stages, { aggregation: "count" }),
    deal.make("stage_way", "Way through the stages", stages, {
      aggregation: "sequence",
      of: "stage",
      length: 8,
    }),
    deal.records("activities_14d", "Activities on the deal in 14 days", activities, {
      aggregation: "count",
      window: "14d",
    }),
    deal.records("activities_all", "Activities on the deal so far", activities, {
      aggregation: "count",
    }),
    deal.records("days_since_activity", "Days since the last activity on the deal", activities, {
      aggregation: "timeSince",
    }),
    deal.records(
      "meetings",
      "Meetings on the deal so far",
      { ...activities, where: [is("kind", "meeting")] },
      { aggregation: "count" },
    ),
    deal.records(
      "demos",
      "Demos on the deal so far",
      { ...activities, where: [is("kind", "demo")] },
      { aggregation: "count" },
    ),
    deal.records("last_outcome", "Outcome of the last activity", activities, {
      aggregation: "last",
      of: "outcome",
      type: "text",
    }),
    deal.records(
      "notes_all",
      "Notes on the deal so far",
      { object: "notes", at: "createdAt" },
      { aggregation: "count" },
    ),
    deal.records(
      "tasks_done",
      "Tasks of the deal done so far",
      { object: "tasks", at: "completedAt" },
      { aggregation: "count" },
    ),
    deal.records(
      "company_deals_won",
      "Deals that the company has bought",
      { ...dealsClosed, ...ofCompany, where: won },
      { aggregation: "count" },
    ),
    deal.records(
      "company_deals_lost",
      "Deals lost with the company",
      { ...dealsClosed, ...ofCompany, where: lost },
      { aggregation: "count" },
    ),
    deal.records(
      "company_activities_30d",
      "Activities with the company in 30 days",
      { ...activities, ...ofCompany },
      { aggregation: "count", window: "30d" },
    ),
    deal.records(
      "company_tickets_90d",
      "Tickets of the company in 90 days",
      { ...ticketsOpened, ...ofCompany },
      { aggregation: "count", window: "90d" },
    ),
    deal.events(
      "company_events_30d",
      "Events of the company in 30 days",
      { names: [], ...ofCompany },
      { aggregation: "count", window: "30d" },
    ),
    deal.events(
      "company_active_share",
      "Active share of seats in the last reported month",
      { ...usage, ...ofCompany },
      { aggregation: "last", of: "activeShare" },
    ),
  ],
});

export const ticketsSet = defineFeatureSet({
  key: "tickets",
  title: "Tickets",
  entity: "tickets",
  features: [
    ticket.since("ticket_age_days", "Days since the ticket was opened", "createdAt"),
    ticket.text("category", "Topic", "category"),
    ticket.text("ticket_region", "Region", "region"),
    ticket.text("company_plan", "Plan of the company", "custom.plan", customerPlan),
    ticket.fixed("company_employees", "Employees of the company", "employees", ofCompany),
    ticket.text("person_seniority", "Seniority of the person", "custom.seniority", {
      ...ofPerson,
      stable: true,
    }),
    ticket.records("activities_all", "Activities on the ticket so far", activities, {
      aggregation: "count",
    }),
    ticket.records(
      "days_since_activity",
      "Days since the last activity on the ticket",
      activities,
      { aggregation: "timeSince" },
    ),
    ticket.records(
      "notes_all",
      "Notes on the ticket so far",
      { object: "notes", at: "createdAt" },
      { aggregation: "count" },
    ),
    ticket.records(
      "company_tickets_30d",
      "Tickets of the company in 30 days",
      { ...ticketsOpened, ...ofCompany },
      { aggregation: "count", window: "30d" },
    ),
    ticket.records(
      "company_urgent_90d",
      "Urgent tickets of the company in 90 days",
      { ...ticketsOpened, ...ofCompany, where: [is("priority", "urgent")] },
      { aggregation: "count", window: "90d" },
    ),
    ticket.records(
      "person_tickets_90d",
      "Tickets of the person in 90 days",
      { ...ticketsOpened, ...ofPerson },
      { aggregation: "count", window: "90d" },
    ),
    ticket.records(
      "company_deals_won",
      "Deals that the company has bought",
      { ...dealsClosed, ...ofCompany, where: won },
      { aggregation: "count" },
    ),
    ticket.events(
      "company_active_share",
      "Active share of seats in the last reported month",
      { ...usage, ...ofCompany },
      { aggregation: "last", of: "activeShare" },
    ),
    ticket.events(
      "company_events_7d",
      "Events of the company in 7 days",
      { names: [], ...ofCompany },
      { aggregation: "count", window: "7d" },
    ),
  ],
});
