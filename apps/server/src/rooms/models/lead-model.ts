// Lead score: will a deal open with this person within 45 days? Asked when a lead arrives and every 15 days while it
// is still one, so that the score knows how a lead's chance fades with its age.
import { defineModel, type RecordFeature } from "./define-model.ts";
import { dayMs, numberOf, type Story, type StoryRecord, textOf, timeOf } from "./story.ts";

const horizonDays = 45;
const everyDays = 15;
const hourMs = 3_600_000;

const companyOf = (story: Story, person: StoryRecord) => story.get("companies", person.companyId);

/** A renewal is no sign of a lead: it opens by itself. */
const newDeals = (story: Story, person: StoryRecord) =>
  story.pointing("deals", "personId", person.id).filter(({ source }) => source !== "renewal");

const hasDealBefore = (story: Story, person: StoryRecord, atMs: number) =>
  newDeals(story, person).some(({ createdAt }) => timeOf(createdAt) <= atMs);

const isLead = ({ custom, lifecycle }: StoryRecord) =>
  textOf(custom.leadSource) !== null || lifecycle === "lead" || lifecycle === "qualified";

function firstTouchHours(story: Story, person: StoryRecord, atMs: number): number {
  const [first] = story
    .pointing("activities", "personId", person.id)
    .map(({ occurredAt }) => timeOf(occurredAt))
    .filter((time) => time < atMs)
    .sort((a, b) => a - b);
  return first === undefined ? Number.NaN : (first - timeOf(person.createdAt)) / hourMs;
}

function lastTouchDays(story: Story, person: StoryRecord, atMs: number): number {
  const times = story
    .pointing("activities", "personId", person.id)
    .map(({ occurredAt }) => timeOf(occurredAt))
    .filter((time) => time < atMs);
  return times.length === 0 ? Number.NaN : (atMs - Math.max(...times)) / dayMs;
}

const colleagues = (story: Story, person: StoryRecord, atMs: number) =>
  story
    .pointing("people", "companyId", person.companyId)
    .filter(({ id, createdAt }) => id !== person.id && timeOf(createdAt) < atMs);

export const personFeatures: readonly RecordFeature[] = [
  {
    key: "ageDays",
    title: "Days since the lead came in",
    kind: "number",
    unit: "days",
    reads: ["people.createdAt"],
    at: (_story, person, atMs) => Math.max(0, (atMs - timeOf(person.createdAt)) / dayMs),
  },
  {
    key: "leadSource",
    title: "Lead source",
    kind: "category",
    reads: ["people.custom.leadSource"],
    at: (_story, { custom }) => textOf(custom.leadSource),
  },
  {
    key: "seniority",
    title: "Seniority",
    kind: "category",
    reads: ["people.custom.seniority"],
    at: (_story, { custom }) => textOf(custom.seniority),
  },
  {
    key: "employees",
    title: "Employees of the company (log10)",
    kind: "number",
    reads: ["companies.employees"],
    at: (story, person) => Math.log10(numberOf(companyOf(story, person)?.employees)),
  },
  {
    key: "industry",
    title: "Industry of the company",
    kind: "category",
    reads: ["companies.industry"],
    at: (story, person) => textOf(companyOf(story, person)?.industry),
  },
  {
    key: "isCustomer",
    title: "The company is a customer already",
    kind: "category",
    reads: ["companies.custom.customerSince"],
    at: (story, person, atMs) =>
      timeOf(companyOf(story, person)?.custom.customerSince) < atMs ? "yes" : "no",
  },
  {
    key: "colleagues",
    title: "People of the company that are known",
    kind: "number",
    unit: "count",
    reads: ["people.companyId"],
    at: (story, person, atMs) => colleagues(story, person, atMs).length,
  },
  {
    key: "colleagueDeals",
    title: "Share of colleagues with whom a deal opened",
    kind: "number",
    unit: "share",
    reads: ["people.companyId", "deals.personId"],
    at: (story, person, atMs) => {
      const others = colleagues(story, person, atMs - horizonDays * dayMs);
      const opened = others.filter((other) => hasDealBefore(story, other, atMs)).length;
      return (opened + 0.5) / (others.length + 2);
    },
  },
  {
    key: "wonDeals",
    title: "Deals won with the company before",
    kind: "number",
    unit: "count",
    reads: ["deals.companyId", "deals.status"],
    at: (story, person, atMs) =>
      story
        .pointing("deals", "companyId", person.companyId)
        .filter(({ status, closedAt }) => status === "won" && timeOf(closedAt) < atMs).length,
  },
  {
    key: "firstTouch",
    title: "First contact",
    kind: "category",
    reads: ["activities.occurredAt"],
    changeable: true,
    at: (story, person, atMs) => {
      const hours = firstTouchHours(story, person, atMs);
      if (Number.isNaN(hours)) return "none yet";
      return hours <= 24 ? "within a day" : "later";
    },
  },
  {
    key: "touches",
    title: "Contacts so far",
    kind: "number",
    unit: "count",
    reads: ["activities.personId"],
    changeable: true,
    at: (story, person, atMs) =>
      story.countBefore(story.pointing("activities", "personId", person.id), "occurredAt", atMs),
  },
  {
    key: "quietDays",
    title: "Days since the last contact",
    kind: "number",
    unit: "days",
    reads: ["activities.occurredAt"],
    changeable: true,
    at: lastTouchDays,
  },
];

