// Tickets of customers: how many, about what, how urgent in truth, and what the help desk recorded. The
// recorded priority is off by one step in about 15 % of them, the category wrong in about 6 %.
import { atWork, atWorkAfter, hourMs, isoTime } from "./calendar.ts";
import { pickMember } from "./companies.ts";
import { drawTicketKind, ticketMean } from "./customer-month.ts";
import type { Random } from "./random.ts";
import { vendor } from "./setup.ts";
import { type CompanyState, fillIn, type Simulation } from "./simulation.ts";
import type { Plan, Priority, Ticket } from "./types.ts";
import { type TicketTopic, ticketTopics, urgencyPhrases } from "./words/ticket-texts.ts";

export interface TicketMonth {
  fromMs: number;
  toMs: number;
  seats: number;
  plan: Plan;
  random: Random;
}

const categories = [...new Set(ticketTopics.map((topic) => topic.category))];
const priorities: readonly Priority[] = ["low", "normal", "high", "urgent"];
const medianHours: Readonly<Record<Priority, number>> = {
  urgent: 5,
  high: 30,
  normal: 90,
  low: 170,
};

/** Makes the month's tickets up to now; answers how many were urgent in truth. */
export function createTickets(
  simulation: Simulation,
  company: CompanyState,
  month: TicketMonth,
): number {
  const { fromMs, toMs, seats, random } = month;
  const count = random.poisson(ticketMean(seats, company.health, fromMs));
  let urgentTickets = 0;
  for (let index = 0; index < count; index += 1) {
    const rawMs = random.between(fromMs, toMs);
    const workMs = atWork(random, rawMs, company.utcOffsetHours);
    const isWithin = workMs >= fromMs && workMs < toMs;
    const atMs = isWithin ? workMs : Math.round(rawMs);
    if (createTicket(simulation, company, month, atMs) === "urgent") urgentTickets += 1;
  }
  return urgentTickets;
}

function createTicket(
  simulation: Simulation,
  company: CompanyState,
  month: TicketMonth,
  atMs: number,
): Priority {
  const { random, plan } = month;
  const { topic, urgency, priority } = drawTicketKind(random, plan);
  const isPending = priority !== "urgent" && random.chance(0.3);
  const resolvedMs = resolvedAt(random, company, atMs, { priority, isPending });
  const text = textOf(random, topic, priority);
  const recorded = recordedPriority(random, priority);
  const category = random.chance(0.06) ? random.pick(categories) : topic.category;
  const person = random.pick([null, ...company.people.filter((one) => one.createdMs <= atMs)]);
  const owner = pickMember(simulation, random, "support", null);
  if (atMs > simulation.nowMs) return priority;

  const { tickets } = simulation.world;
  const isResolved = resolvedMs <= simulation.nowMs;
  const row: Ticket = {
    key: tickets.length + 1,
    subject: text.subject,
    description: text.description,
    status: statusOf(simulation.nowMs, resolvedMs, isPending),
    priority: recorded,
    category,
    companyId: company.row.key,
    personId: person?.row.key ?? null,
    ownerId: owner.key,
    region: company.row.region,
    resolvedAt: isResolved ? isoTime(resolvedMs) : null,
    resolution: isResolved ? text.resolution : null,
    createdAt: isoTime(atMs),
  };
  tickets.push(row);
  simulation.truth.tickets.push({
    ticketId: row.key,
    topic: topic.key,
    category: topic.category,
    urgency,
    priority,
  });
  return priority;
}

/** Tickets that wait for the customer take eight times as long. */
function resolvedAt(
  random: Random,
  company: CompanyState,
  atMs: number,
  { priority, isPending }: { priority: Priority; isPending: boolean },
): number {
  const workHours = Math.max(0.2, random.logNormal(medianHours[priority], 0.8));
  const rawMs = Math.round(atMs + workHours * (isPending ? 8 : 1) * hourMs);
  return priority === "urgent" ? rawMs : atWorkAfter(random, atMs, rawMs, company.utcOffsetHours);
}

function textOf(random: Random, topic: TicketTopic, priority: Priority) {
  const values = {
    product: vendor.product,
    people: random.integer(3, 40),
    minutes: random.integer(2, 15),
    hour: random.integer(7, 16),
  };
  const phrase = random.chance(0.7) ? ` ${random.pick<string>(urgencyPhrases[priority])}` : "";
  return {
    subject: fillIn(random.pick(topic.subjects), values),
    description: `${fillIn(random.pick(topic.descriptions), values)}${phrase}`,
    resolution: fillIn(topic.resolution, values),
  };
}

function recordedPriority(random: Random, priority: Priority): Priority {
  if (!random.chance(0.15)) return priority;
  const at = priorities.indexOf(priority);
  const step = random.chance(0.5) ? 1 : -1;
  return priorities[at + step] ?? priorities[at - step] ?? priority;
}

function statusOf(nowMs: number, resolvedMs: number, isPending: boolean): Ticket["status"] {
  if (resolvedMs > nowMs) return isPending ? "pending" : "open";
  return nowMs - resolvedMs > 14 * 24 * hourMs ? "closed" : "solved";
}
