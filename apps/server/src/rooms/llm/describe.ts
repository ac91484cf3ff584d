// The set-up as it travels: providers with health, ladders as sentences. No secret leaves here.
import { type AiProvider, type AiRoute, aiPurposes, aiPurposeWords } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";
import type { Health } from "./health.ts";
import {
  classOf,
  type Ladder,
  ladderOf,
  ladderSentence,
  reasonWords,
  workOf,
} from "./ladder.rules.ts";
import { readPrices } from "./setup.store.ts";
import { readSetup, routeFor, type Setup, type Setups } from "./setup.ts";
import type { StoredPrice } from "./stored-setup.ts";

export interface DescribeDeps {
  setups: Setups;
  health: Health;
}

const priceOf = ({ version, since, ...price }: StoredPrice) => ({
  version,
  since,
  inputMicrosPerMillion: price.inputMicros,
  outputMicrosPerMillion: price.outputMicros,
  cachedInputMicrosPerMillion: price.cachedInputMicros,
  audioMicrosPerMinute: price.audioMicros,
});

function healthOf(deps: DescribeDeps, modelIds: readonly string[]): AiProvider["health"] {
  const known = modelIds.map((id) => ({ id, ...deps.health.of(id) }));
  const tried = known.filter(({ lastAtMs }) => lastAtMs !== null);
  const lastAtMs = Math.max(...tried.map((one) => one.lastAtMs ?? 0));
  const isResting = known.some(({ id }) => !deps.health.mayTry(id));
  const error = tried.find((one) => one.error !== null)?.error ?? null;
  const state = isResting ? "resting" : "well";
  return {
    state: tried.length === 0 ? "untried" : state,
    error,
    lastAt: tried.length === 0 ? null : new Date(lastAtMs).toISOString(),
  };
}

export async function describeProviders(deps: DescribeDeps, tx: Reader): Promise<AiProvider[]> {
  const [setup, prices] = await Promise.all([readSetup(tx), readPrices(tx)]);
  return [...setup.providers.values()].map((provider) => {
    const models = setup.models.filter(({ providerId }) => providerId === provider.id);
    const { id, name, kind, baseUrl, region, dataClass, isOn, keyHint } = provider;
    const { version, createdAt, updatedAt } = provider;
    return {
      ...{ id, name, kind, baseUrl, region, dataClass, isOn, keyHint },
      models: models.map(({ price: _price, medianMs: _medianMs, ...model }) => ({
        ...model,
        prices: prices.filter(({ modelId }) => modelId === model.id).map(priceOf),
      })),
      health: healthOf(
        deps,
        models.map((model) => model.id),
      ),
      ...{ version, createdAt, updatedAt },
    };
  });
}

/** As it is for what its texts may hold; budgets and rests come and go, and are left out. */
export function describeRoutes(setup: Setup): AiRoute[] {
  return aiPurposes.map((purpose) => {
    const route = routeFor(setup, purpose);
    const ladder = ladderFor(setup, purpose);
    return {
      purpose,
      label: aiPurposeWords[purpose],
      isOn: route.isOn,
      modelIds: [...route.modelIds],
      pick: route.pick,
      regions: [...route.regions],
      minimises: route.minimises,
      deadlineMs: route.deadlineMs,
      maxOutputTokens: route.maxOutputTokens,
      sentence: ladderSentence(purpose, ladder, route.pick),
      rung: ladder.rungs.length > 0 ? "model" : "rules",
      why: ladder.reason === null ? null : reasonWords[ladder.reason],
    };
  });
}

export function ladderFor(setup: Setup, purpose: AiRoute["purpose"]): Ladder {
  const [route, dataClass, work] = [routeFor(setup, purpose), classOf(purpose), workOf(purpose)];
  return ladderOf(route, setup.models, setup.providers, dataClass, work);
}
