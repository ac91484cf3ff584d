// The actions that come with Rapport: what a member can do for a record by a task. The first one has a randomised history
// in the demo world; any of them gets one where a trial runs.
import {
  churnModel,
  dayMs,
  dealModel,
  leadModel,
  numberOf,
  type RecordFeature,
  type Story,
  type StoryRecord,
  timeOf,
} from "../models/index.ts";
import type { ActionDefinition } from "./define-action.ts";

const hourMs = 3_600_000;

type Link = "personId" | "dealId" | "companyId";

function lastContactMs(story: Story, field: Link, id: string, atMs: number): number | null {
  const times = story
    .pointing("activities", field, id)
    .map(({ occurredAt }) => timeOf(occurredAt))
    .filter((time) => time < atMs);
  return times.length === 0 ? null : Math.max(...times);
}

const isQuiet = (story: Story, field: Link, record: StoryRecord, atMs: number, days: number) => {
  const last = lastContactMs(story, field, record.id, atMs);
  return last === null || atMs - last >= days * dayMs;
};

const ageMs = (record: StoryRecord, atMs: number): number => atMs - timeOf(record.createdAt);

/** Steps rather than a number: what helps with small firms need not help half as much with firms of twice the size. */
function sizeText(employees: number): string | null {
  if (Number.isNaN(employees)) return null;
  if (employees < 50) return "under 50";
  if (employees < 200) return "50 to 199";
  return employees < 1000 ? "200 to 999" : "1,000 and more";
}

const companySize = (companyOf: (story: Story, record: StoryRecord) => StoryRecord | undefined) =>
  ({
    key: "companySize",
    title: "Employees of the company",
    kind: "category",
    reads: ["companies.employees"],
    at: (story, record) => sizeText(numberOf(companyOf(story, record)?.employees)),
  }) satisfies RecordFeature;

const pick = (features: readonly RecordFeature[], keys: readonly string[]): RecordFeature[] =>
  keys.map((key) => {
    const found = features.find((feature) => feature.key === key);
    if (!found) throw new Error(`There is no feature ${key} to take.`);
    return found;
  });

const leadCompany = (story: Story, person: StoryRecord) => story.get("companies", person.companyId);

const leadFeatures = [
  ...pick(leadModel.features, ["leadSource", "seniority", "industry", "isCustomer"]),
  companySize(leadCompany),
];

const leadOutcome = {
  words: "a deal opens within 45 days",
  horizonDays: leadModel.label.horizonDays,
  came: (story: Story, person: StoryRecord, atMs: number) =>
    leadModel.label.of(story, person, atMs) === true,
};

const tomorrow = (_record: StoryRecord, nowMs: number) => nowMs + dayMs;

export const callNewLead: ActionDefinition = {
  key: "call-new-lead",
  title: "Call within a day",
  entity: "people",
  population: {
    words: "Leads that came in within the last 24 hours and that nobody contacted yet",
    has: (story, person, atMs) =>
      leadModel.population.has(story, person, atMs) &&
      ageMs(person, atMs) < dayMs &&
      lastContactMs(story, "personId", person.id, atMs) === null,
  },
  outcome: leadOutcome,
  features: leadFeatures,
  doing: "calling within a day",
  person: ({ id }) => id,
  score: leadModel.key,
  task: {
    title: (name) => `Call ${name}: new lead`,
    priority: "high",
    dueMs: (person, nowMs) => Math.max(nowMs + hourMs, timeOf(person.createdAt) + dayMs),
  },
};

export const callAgain: ActionDefinition = {
  key: "call-quiet-lead",
  title: "Call again",
  entity: "people",
  population: {
    words: "Leads of the last 90 days whom nobody contacted for a week",
    has: (story, person, atMs) =>
      leadModel.population.has(story, person, atMs) &&
      ageMs(person, atMs) >= dayMs &&
      ageMs(person, atMs) < 90 * dayMs &&
      isQuiet(story, "personId", person, atMs, 7),
  },
  outcome: leadOutcome,
  features: leadFeatures,
  doing: "calling again",
  person: ({ id }) => id,
  score: leadModel.key,
  task: { title: (name) => `Call ${name} again`, priority: "normal", dueMs: tomorrow },
};

const dealHorizonDays = 60;

export const followUpDeal: ActionDefinition = {
  key: "follow-up-deal",
  title: "Follow up",
  entity: "deals",
  population: {
    words: "Open deals, renewals left out, about which nobody was in touch for two weeks",
    has: (story, deal, atMs) =>
      dealModel.population.has(story, deal, atMs) && isQuiet(story, "dealId", deal, atMs, 14),
  },
  outcome: {
    words: `the deal is won within ${dealHorizonDays} days`,
    horizonDays: dealHorizonDays,
    came: (_story, { status, closedAt }, atMs) => {
      const closedMs = timeOf(closedAt);
      return status === "won" && closedMs > atMs && closedMs <= atMs + dealHorizonDays * dayMs;
    },
  },
  features: [
    ...pick(dealModel.features, ["ageDays", "amount", "source", "boughtBefore", "industry"]),
    companySize((story, deal) => story.get("companies", deal.companyId)),
  ],
  doing: "following up",
  person: ({ personId }) => (typeof personId === "string" ? personId : null),
  score: dealModel.key,
  task: { title: (name) => `Follow up: ${name}`, priority: "normal", dueMs: tomorrow },
};

export const checkIn: ActionDefinition = {
  key: "check-in-customer",
  title: "Check in",
  entity: "companies",
  population: {
    words: "Customers with whom nobody was in touch for 60 days",
    has: (story, company, atMs) =>
      churnModel.population.has(story, company, atMs) &&
      isQuiet(story, "companyId", company, atMs, 60),
  },
  outcome: {
    words: "the customer is still one 90 days later",
    horizonDays: churnModel.label.horizonDays,
    came: (story, company, atMs) => churnModel.label.of(story, company, atMs) === false,
  },
  features: [
    ...pick(churnModel.features, ["yearEnds", "tenureYears", "urgentTickets"]),
    companySize((_story, company) => company),
  ],
  doing: "checking in",
  person: () => null,
  score: churnModel.key,
  task: { title: (name) => `Check in with ${name}`, priority: "normal", dueMs: tomorrow },
};

export const builtInActions: readonly ActionDefinition[] = [
  callNewLead,
  callAgain,
  followUpDeal,
  checkIn,
];
