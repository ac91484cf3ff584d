// What the simulation knows and no record shows. Keys are those of the records in the same world.
import type { Arm, Key, Priority } from "./types.ts";

export interface CompanyTruth {
  companyId: Key;
  /** How well the product suits the company; a standard normal. */
  fit: number;
  /** How well the company gets on with the product; a standard normal. */
  health: number;
}

export interface LeadTruth {
  personId: Key;
  interest: number;
  /** Probability that a deal opens within the horizon, by arm. */
  conversionProbability: Record<Arm, number>;
  /** The difference of the two: what the call within 24 hours adds. */
  uplift: number;
}

export interface DealTruth {
  dealId: Key;
  /** At the moment of opening. */
  winProbability: number;
}

export interface CustomerMonthTruth {
  companyId: Key;
  /** End of the month: when leaving is decided. */
  at: string;
  hazard: number;
  activeShare: number;
  urgentTickets: number;
  isContractEnd: boolean;
  seats: number;
  /** Of the use, on the logit, at the month's end. */
  swing: number;
  left: boolean;
}

export interface TicketTruth {
  ticketId: Key;
  topic: string;
  category: string;
  urgency: number;
  priority: Priority;
}

export interface MemberTruth {
  memberId: Key;
  skill: number;
}

export interface DuplicateTruth {
  /** The later record, and the earlier one of the same human being. */
  personId: Key;
  sameAsPersonId: Key;
}

export interface Truth {
  members: MemberTruth[];
  companies: CompanyTruth[];
  leads: LeadTruth[];
  deals: DealTruth[];
  customerMonths: CustomerMonthTruth[];
  tickets: TicketTruth[];
  duplicates: DuplicateTruth[];
}
