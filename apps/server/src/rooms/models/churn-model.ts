// Churn risk: will this customer leave within 90 days? Asked a few days before each month of the contract ends, since
// that is when customers can leave.
import { defineModel } from "./define-model.ts";
import { dayMs, numberOf, type Story, type StoryRecord, timeOf } from "./story.ts";

const monthMs = (365.25 / 12) * dayMs;
const yearMs = 365.25 * dayMs;
const horizonDays = 90;
const aheadDays = 4;

const sinceOf = ({ custom }: StoryRecord) => timeOf(custom.customerSince);
const leftOf = ({ custom }: StoryRecord) => timeOf(custom.churnedOn);

const ticketsOf = (story: Story, company: StoryRecord) =>
  story.pointing("tickets", "companyId", company.id);

const countTickets = (
  story: Story,
  company: StoryRecord,
  atMs: number,
  pick: (ticket: StoryRecord) => boolean,
) => {
  const fromMs = atMs - 60 * dayMs;
  return ticketsOf(story, company).filter((ticket) => {
    const time = timeOf(ticket.createdAt);
    return time < atMs && time >= fromMs && pick(ticket);
  }).length;
};

/** What the customer pays for, from the last deal that was known; sizes of contracts are never read off today's fields. */
function contractSize(story: Story, company: StoryRecord, atMs: number): number {
  const known = story
    .pointing("deals", "companyId", company.id)
    .filter(({ createdAt }) => timeOf(createdAt) < atMs);
  const amount = numberOf(known.at(-1)?.amountMinor);
  return Number.isNaN(amount) ? amount : Math.log10(Math.max(1, amount) / 100);
}

export const churnModel = defineModel({
  key: "churn-risk",
  title: "Churn risk",
  about: "How likely this customer leaves within 90 days.",
  entity: "companies",
  task: "chance",
  population: {
    words: "Companies that are customers",
    has: (_story, company, atMs) => {
      const leftMs = leftOf(company);
      return sinceOf(company) <= atMs && !(leftMs <= atMs);
    },
    moments: (story, company) => {
      const sinceMs = sinceOf(company);
      if (Number.isNaN(sinceMs)) return [];
      // Who had left before the company was written down is not known to have stayed either.
      const firstMs = Math.max(sinceMs, timeOf(company.createdAt));
      const untilMs = story.nowMs - horizonDays * dayMs;
      const found: number[] = [];
      for (
        let month = Math.ceil((firstMs - sinceMs) / monthMs) + 1;
        found.length < 60;
        month += 1
      ) {
        const atMs = sinceMs + month * monthMs - aheadDays * dayMs;
        if (atMs > untilMs) break;
        if (atMs > firstMs) found.push(atMs);
      }
      return found;
    },
  },
  label: {
    words: "The customer leaves within 90 days",
    horizonDays,
    of: (_story, company, atMs) => {
      const leftMs = leftOf(company);
      return leftMs > atMs && leftMs <= atMs + horizonDays * dayMs;
    },
  },
  outcome: "the customer leaves",
  features: [
    {
      key: "daysToAnniversary",
      title: "Days until the contract year ends",
      kind: "number",
      unit: "days",
      reads: ["companies.custom.customerSince"],
      at: (_story, company, atMs) => {
        const years = Math.ceil((atMs - sinceOf(company)) / yearMs);
        return (sinceOf(company) + years * yearMs - atMs) / dayMs;
      },
    },
    {
      key: "yearEnds",
      title: "The contract year ends within 90 days",
      kind: "category",
      reads: ["companies.custom.customerSince"],
      at: (_story, company, atMs) => {
        const years = Math.ceil((atMs - sinceOf(company)) / yearMs);
        return sinceOf(company) + years * yearMs - atMs <= horizonDays * dayMs ? "yes" : "no";
      },
    },
    {
      key: "tenureYears",
      title: "Years as a customer",
      kind: "number",
      reads: ["companies.custom.customerSince"],
      at: (_story, company, atMs) => (atMs - sinceOf(company)) / yearMs,
    },
    {
      key: "tickets",
      title: "Tickets in the last 60 days",
      kind: "number",
      unit: "count",
      reads: ["tickets.companyId"],
      at: (story, company, atMs) => countTickets(story, company, atMs, () => true),
    },
    {
      key: "urgentTickets",
      title: "Urgent tickets in the last 60 days",
      kind: "number",
      unit: "count",
      reads: ["tickets.priority"],
      changeable: true,
      at: (story, company, atMs) =>
        countTickets(story, company, atMs, ({ priority }) => priority === "urgent"),
    },
    {
      key: "openTickets",
      title: "Tickets that were not solved yet",
      kind: "number",
      unit: "count",
      reads: ["tickets.resolvedAt"],
      changeable: true,
      at: (story, company, atMs) =>
        ticketsOf(story, company).filter(
          ({ createdAt, resolvedAt }) => timeOf(createdAt) < atMs && !(timeOf(resolvedAt) < atMs),
        ).length,
    },
    {
      key: "contractSize",
      title: "Size of the last known deal (log10)",
      kind: "number",
      unit: "money",
      reads: ["deals.amountMinor"],
      at: contractSize,
    },
    {
      key: "employees",
      title: "Employees (log10)",
      kind: "number",
      reads: ["companies.employees"],
      at: (_story, { employees }) => Math.log10(numberOf(employees)),
    },
    {
      key: "quietDays",
      title: "Days since the last contact",
      kind: "number",
      unit: "days",
      reads: ["activities.occurredAt"],
      changeable: true,
      at: (story, company, atMs) => {
        const times = story
          .pointing("activities", "companyId", company.id)
          .map(({ occurredAt }) => timeOf(occurredAt))
          .filter((time) => time < atMs);
        return times.length === 0 ? Number.NaN : (atMs - Math.max(...times)) / dayMs;
      },
    },
  ],
  sets: [
    {
      set: "companies",
      take: [
        { key: "active_share", unit: "share" },
        { key: "active_share_mean", unit: "share" },
        { key: "days_since_event" },
      ],
    },
  ],
  // Contracts bind until they end, and who does not use a product does not stay: in round numbers.
  beliefs: {
    "yearEnds=yes": { mean: 1, deviation: 0.1 },
    active_share: { mean: -0.25, deviation: 0.1 },
    active_share_mean: { mean: -0.5, deviation: 0.1 },
    urgentTickets: { mean: 0.1, deviation: 0.05 },
    tenureYears: { mean: -0.05, deviation: 0.05 },
  },
  gates: { minPositives: 4 },
  segments: ["yearEnds"],
  highIs: "bad",
  column: { key: "churnRisk", label: "Churn risk", type: "integer" },
  rules: {
    start: 10,
    list: [
      {
        points: 25,
        words: "The contract year ends within 90 days",
        of: "yearEnds",
        holds: (value) => value("yearEnds") === "yes",
      },
      {
        points: 25,
        words: "Less than half of the seats were active in the last reported month",
        of: "active_share",
        holds: (value) => value("active_share") !== null && Number(value("active_share")) < 0.5,
      },
      {
        points: 20,
        words: "Had urgent tickets in the last 60 days",
        of: "urgentTickets",
        holds: (value) => Number(value("urgentTickets")) > 0,
      },
      {
        points: 10,
        words: "Has been a customer for less than a year",
        of: "tenureYears",
        holds: (value) => Number(value("tenureYears")) < 1,
      },
      {
        points: 10,
        words: "No contact for more than 90 days",
        of: "quietDays",
        holds: (value) => Number(value("quietDays")) > 90,
      },
    ],
  },
});
