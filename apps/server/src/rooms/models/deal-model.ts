// Win chance: will this open deal be won? Asked when a deal enters each of its stages; the stages that it has been
// through are what the records tell of its progress.
import { defineModel } from "./define-model.ts";
import { dayMs, numberOf, type Story, type StoryRecord, textOf, timeOf } from "./story.ts";

const companyOf = (story: Story, deal: StoryRecord) => story.get("companies", deal.companyId);
const personOf = (story: Story, deal: StoryRecord) => story.get("people", deal.personId);

/** Other deals of the company that had closed before. */
const closedBefore = (story: Story, deal: StoryRecord, atMs: number) =>
  story
    .pointing("deals", "companyId", deal.companyId)
    .filter(({ id, closedAt }) => id !== deal.id && timeOf(closedAt) < atMs);

const touchesOf = (story: Story, deal: StoryRecord, atMs: number) =>
  story
    .pointing("activities", "dealId", deal.id)
    .map(({ occurredAt }) => timeOf(occurredAt))
    .filter((time) => time < atMs);

/** Among those of its owner that closed before, with a deal of each outcome added. */
function ownerRate(story: Story, deal: StoryRecord, atMs: number): number {
  const own = story
    .pointing("deals", "ownerId", deal.ownerId)
    .filter(({ id, closedAt }) => id !== deal.id && timeOf(closedAt) < atMs);
  const won = own.filter(({ status }) => status === "won").length;
  return (won + 1) / (own.length + 2);
}

const stepDays = 14;

export const dealModel = defineModel({
  key: "deal-win",
  title: "Win chance",
  about: "How likely this open deal is won.",
  entity: "deals",
  task: "chance",
  population: {
    words: "Open deals, renewals left out (the churn risk tells of those)",
    has: (_story, deal, atMs) => {
      if (deal.source === "renewal") return false;
      const closedMs = timeOf(deal.closedAt);
      return timeOf(deal.createdAt) <= atMs && !(closedMs <= atMs);
    },
    moments: (story, deal) => {
      const endMs = Math.min(story.nowMs, timeOf(deal.closedAt) || 0);
      const found: number[] = [];
      for (let atMs = timeOf(deal.createdAt); atMs < endMs; atMs += stepDays * dayMs)
        if (found.length < 6) found.push(atMs);
      return found;
    },
  },
  label: {
    words: "The deal is won (known when it closes)",
    horizonDays: 0,
    of: (_story, { status }) => (status === "open" ? null : status === "won"),
    knownMs: (_story, { closedAt }) => timeOf(closedAt),
  },
  outcome: "the deal is won",
  features: [
    {
      key: "ageDays",
      title: "Days since the deal opened",
      kind: "number",
      unit: "days",
      reads: ["deals.createdAt"],
      at: (_story, deal, atMs) => (atMs - timeOf(deal.createdAt)) / dayMs,
    },
    {
      key: "amount",
      title: "Amount (log10)",
      kind: "number",
      unit: "money",
      reads: ["deals.amountMinor"],
      changeable: true,
      at: (_story, { amountMinor }) => Math.log10(Math.max(1, numberOf(amountMinor)) / 100),
    },
    {
      key: "source",
      title: "Source",
      kind: "category",
      reads: ["deals.source"],
      at: (_story, { source }) => textOf(source),
    },
    {
      key: "competitor",
      title: "Competitor",
      kind: "category",
      reads: ["deals.custom.competitor"],
      at: (_story, { custom }) => textOf(custom.competitor),
    },
    {
      key: "boughtBefore",
      title: "The company has bought before",
      kind: "category",
      reads: ["companies.custom.customerSince", "deals.status"],
      at: (story, deal, atMs) =>
        timeOf(companyOf(story, deal)?.custom.customerSince) < timeOf(deal.createdAt) ||
        closedBefore(story, deal, atMs).some(({ status }) => status === "won")
          ? "yes"
          : "no",
    },
    {
      key: "ownerRate",
      title: "Share of the owner's closed deals that were won",
      kind: "number",
      unit: "share",
      reads: ["deals.ownerId", "deals.status"],
      at: ownerRate,
    },
    {
      key: "seniority",
      title: "Seniority of the contact",
      kind: "category",
      reads: ["people.custom.seniority"],
      at: (story, deal) => textOf(personOf(story, deal)?.custom.seniority),
    },
    {
      key: "employees",
      title: "Employees of the company (log10)",
      kind: "number",
      reads: ["companies.employees"],
      at: (story, deal) => Math.log10(numberOf(companyOf(story, deal)?.employees)),
    },
    {
      key: "industry",
      title: "Industry of the company",
      kind: "category",
      reads: ["companies.industry"],
      at: (story, deal) => textOf(companyOf(story, deal)?.industry),
    },
    {
      key: "touches",
      title: "Contacts about the deal so far",
      kind: "number",
      unit: "count",
      reads: ["activities.dealId"],
      changeable: true,
      at: (story, deal, atMs) => touchesOf(story, deal, atMs).length,
    },
    {
      key: "quietDays",
      title: "Days since the last contact about the deal",
      kind: "number",
      unit: "days",
      reads: ["activities.occurredAt"],
      changeable: true,
      at: (story, deal, atMs) => {
        const times = touchesOf(story, deal, atMs);
        return times.length === 0 ? Number.NaN : (atMs - Math.max(...times)) / dayMs;
      },
    },
  ],
  ownFields: true,
  segments: ["source", "boughtBefore"],
  highIs: "good",
  column: { key: "winChance", label: "Win chance", type: "integer" },
  rules: {
    start: 40,
    list: [
      {
        points: 15,
        words: "The company has bought before",
        of: "boughtBefore",
        holds: (value) => value("boughtBefore") === "yes",
      },
      {
        points: -15,
        words: "A competitor is known",
        of: "competitor",
        holds: (value) => value("competitor") === "known",
      },
      {
        points: 10,
        words: "Came by referral",
        of: "source",
        holds: (value) => value("source") === "referral",
      },
      {
        points: -15,
        words: "No contact for more than three weeks",
        of: "quietDays",
        holds: (value) => Number(value("quietDays")) > 21,
      },
    ],
  },
});
