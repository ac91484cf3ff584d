// What something will cost: a purpose before it is switched on, and a budget at the end of its period.
import type { AiBudgetPeriod } from "@rapport/contracts";
import { audioCost, costOf, type Price } from "./price.rules.ts";

export const daysOfMonth = 30;

export interface Volume {
  callsPerDay: number;
  inputTokens: number;
  outputTokens: number;
  /** Of one recording; null: the purpose reads text. */
  audioSeconds: number | null;
}

/** `cachedShare`: of the tokens read, those that the provider had read before and may ask less for. */
export function billOf(price: Price, volume: Volume, cachedShare = 0) {
  const { callsPerDay, inputTokens, outputTokens, audioSeconds } = volume;
  const perCallMicros =
    audioSeconds === null
      ? costOf(price, {
          inputTokens: Math.ceil(inputTokens),
          cachedInputTokens: Math.floor(inputTokens * cachedShare),
          outputTokens: Math.ceil(outputTokens),
        })
      : audioCost(price, audioSeconds * 1000);
  const perDayMicros = Math.ceil(perCallMicros * callsPerDay);
  return { perCallMicros, perDayMicros, perMonthMicros: perDayMicros * daysOfMonth };
}

/** What one call of a purpose takes where nothing was measured yet. */
export const usualTokens: Readonly<Record<string, { inputTokens: number; outputTokens: number }>> =
  {
    answer: { inputTokens: 1800, outputTokens: 160 },
    draft: { inputTokens: 2200, outputTokens: 220 },
    summary: { inputTokens: 2500, outputTokens: 160 },
    triage: { inputTokens: 700, outputTokens: 40 },
    translate: { inputTokens: 400, outputTokens: 350 },
    test: { inputTokens: 40, outputTokens: 20 },
  };

/** Of a voice note. */
export const usualAudioSeconds = 45;

const dayMs = 86_400_000;

function monthOf(nowMs: number): { startMs: number; endMs: number } {
  const [year = 0, month = 1] = new Date(nowMs).toISOString().slice(0, 7).split("-").map(Number);
  return { startMs: Date.UTC(year, month - 1, 1), endMs: Date.UTC(year, month, 1) };
}

const spanOf = (period: "day" | "month", nowMs: number) => {
  const startMs = Math.floor(nowMs / dayMs) * dayMs;
  return period === "day" ? { startMs, endMs: startMs + dayMs } : monthOf(nowMs);
};

/** Too little of a period tells nothing of the rest. */
const leastShare = 0.05;

export function spentAtEnd(
  period: AiBudgetPeriod,
  spentMicros: number,
  nowMs: number,
): number | null {
  if (period === "total") return null;
  const { startMs, endMs } = spanOf(period, nowMs);
  const share = (nowMs - startMs) / (endMs - startMs);
  return share < leastShare ? null : Math.round(spentMicros / share);
}

/** Days until what is left of a month's budget is spent; null: it lasts. */
export function daysUntilSpent(leftMicros: number, perDayMicros: number): number | null {
  if (perDayMicros <= 0) return null;
  const days = Math.max(0, leftMicros) / perDayMicros;
  return days >= daysOfMonth ? null : Math.round(days * 10) / 10;
}
