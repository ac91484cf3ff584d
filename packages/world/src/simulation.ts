// The state that the steps of the simulation share: the records written so far, the truth behind them,
// and what is known of each company while its two years are played.
import { dayMs, isoTime, windowDays } from "./calendar.ts";
import { createAddressBook } from "./identity.ts";
import { createRandom, type Random } from "./random.ts";
import { catalogue, customFields, pipelines, vendor } from "./setup.ts";
import type { Truth } from "./truth-types.ts";
import type {
  Activity,
  Company,
  Deal,
  Key,
  Member,
  Note,
  Person,
  Task,
  World,
  WorldOptions,
} from "./types.ts";

export interface Simulation {
  random: Random;
  fromMs: number;
  nowMs: number;
  companyCount: number;
  world: World;
  truth: Truth;
  skillOf: Map<Key, number>;
  addressFor: (localPart: string, domain: string) => string;
}

export interface CompanyState {
  row: Company;
  random: Random;
  fit: number;
  health: number;
  isTargetIndustry: boolean;
  utcOffsetHours: number;
  createdMs: number;
  /** Start of a contract from before the window, if any. */
  legacySinceMs: number | null;
  owner: Member;
  successOwner: Member;
  people: PersonState[];
  deals: DealState[];
}

export interface PersonState {
  row: Person;
  interest: number;
  createdMs: number;
  convertedMs: number | null;
}

export interface DealState {
  row: Deal;
  createdMs: number;
  /** Planned close; later than now while the deal is open. */
  closeMs: number;
  isWon: boolean;
  seats: number;
}

export function createSimulation(options: WorldOptions): Simulation {
  const nowMs = options.now.getTime();
  if (!Number.isFinite(nowMs)) throw new RangeError("`now` is not a valid date: pass new Date(…).");
  if (!Number.isInteger(options.companies) || options.companies < 1) {
    throw new RangeError("`companies` must be a whole number of at least 1.");
  }
  const fromMs = nowMs - windowDays * dayMs;
  return {
    random: createRandom(`world/${options.seed}`),
    fromMs,
    nowMs,
    companyCount: options.companies,
    skillOf: new Map(),
    addressFor: createAddressBook(),
    truth: {
      members: [],
      companies: [],
      leads: [],
      deals: [],
      customerMonths: [],
      tickets: [],
      duplicates: [],
    },
    world: {
      vendor,
      from: isoTime(fromMs),
      now: isoTime(nowMs),
      customFields,
      teams: [],
      members: [],
      pipelines: structuredClone(pipelines) as World["pipelines"],
      companies: [],
      people: [],
      deals: [],
      products: catalogue(isoTime(fromMs)),
      lineItems: [],
      tickets: [],
      tasks: [],
      notes: [],
      activities: [],
      usage: [],
      experiment: {
        key: "speed-to-lead",
        name: "Call new leads within 24 hours",
        arms: ["usual", "call-within-24-h"],
        horizonDays: 45,
        assignments: [],
      },
    },
  };
}

type Reference = "personId" | "companyId" | "dealId" | "ticketId";
type Fresh<T> = Omit<T, "key" | "createdAt" | Reference> & Partial<Record<Reference, Key | null>>;

const nobody: Record<Reference, Key | null> = {
  personId: null,
  companyId: null,
  dealId: null,
  ticketId: null,
};

/** Adds an activity, unless it would lie in the future. */
export function addActivity(
  simulation: Simulation,
  atMs: number,
  activity: Fresh<Omit<Activity, "occurredAt">>,
): void {
  if (atMs > simulation.nowMs) return;
  const { activities } = simulation.world;
  const at = isoTime(atMs);
  activities.push({
    key: activities.length + 1,
    createdAt: at,
    occurredAt: at,
    ...nobody,
    ...activity,
  });
}

export function addNote(simulation: Simulation, atMs: number, note: Fresh<Note>): void {
  if (atMs > simulation.nowMs) return;
  const { notes } = simulation.world;
  notes.push({ key: notes.length + 1, createdAt: isoTime(atMs), ...nobody, ...note });
}

export type NewTask = Fresh<Omit<Task, "status" | "dueAt" | "completedAt">> & {
  dueMs: number;
  doneMs: number | null;
};

/** Adds a task; it is done when `doneMs` has passed. */
export function addTask(simulation: Simulation, atMs: number, task: NewTask): void {
  if (atMs > simulation.nowMs) return;
  const { tasks } = simulation.world;
  const { dueMs, doneMs, ...rest } = task;
  const isDone = doneMs !== null && doneMs <= simulation.nowMs;
  tasks.push({
    key: tasks.length + 1,
    createdAt: isoTime(atMs),
    status: isDone ? "done" : "open",
    dueAt: isoTime(dueMs),
    completedAt: isDone ? isoTime(doneMs) : null,
    ...nobody,
    ...rest,
  });
}

export const fillIn = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
