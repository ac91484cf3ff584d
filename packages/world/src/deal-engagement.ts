// What people did about a deal: touches in each stage, notes and tasks, for as much of it as has
// happened by now.
import { atWorkAfter, dayMs } from "./calendar.ts";
import type { Random } from "./random.ts";
import { vendor } from "./setup.ts";
import {
  addActivity,
  addNote,
  addTask,
  type CompanyState,
  type DealState,
  fillIn,
  type Simulation,
} from "./simulation.ts";
import {
  dealNotes,
  dealTasks,
  dealTouches,
  renewalTouches,
  type Touch,
} from "./words/engagement-texts.ts";

const minutesOf: Readonly<Record<Touch["kind"], readonly [number, number] | null>> = {
  call: [5, 40],
  email: null,
  meeting: [30, 90],
  visit: [60, 240],
  demo: [30, 75],
};

export function drawMinutes(random: Random, kind: Touch["kind"]): number | null {
  const range = minutesOf[kind];
  return range ? random.integer(range[0] / 5, range[1] / 5) * 5 : null;
}

export function addDealEngagement(
  simulation: Simulation,
  company: CompanyState,
  deal: DealState,
  random: Random,
): void {
  const history = deal.row.stageHistory;
  const isRenewal = deal.row.pipelineId === 2;
  const endMs = Math.min(deal.closeMs, simulation.nowMs);
  history.forEach((stage, position) => {
    const touches = isRenewal
      ? renewalTouches.slice(position, position + 1)
      : dealTouches[position];
    const fromMs = Date.parse(stage.enteredAt);
    const next = history[position + 1];
    const toMs = next ? Date.parse(next.enteredAt) : endMs;
    if (toMs > fromMs)
      addStageTouches(simulation, company, deal, { touches: touches ?? [], fromMs, toMs, random });
  });
  addDealNotes(simulation, company, deal, random);
  addDealTasks(simulation, company, deal, random);
}

interface StageSpan {
  touches: readonly Touch[];
  fromMs: number;
  toMs: number;
  random: Random;
}

function addStageTouches(
  simulation: Simulation,
  company: CompanyState,
  deal: DealState,
  span: StageSpan,
): void {
  const { touches, fromMs, toMs, random } = span;
  touches.forEach((touch, index) => {
    if (random.chance(0.12)) return;
    const share = (index + random.between(0.1, 0.9)) / touches.length;
    const rawMs = fromMs + share * (toMs - fromMs);
    const atMs = atWorkAfter(random, fromMs, rawMs, company.utcOffsetHours);
    addActivity(simulation, Math.min(atMs, toMs), {
      kind: touch.kind,
      subject: fillIn(touch.subject, wordsOf(company)),
      body: touch.body,
      outcome: random.pick(touch.outcomes),
      durationMinutes: drawMinutes(random, touch.kind),
      ...linksOf(deal),
    });
  });
}

export const wordsOf = (company: CompanyState) => ({
  product: vendor.product,
  company: company.row.name,
  city: company.row.city,
  person: company.people[0]?.row.firstName ?? "the contact",
});

const linksOf = (deal: DealState) => ({
  dealId: deal.row.key,
  companyId: deal.row.companyId,
  personId: deal.row.personId,
  ownerId: deal.row.ownerId,
});

function addDealNotes(
  simulation: Simulation,
  company: CompanyState,
  deal: DealState,
  random: Random,
): void {
  const count = random.weighted({ "0": 25, "1": 45, "2": 30 });
  for (let index = 0; index < Number(count); index += 1) {
    const rawMs = random.between(deal.createdMs, deal.closeMs);
    const atMs = atWorkAfter(random, deal.createdMs, rawMs, company.utcOffsetHours);
    addNote(simulation, Math.min(atMs, deal.closeMs), {
      body: fillIn(random.pick(dealNotes), wordsOf(company)),
      ...linksOf(deal),
    });
  }
}

function addDealTasks(
  simulation: Simulation,
  company: CompanyState,
  deal: DealState,
  random: Random,
): void {
  const count = random.integer(0, 2);
  for (let index = 0; index < count; index += 1) {
    const rawMs = random.between(deal.createdMs, deal.closeMs - dayMs);
    const atMs = Math.max(
      deal.createdMs,
      atWorkAfter(random, deal.createdMs, rawMs, company.utcOffsetHours),
    );
    const dueMs = atWorkAfter(
      random,
      atMs,
      atMs + random.between(1, 10) * dayMs,
      company.utcOffsetHours,
    );
    const isForgotten = random.chance(0.06);
    addTask(simulation, atMs, {
      title: `${random.pick(dealTasks)}: ${company.row.name}`,
      body: null,
      priority: random.weighted({ low: 1, normal: 6, high: 3 }),
      dueMs,
      doneMs: isForgotten
        ? null
        : Math.max(atMs + 60_000, Math.round(dueMs + random.between(-1.2, 0.6) * dayMs)),
      ...linksOf(deal),
    });
  }
}