export const leadModel = defineModel({
  key: "lead-score",
  title: "Lead score",
  about: "How likely a deal opens with this person within 45 days.",
  entity: "people",
  task: "chance",
  population: {
    words: "People who came in as leads and with whom no deal was opened yet",
    has: (story, person, atMs) =>
      isLead(person) && timeOf(person.createdAt) <= atMs && !hasDealBefore(story, person, atMs),
    moments: (story, person) => {
      const fromMs = timeOf(person.createdAt);
      const untilMs = story.nowMs - horizonDays * dayMs;
      const found: number[] = [];
      for (let atMs = fromMs; atMs <= untilMs && found.length < 40; atMs += everyDays * dayMs)
        found.push(atMs);
      return found;
    },
  },
  label: {
    words: "A deal with the person opens within 45 days (renewals do not count)",
    toldBy: "deals",
    horizonDays,
    of: (story, person, atMs) =>
      newDeals(story, person).some(({ createdAt }) => {
        const time = timeOf(createdAt);
        return time > atMs && time <= atMs + horizonDays * dayMs;
      }),
  },
  outcome: "a deal opens",
  features: personFeatures,
  sets: [
    {
      set: "people",
      take: [{ key: "events_7d" }, { key: "events_30d" }, { key: "days_since_event" }],
    },
  ],
  ownFields: true,
  segments: ["leadSource", "isCustomer"],
  highIs: "good",
  column: { key: "leadScore", label: "Lead score", type: "integer" },
  rules: {
    start: 30,
    list: [
      {
        points: 25,
        words: "Came in within the last three weeks",
        of: "ageDays",
        holds: (value) => Number(value("ageDays")) <= 21,
      },
      {
        points: -25,
        words: "Came in more than 45 days ago and no deal opened",
        of: "ageDays",
        holds: (value) => Number(value("ageDays")) > 45,
      },
      {
        points: 10,
        words: "Did something within the last week",
        of: "events_7d",
        holds: (value) => Number(value("events_7d")) > 0,
      },
      {
        points: 15,
        words: "Came by referral or through a partner",
        of: "leadSource",
        holds: (value) => ["referral", "partner"].includes(String(value("leadSource"))),
      },
      {
        points: -10,
        words: "Was contacted cold",
        of: "leadSource",
        holds: (value) => value("leadSource") === "outbound",
      },
      {
        points: 10,
        words: "Leads a department",
        of: "seniority",
        holds: (value) => ["director", "manager"].includes(String(value("seniority"))),
      },
      {
        points: 10,
        words: "Deals were won with the company before",
        of: "wonDeals",
        holds: (value) => Number(value("wonDeals")) > 0,
      },
    ],
  },
});
