// When a deal or a ticket is at risk, and the reason in words. Pure; days are whole ones that have passed.
import type { RiskRule } from "@rapport/contracts";

export const thresholds = {
  quietDealDays: 14,
  quietTicketDays: 7,
  urgentWaitsHours: 24,
  highWaitsHours: 48,
  /** So many done ones make a usual time. */
  usualFrom: 5,
} as const;

export interface Reason {
  rule: RiskRule;
  text: string;
  /** The graver, the higher. */
  weight: number;
}

export interface DealFacts {
  expectedCloseOn: string | null;
  /** Last change of the deal, or of what hangs on it. */
  touchedMs: number;
  stageSinceMs: number | null;
  stageName: string | null;
  /** In the stage that it is in; null: not known. */
  usualStageMs: number | null;
}

export interface TicketFacts {
  priority: string | null;
  hasOwner: boolean | null;
  createdMs: number;
  touchedMs: number;
  usualOpenMs: number | null;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const daysSince = (fromMs: number, nowMs: number): number => Math.floor((nowMs - fromMs) / dayMs);
const days = (count: number): string => (count === 1 ? "1 day" : `${count} days`);
const wholeDays = (ms: number): number => Math.max(1, Math.round(ms / dayMs));

function closeDate({ expectedCloseOn }: DealFacts, nowMs: number): Reason[] {
  if (expectedCloseOn === null) return [];
  const late = daysSince(Date.parse(`${expectedCloseOn}T00:00:00Z`), nowMs);
  if (late < 1) return [];
  const text = `Should have closed ${days(late)} ago`;
  return [{ rule: "close-date-passed", text, weight: 60 + Math.min(late, 30) }];
}

function quietDeal({ touchedMs }: DealFacts, nowMs: number): Reason[] {
  const quiet = daysSince(touchedMs, nowMs);
  if (quiet < thresholds.quietDealDays) return [];
  return [
    {
      rule: "quiet",
      text: `Nothing happened for ${days(quiet)}`,
      weight: 40 + Math.min(quiet, 40),
    },
  ];
}

function longStage(facts: DealFacts, nowMs: number): Reason[] {
  const { stageSinceMs, usualStageMs, stageName } = facts;
  if (stageSinceMs === null || usualStageMs === null) return [];
  const hereMs = nowMs - stageSinceMs;
  if (hereMs <= usualStageMs || hereMs < dayMs) return [];
  const where = stageName === null ? "this stage" : stageName;
  const text = `In ${where} for ${days(daysSince(stageSinceMs, nowMs))}; 3 of 4 deals took ${days(wholeDays(usualStageMs))} or less`;
  return [{ rule: "stage-long", text, weight: 30 + Math.min(20, hereMs / usualStageMs) }];
}

const byWeight = (reasons: Reason[]): Reason[] => reasons.toSorted((a, b) => b.weight - a.weight);

export function dealRisks(facts: DealFacts, nowMs: number): Reason[] {
  return byWeight([
    ...closeDate(facts, nowMs),
    ...quietDeal(facts, nowMs),
    ...longStage(facts, nowMs),
  ]);
}

const waitsHours: Record<string, number> = {
  urgent: thresholds.urgentWaitsHours,
  high: thresholds.highWaitsHours,
};

function unowned({ priority, hasOwner }: TicketFacts): Reason[] {
  if (priority !== "urgent" || hasOwner !== false) return [];
  return [{ rule: "urgent-unowned", text: "Urgent, and nobody's", weight: 100 }];
}

function waiting({ priority, touchedMs }: TicketFacts, nowMs: number): Reason[] {
  const limitHours = waitsHours[priority ?? ""];
  const hours = Math.floor((nowMs - touchedMs) / hourMs);
  if (limitHours !== undefined && hours >= limitHours) {
    const since = hours < 48 ? `${hours} hours` : days(Math.floor(hours / 24));
    const text = `${priority === "urgent" ? "Urgent" : "High priority"}, and nothing happened for ${since}`;
    return [{ rule: "urgent-waiting", text, weight: priority === "urgent" ? 90 : 70 }];
  }
  const quiet = daysSince(touchedMs, nowMs);
  if (quiet < thresholds.quietTicketDays) return [];
  return [
    {
      rule: "quiet",
      text: `Nothing happened for ${days(quiet)}`,
      weight: 40 + Math.min(quiet, 25),
    },
  ];
}

function longOpen({ createdMs, usualOpenMs }: TicketFacts, nowMs: number): Reason[] {
  if (usualOpenMs === null) return [];
  const openMs = nowMs - createdMs;
  if (openMs <= usualOpenMs || openMs < dayMs) return [];
  const text = `Open for ${days(daysSince(createdMs, nowMs))}; 9 of 10 like it were solved in ${days(wholeDays(usualOpenMs))} or less`;
  return [{ rule: "open-long", text, weight: 50 }];
}

export function ticketRisks(facts: TicketFacts, nowMs: number): Reason[] {
  return byWeight([...unowned(facts), ...waiting(facts, nowMs), ...longOpen(facts, nowMs)]);
}

/** The value below which this share lies; null when there are too few to say. */
export function usual(valuesMs: readonly number[], share: number): number | null {
  if (valuesMs.length < thresholds.usualFrom) return null;
  const sorted = valuesMs.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? null;
}

/** What three of four stays took; null when there are too few to say. `seconds`: median, lower and upper quartile. */
export function usualStayMs(row: { stays: number; seconds: readonly number[] }): number | null {
  const [, , upper] = row.seconds;
  return row.stays < thresholds.usualFrom || upper === undefined ? null : upper * 1000;
}

export const thresholdWords: { rule: RiskRule; text: string }[] = [
  { rule: "close-date-passed", text: "A deal is still open after its expected close" },
  {
    rule: "quiet",
    text: `Nothing happened with a deal for ${thresholds.quietDealDays} days, with a ticket for ${thresholds.quietTicketDays}`,
  },
  { rule: "stage-long", text: "A deal is in its stage for longer than 3 of 4 deals were" },
  { rule: "urgent-unowned", text: "An urgent ticket has no owner" },
  {
    rule: "urgent-waiting",
    text: `Nothing happened with an urgent ticket for ${thresholds.urgentWaitsHours} hours, with one of high priority for ${thresholds.highWaitsHours}`,
  },
  {
    rule: "open-long",
    text: "A ticket is open for longer than 9 of 10 of its priority took to be solved",
  },
];
