// Reads budgets, calls and forecasts.
import type { AiBudget, AiCall, AiForecast, AiForecastInput, Page } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { isId, lowestIdAt } from "../../platform/ids.ts";
import { type BudgetStanding, readBudgets } from "./budgets.store.ts";
import { badCursor } from "./errors.ts";
import {
  billOf,
  daysUntilSpent,
  spentAtEnd,
  usualAudioSeconds,
  usualTokens,
  type Volume,
} from "./forecast.rules.ts";
import { classOf, ladderOf, reasonWords, workOf } from "./ladder.rules.ts";
import { listCalls, type PurposeUse, useOf } from "./ledger.store.ts";
import { periodsAt } from "./open-call.ts";
import { routeFor, type Setups } from "./setup.ts";

interface MoneyDeps {
  db: Database;
  clock: Clock;
  setups: Setups;
}

function standings({ clock }: Pick<MoneyDeps, "clock">, tx: Reader): Promise<BudgetStanding[]> {
  const { day, month } = periodsAt(clock.nowMs());
  return readBudgets(tx, day, month);
}

export async function describeBudgets(
  deps: Pick<MoneyDeps, "clock">,
  tx: Reader,
): Promise<AiBudget[]> {
  const nowMs = deps.clock.nowMs();
  return (await standings(deps, tx)).map(({ createdAt: _createdAt, ...budget }) => ({
    ...budget,
    forecastMicros: spentAtEnd(budget.period, budget.spentMicros, nowMs),
  }));
}

export interface CallsAsked {
  limit?: number | undefined;
  cursor?: string | undefined;
  purpose?: string | undefined;
  state?: string | undefined;
}

export async function pageOfCalls(
  { db }: MoneyDeps,
  ctx: Ctx,
  asked: CallsAsked,
): Promise<Page<AiCall>> {
  if (asked.cursor !== undefined && !isId(asked.cursor)) throw badCursor();
  const limit = asked.limit ?? 60;
  const rows = await listCalls(db.reader(ctx), {
    limit: limit + 1,
    before: asked.cursor ?? null,
    purpose: asked.purpose ?? null,
    state: asked.state ?? null,
  });
  const data = rows.slice(0, limit);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

const dayMs = 86_400_000;
const lookBackDays = 30;
const usualCallsPerDay = 100;

interface Reckoned {
  volume: Volume;
  /** What of it nobody gave is said with this. */
  usualLength: string;
  isTold: boolean;
}

const areTold = (...values: unknown[]) => values.every((value) => value !== undefined);

function callsPerDayOf(asked: AiForecastInput, { calls, days }: PurposeUse): number {
  return asked.callsPerDay ?? (calls > 0 ? calls / Math.max(1, days) : usualCallsPerDay);
}

function textVolume(asked: AiForecastInput, use: PurposeUse): Reckoned {
  const usual = usualTokens[asked.purpose] ?? { inputTokens: 1000, outputTokens: 200 };
  return {
    volume: {
      callsPerDay: callsPerDayOf(asked, use),
      inputTokens: asked.inputTokens ?? use.inputTokens ?? usual.inputTokens,
      outputTokens: asked.outputTokens ?? use.outputTokens ?? usual.outputTokens,
      audioSeconds: null,
    },
    usualLength: "usual lengths",
    isTold: areTold(asked.callsPerDay, asked.inputTokens, asked.outputTokens),
  };
}

function speechVolume(asked: AiForecastInput, use: PurposeUse): Reckoned {
  const measured = use.audioMs === null ? null : Math.round(use.audioMs / 100) / 10;
  return {
    volume: {
      callsPerDay: callsPerDayOf(asked, use),
      ...{ inputTokens: 0, outputTokens: 0 },
      audioSeconds: asked.audioSeconds ?? measured ?? usualAudioSeconds,
    },
    usualLength: `recordings of ${usualAudioSeconds} seconds`,
    isTold: areTold(asked.callsPerDay, asked.audioSeconds),
  };
}

async function volumeOf(deps: MoneyDeps, ctx: Ctx, asked: AiForecastInput) {
  const sinceId = lowestIdAt(deps.clock.nowMs() - lookBackDays * dayMs);
  const use = await useOf(deps.db.reader(ctx), asked.purpose, sinceId);
  const isSpeech = workOf(asked.purpose) === "speech";
  const { volume, usualLength, isTold } = (isSpeech ? speechVolume : textVolume)(asked, use);
  const cachedShare = use.cachedShare ?? 0;
  const measured = `What you did not give is measured from ${use.calls} calls of the last ${lookBackDays} days.`;
  const assumed = `Nothing was measured yet: what you did not give is assumed (${usualCallsPerDay} calls a day, ${usualLength}).`;
  if (isTold) return { volume, cachedShare: 0, basis: "All numbers are yours." };
  return { volume, cachedShare, basis: use.calls > 0 ? measured : assumed };
}

export async function forecast(
  deps: MoneyDeps,
  ctx: Ctx,
  asked: AiForecastInput,
): Promise<AiForecast> {
  const [setup, { volume, cachedShare, basis }, budgets] = await Promise.all([
    deps.setups.of(ctx.workspaceId),
    volumeOf(deps, ctx, asked),
    standings(deps, deps.db.reader(ctx)),
  ]);
  // A feature that is off has its price as well: that is what is asked.
  const route = { ...routeFor(setup, asked.purpose), isOn: true };
  const [dataClass, work] = [classOf(asked.purpose), workOf(asked.purpose)];
  const { rungs, reason } = ladderOf(route, setup.models, setup.providers, dataClass, work);
  const bills = rungs.map(({ modelId, label, provider, price }) => ({
    modelId,
    model: label,
    provider,
    ...billOf(price, volume, cachedShare),
  }));
  const perDay = bills[0]?.perDayMicros ?? 0;
  const counted = budgets.filter(
    ({ scope, subject, period }) =>
      period === "month" &&
      (scope === "workspace" || (scope === "purpose" && ["*", asked.purpose].includes(subject))),
  );
  const ends = counted
    .map(({ limitMicros, spentMicros }) => daysUntilSpent(limitMicros - spentMicros, perDay))
    .filter((days) => days !== null);
  return {
    purpose: asked.purpose,
    ...volume,
    basis,
    rungs: bills,
    why: reason === null ? null : reasonWords[reason],
    budgetEndsAfterDays: ends.length > 0 ? Math.min(...ends) : null,
  };
}
