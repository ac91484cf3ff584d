// A model to try: values in, score and reasons out, nothing stored and no record touched. And the forecast of deals.
import type { DealForecast, ModelTrial, ModelTrialResult } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { invalid } from "../../platform/errors.ts";
import type { FeatureValue, ModelDefinition, RecordFeature } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import { isNamed } from "./describe.ts";
import { missingModel, missingRelease, otherFeatures } from "./errors.ts";
import { readRelease } from "./releases.store.ts";
import { artefactScorer, type Scored, type Scorer } from "./score-rows.ts";
import { chancesOfAll } from "./scores.store.ts";
import { definitionOfRelease, loadArtefact, servingOf } from "./serving.ts";

function cellOf(feature: RecordFeature, given: string | number | null | undefined): FeatureValue {
  if (given === undefined || given === null) return null;
  if (feature.kind === "number" && typeof given !== "number")
    throw invalid("models.bad_value", `"${feature.key}" takes a number.`);
  return feature.kind === "number" ? given : String(given);
}

async function scorerFor(
  deps: ModelsDeps,
  ctx: Ctx,
  definition: ModelDefinition,
  releaseId: string,
): Promise<Scorer> {
  const release = await deps.db.tenant(ctx, (tx) => readRelease(tx, releaseId));
  if (!release || release.model !== definition.key) throw missingRelease();
  const artefact = await loadArtefact(deps, release);
  if (!artefact) throw missingRelease();
  const full = await definitionOfRelease(deps, ctx, definition, artefact);
  if (!full) throw otherFeatures(release.number);
  return artefactScorer(full, artefact, release);
}

export async function tryModel(
  deps: ModelsDeps,
  ctx: Ctx,
  { key, trial }: { key: string; trial: ModelTrial },
): Promise<ModelTrialResult> {
  const given = deps.definitions.find(isNamed(key));
  if (!given) throw missingModel();
  const scorer = trial.releaseId
    ? await scorerFor(deps, ctx, given, trial.releaseId)
    : (await servingOf(deps, ctx, given)).champion;
  const { definition } = scorer;
  const known = new Set(definition.features.map((feature) => feature.key));
  const strange = Object.keys(trial.values).find((name) => !known.has(name));
  if (strange !== undefined)
    throw invalid(
      "models.unknown_feature",
      `There is no feature "${strange}". This model reads: ${[...known].join(", ")}.`,
    );
  const row = definition.features.map((feature) =>
    cellOf(feature, Object.hasOwn(trial.values, feature.key) ? trial.values[feature.key] : null),
  );
  const [scored] = scorer.score([row]);
  const { reasons, hints, ...rest } = scored as Scored;
  return {
    model: definition.key,
    title: definition.title,
    about: definition.about,
    outcome: definition.outcome,
    highIs: definition.highIs,
    rung: scorer.rung,
    why: scorer.why,
    release: scorer.number,
    ...rest,
    reasons: [...reasons],
    hints: [...hints],
  };
}

/** 90 % of a normal distribution lies within this many deviations. */
const z = 1.6449;

/**
 * What the open deals that the caller sees will bring: the sum of chance × amount. Each deal is won or lost by itself
 * (Poisson binomial, weighted), so the variance is Σ p (1 − p) a².
 */
export async function forecastDeals(deps: ModelsDeps, ctx: Ctx): Promise<DealForecast> {
  const given = deps.definitions.find(isNamed("deal-win"));
  if (!given) throw missingModel();
  const { champion } = await servingOf(deps, ctx, given);
  const { chances, deals } = await deps.db.tenant(ctx, async (tx) => {
    const scores = await chancesOfAll(tx, given.key);
    const ids = scores.map(({ recordId }) => recordId);
    return {
      chances: new Map(scores.map((score) => [score.recordId, score])),
      deals: await deps.records.amounts(tx, ctx, ids),
    };
  });
  const totals = [...Map.groupBy(deals, ({ currency }) => currency)].map(([currency, own]) => {
    let [expected, variance, openMinor] = [0, 0, 0];
    for (const { id, amountMinor } of own) {
      const score = chances.get(id);
      const p = score?.chance ?? (score?.score ?? 0) / 100;
      openMinor += amountMinor;
      expected += p * amountMinor;
      variance += p * (1 - p) * amountMinor ** 2;
    }
    const reach = z * Math.sqrt(variance);
    return {
      currency,
      deals: own.length,
      openMinor,
      expected: {
        value: Math.round(expected),
        low: Math.round(Math.max(0, expected - reach)),
        high: Math.round(Math.min(openMinor, expected + reach)),
      },
    };
  });
  return { rung: champion.rung, totals: totals.sort((a, b) => b.openMinor - a.openMinor) };
}
