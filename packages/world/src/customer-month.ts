// What drives a customer's month: use of the product, number and urgency of tickets. Shared by the
// simulation itself and by the odds of a renewal, which plays the remaining months many times.
import { seasonAt } from "./calendar.ts";
import { churnHazard, logistic, priorityOf, ticketUrgency } from "./probabilities.ts";
import type { Random } from "./random.ts";
import type { Plan } from "./types.ts";
import { type TicketTopic, ticketTopics } from "./words/ticket-texts.ts";

export const monthMs = (365.25 / 12) * 24 * 3_600_000;

const topicWeights = Object.fromEntries(ticketTopics.map(({ key, weight }) => [key, weight]));
const topicNamed = new Map(ticketTopics.map((topic) => [topic.key, topic]));

export const firstSwing = (random: Random): number => 0.6 * random.normal();

/** Use swings slowly about its level: an autoregression on the logit. */
export const nextSwing = (random: Random, swing: number): number =>
  0.7 * swing + 0.45 * random.normal();

export function activeUsersOf(seats: number, health: number, swing: number): number {
  return Math.round(seats * logistic(0.75 + 0.55 * health + swing));
}

export function ticketMean(seats: number, health: number, fromMs: number): number {
  return 0.165 * seats ** 0.3 * Math.exp(-0.25 * health) * seasonAt(fromMs);
}

export function drawTicketKind(random: Random, plan: Plan) {
  const topic = topicNamed.get(random.weighted(topicWeights)) as TicketTopic;
  const urgency = ticketUrgency({ severity: topic.severity, plan, impact: random.normal() });
  return { topic, urgency, priority: priorityOf(urgency) };
}

export interface MonthsStart {
  /** Start of the contract, and of the first of the months. */
  contractMs: number;
  fromMs: number;
  seats: number;
  plan: Plan;
  health: number;
  /** At the start; null where the company was not in the CRM before. */
  swing: number | null;
  urgentLastMonth: number;
  /** Of the first month, where it is almost over; drawn where it is not told. */
  urgentThisMonth?: number;
}

const plays = 200;
const played = 3;

/** Probability to stay for three months: the mean over 200 plays of them. */
export function stayingProbability(random: Random, start: MonthsStart): number {
  let stayed = 0;
  for (let play = 0; play < plays; play += 1) stayed += playMonths(random, start);
  return stayed / plays;
}

function playMonths(random: Random, start: MonthsStart): number {
  const { seats, plan, health } = start;
  let { urgentLastMonth } = start;
  let swing = start.swing ?? firstSwing(random);
  let survival = 1;
  for (let month = 0; month < played; month += 1) {
    const fromMs = start.fromMs + month * monthMs;
    const drawn = drawUrgentTickets(random, start, fromMs);
    const urgent = month === 0 ? (start.urgentThisMonth ?? drawn) : drawn;
    swing = nextSwing(random, swing);
    survival *=
      1 -
      churnHazard({
        health,
        activeShare: activeUsersOf(seats, health, swing) / seats,
        urgentTickets: urgent + urgentLastMonth,
        plan,
        tenureYears: (fromMs + monthMs - start.contractMs) / (12 * monthMs),
        isContractEnd: Math.round((fromMs + monthMs - start.contractMs) / monthMs) % 12 === 0,
      });
    urgentLastMonth = urgent;
  }
  return survival;
}

function drawUrgentTickets(random: Random, start: MonthsStart, fromMs: number): number {
  const count = random.poisson(ticketMean(start.seats, start.health, fromMs));
  let urgent = 0;
  for (let index = 0; index < count; index += 1) {
    if (drawTicketKind(random, start.plan).priority === "urgent") urgent += 1;
  }
  return urgent;
}
