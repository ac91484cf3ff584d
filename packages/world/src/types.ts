// The records of a world. Field names are those of the HTTP contract; `key` is a local number (from 1
// within its list) and every field ending in `Id` holds such a key, so a seeder maps keys to ids.
// Times are ISO 8601 in UTC, dates are YYYY-MM-DD, money is in minor units of `currency`.

import type { Seniority } from "./words/company-words.ts";
import type { Currency, Region } from "./words/places.ts";

export type { Currency, Region, Seniority };

export type Key = number;
export type CustomValues = Record<string, string | number | boolean | null>;

export type LeadSource = "website" | "webinar" | "referral" | "partner" | "event" | "outbound";
export type Plan = "starter" | "growth" | "enterprise";
export type Priority = "low" | "normal" | "high" | "urgent";
export type Arm = "call-within-24-h" | "usual";

export interface WorldOptions {
  seed: number | string;
  /** End of the two simulated years; nothing that has happened carries a later time. */
  now: Date;
  /** Customers and prospects together; the rest of the world grows in proportion. */
  companies: number;
}

export interface Team {
  key: Key;
  name: string;
  region: Region | null;
}

export interface Member {
  key: Key;
  firstName: string;
  lastName: string;
  email: string;
  jobTitle: string;
  role: "admin" | "manager" | "sales" | "support" | "success";
  teamId: Key;
  region: Region | null;
}

interface Row {
  key: Key;
  createdAt: string;
}

export interface Company extends Row {
  name: string;
  domain: string;
  website: string;
  industry: string;
  employees: number;
  annualRevenueMinor: number;
  currency: Currency;
  phone: string;
  city: string;
  country: string;
  region: Region;
  ownerId: Key;
  /** relationship, plan, seats, customerSince, churnedOn. */
  custom: CustomValues;
}

export interface Person extends Row {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  jobTitle: string;
  city: string;
  country: string;
  region: Region;
  lifecycle: "lead" | "qualified" | "customer" | "former-customer";
  companyId: Key;
  ownerId: Key;
  /** leadSource (empty for contacts that never were leads), seniority. */
  custom: CustomValues;
}

export interface Stage {
  key: Key;
  name: string;
  position: number;
  kind: "open" | "won" | "lost";
  /** Percent that the sales team books for this stage: a habit, not the truth. */
  probability: number;
}

export interface Pipeline {
  key: Key;
  name: string;
  stages: Stage[];
}

export interface StageChange {
  stageId: Key;
  enteredAt: string;
}

export interface Deal extends Row {
  name: string;
  pipelineId: Key;
  stageId: Key;
  status: "open" | "won" | "lost";
  amountMinor: number;
  currency: Currency;
  expectedCloseOn: string;
  closedAt: string | null;
  lostReason: string | null;
  source: string;
  companyId: Key;
  personId: Key | null;
  ownerId: Key;
  region: Region;
  /** competitor: whether another vendor is known to be in the race. */
  custom: CustomValues;
  stageHistory: StageChange[];
}

/** What the vendor sells, in each currency that it has a list price in. */
export interface Product extends Row {
  name: string;
  code: string;
  description: string;
  unit: string;
  unitPriceMinor: number;
  currency: Currency;
  taxPercent: number;
  active: boolean;
}

export interface LineItem {
  key: Key;
  dealId: Key;
  productId: Key;
  position: number;
  name: string;
  quantity: number;
  unitPriceMinor: number;
  discountPercent: number;
  taxPercent: number;
  /** quantity × unitPriceMinor less the discount, rounded; a deal's amount is the sum of its items. */
  amountMinor: number;
}

export interface Ticket extends Row {
  subject: string;
  description: string;
  status: "open" | "pending" | "solved" | "closed";
  priority: Priority;
  category: string;
  companyId: Key;
  personId: Key | null;
  ownerId: Key;
  region: Region;
  resolvedAt: string | null;
  /** Text of the answer that solved it. */
  resolution: string | null;
}

interface About {
  personId: Key | null;
  companyId: Key | null;
  dealId: Key | null;
  ticketId: Key | null;
  ownerId: Key;
}

export interface Task extends Row, About {
  title: string;
  body: string | null;
  status: "open" | "done";
  priority: Priority;
  dueAt: string;
  completedAt: string | null;
}

export interface Note extends Row, About {
  body: string;
}

export interface Activity extends Row, About {
  kind: "call" | "email" | "meeting" | "visit" | "demo" | "other";
  subject: string;
  body: string;
  occurredAt: string;
  durationMinutes: number | null;
  outcome: string;
}

/** One 30-day month of a customer's use of the product, as its telemetry would report it. */
export interface UsageMonth {
  companyId: Key;
  from: string;
  to: string;
  seats: number;
  activeUsers: number;
  sessions: number;
}

/** The randomised history: every lead was given an arm by a fair coin when it arrived. */
export interface ExperimentAssignment {
  personId: Key;
  arm: Arm;
  assignedAt: string;
  /** Whether a deal was opened within the horizon; "pending" while the horizon has not passed. */
  outcome: "converted" | "not-converted" | "pending";
  convertedAt: string | null;
}

export interface Experiment {
  key: "speed-to-lead";
  name: string;
  arms: readonly Arm[];
  horizonDays: number;
  assignments: ExperimentAssignment[];
}

export interface CustomFieldDefinition {
  object: "companies" | "people" | "deals";
  key: string;
  label: string;
  type: "select" | "integer" | "date";
  options?: readonly { key: string; label: string }[];
}

export interface World {
  vendor: { name: string; domain: string; product: string };
  from: string;
  now: string;
  customFields: readonly CustomFieldDefinition[];
  teams: Team[];
  members: Member[];
  pipelines: Pipeline[];
  companies: Company[];
  people: Person[];
  deals: Deal[];
  products: Product[];
  lineItems: LineItem[];
  tickets: Ticket[];
  tasks: Task[];
  notes: Note[];
  activities: Activity[];
  usage: UsageMonth[];
  experiment: Experiment;
}
