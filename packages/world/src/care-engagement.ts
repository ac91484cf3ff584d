// What customer success does: about one touch every two months, notes, tasks, and the notice when a
// customer leaves.
import { atWork, atWorkAfter, dayMs } from "./calendar.ts";
import { drawMinutes, wordsOf } from "./deal-engagement.ts";
import type { Random } from "./random.ts";
import {
  addActivity,
  addNote,
  addTask,
  type CompanyState,
  fillIn,
  type Simulation,
} from "./simulation.ts";
import { careNotes, careTasks, careTouches } from "./words/engagement-texts.ts";

interface CareMonth {
  fromMs: number;
  toMs: number;
  month: number;
  random: Random;
}

export function addCareEngagement(
  simulation: Simulation,
  company: CompanyState,
  care: CareMonth,
): void {
  const random = care.random.fork(`care/${care.month}`);
  const links = { companyId: company.row.key, ownerId: company.successOwner.key };
  const momentMs = () =>
    atWork(random, random.between(care.fromMs, care.toMs), company.utcOffsetHours);
  if (random.chance(0.55)) {
    const touch = random.pick(careTouches);
    const touchMs = momentMs();
    const known = company.people.filter((person) => person.createdMs <= touchMs);
    addActivity(simulation, touchMs, {
      personId: known[random.integer(0, known.length - 1)]?.row.key ?? null,
      kind: touch.kind,
      subject: fillIn(touch.subject, wordsOf(company)),
      body: touch.body,
      outcome: random.pick(touch.outcomes),
      durationMinutes: drawMinutes(random, touch.kind),
      ...links,
    });
  }
  if (random.chance(0.12))
    addNote(simulation, momentMs(), { body: random.pick(careNotes), ...links });
  if (!random.chance(0.1)) return;
  const atMs = momentMs();
  const dueMs = atWorkAfter(
    random,
    atMs,
    atMs + random.between(2, 14) * dayMs,
    company.utcOffsetHours,
  );
  addTask(simulation, atMs, {
    title: `${random.pick(careTasks)}: ${company.row.name}`,
    body: null,
    priority: random.weighted({ low: 2, normal: 6, high: 1 }),
    dueMs,
    doneMs: random.chance(0.08)
      ? null
      : Math.round(random.between(atMs + dayMs / 24, dueMs + dayMs / 2)),
    ...links,
  });
}

export function addNoticeOfLeaving(
  simulation: Simulation,
  company: CompanyState,
  atMs: number,
  random: Random,
): void {
  const links = { companyId: company.row.key, ownerId: company.successOwner.key };
  addNote(simulation, atMs, {
    body: `${company.row.name} has given notice and stops using the product.`,
    ...links,
  });
  addTask(simulation, atMs, {
    title: `Hand over the data and close the contract: ${company.row.name}`,
    body: "Export everything, confirm the end date in writing, ask for the reason.",
    priority: "high",
    dueMs: atMs + 14 * dayMs,
    doneMs: atMs + Math.round(random.between(2, 16) * dayMs),
    ...links,
  });
}
