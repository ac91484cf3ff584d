// The hidden truth as formulas: what each outcome in the world is drawn from. README.md explains them.
// Pure functions of observable traits and of latent ones (fit, interest, health, skill: standard
// normals that no record shows). An estimate is good when it comes near these numbers.
import type { Arm, LeadSource, Plan, Priority, Seniority } from "./types.ts";

export const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

export interface LeadTraits {
  fit: number;
  interest: number;
  source: LeadSource;
  seniority: Seniority;
  employees: number;
  isTargetIndustry: boolean;
}

const sourceEffect: Readonly<Record<LeadSource, number>> = {
  referral: 0.7,
  partner: 0.4,
  website: 0.3,
  webinar: 0.2,
  event: 0,
  outbound: -0.5,
};

const seniorityEffect: Readonly<Record<Seniority, number>> = {
  executive: 0.1,
  director: 0.35,
  manager: 0.25,
  specialist: -0.2,
};

const isInbound = (source: LeadSource) =>
  source === "website" || source === "webinar" || source === "referral";

/** Probability that a deal opens for this lead within 45 days, by arm. */
export function leadConversionProbability(lead: LeadTraits, arm: Arm): number {
  const score =
    -1.35 +
    0.8 * lead.fit +
    0.6 * lead.interest +
    sourceEffect[lead.source] +
    seniorityEffect[lead.seniority] +
    0.25 * (Math.log10(lead.employees) - 2.3) +
    (lead.isTargetIndustry ? 0.3 : 0);
  return logistic(score + (arm === "call-within-24-h" ? callEffect(lead) : 0));
}

/** Effect of the call on the logit: helps inbound leads of small firms, annoys executives. */
export function callEffect(lead: LeadTraits): number {
  return (
    0.2 +
    (isInbound(lead.source) ? 0.55 : 0) +
    (lead.employees < 200 ? 0.35 : 0) -
    (lead.seniority === "executive" ? 0.9 : 0)
  );
}

export interface DealTraits {
  fit: number;
  interest: number;
  ownerSkill: number;
  source: LeadSource;
  /** Amount in US dollars at the vendor's list rates, in whole units. */
  amountUsd: number;
  hasCompetitor: boolean;
  /** The company had won deals, or was a customer, before this one opened. */
  hasBoughtBefore: boolean;
}

export function dealWinProbability(deal: DealTraits): number {
  return logistic(
    -1.2 +
      0.7 * deal.fit +
      0.45 * deal.interest +
      0.5 * deal.ownerSkill +
      (deal.source === "referral" ? 0.45 : 0) -
      0.3 * Math.log(deal.amountUsd / 8_000) -
      (deal.hasCompetitor ? 0.7 : 0) +
      (deal.hasBoughtBefore ? 0.6 : 0),
  );
}

/** Share of lost deals that get as far as each open stage of the new-business pipeline. */
export const lostDealsReaching = [1, 0.72, 0.45, 0.18] as const;

/** Bayes: the chance to win a deal that has come as far as the open stage at `position` (from 0). */
export function winProbabilityAtStage(winProbability: number, position: number): number {
  const lostShare = lostDealsReaching[position] ?? 0;
  return winProbability / (winProbability + (1 - winProbability) * lostShare);
}

export interface CustomerMonthTraits {
  health: number;
  /** Active users per seat in the month that ends now. */
  activeShare: number;
  /** Tickets of true priority urgent in this month and the one before. */
  urgentTickets: number;
  plan: Plan;
  tenureYears: number;
  isContractEnd: boolean;
}

/** Probability that the customer leaves at the end of this month, given that it is still one. */
export function churnHazard(month: CustomerMonthTraits): number {
  return logistic(
    -5.0 -
      0.8 * month.health -
      2.0 * (month.activeShare - 0.65) +
      0.5 * Math.min(3, month.urgentTickets) +
      (month.plan === "starter" ? 0.4 : 0) -
      0.2 * Math.min(3, month.tenureYears) +
      (month.isContractEnd ? 2.4 : 0),
  );
}

export interface TicketTraits {
  /** Of the topic: see words/ticket-texts.ts. */
  severity: number;
  plan: Plan;
  /** Latent: how hard it hits the customer, a standard normal. */
  impact: number;
}

export function ticketUrgency(ticket: TicketTraits): number {
  return ticket.severity + (ticket.plan === "enterprise" ? 0.4 : 0) + 0.6 * ticket.impact;
}

export function priorityOf(urgency: number): Priority {
  if (urgency >= 1.9) return "urgent";
  if (urgency >= 0.9) return "high";
  return urgency >= -0.8 ? "normal" : "low";
}
