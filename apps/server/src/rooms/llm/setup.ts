// The set-up of a workspace as it is stored, and as the gateway uses it: read at most once in five seconds by each
// process, and at once after a change that was made here.
import type { AiPurpose } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import type { LadderModel, LadderRoute } from "./ladder.rules.ts";
import { routeByItself } from "./ladder.rules.ts";
import type { Price } from "./price.rules.ts";
import { readModels, readPrices, readProviders, readRoutes } from "./setup.store.ts";
import type { StoredProvider } from "./stored-setup.ts";

export interface Setup {
  providers: ReadonlyMap<string, StoredProvider>;
  models: readonly LadderModel[];
  routes: ReadonlyMap<AiPurpose, LadderRoute>;
}

const keptMs = 5_000;

export async function readSetup(reader: Reader): Promise<Setup> {
  const [providers, models, prices, routes] = await Promise.all([
    readProviders(reader),
    readModels(reader),
    readPrices(reader),
    readRoutes(reader),
  ]);
  const latest = new Map<string, Price>();
  for (const price of prices) {
    if (!latest.has(price.modelId)) latest.set(price.modelId, price);
  }
  return {
    providers: new Map(providers.map((one) => [one.id, one])),
    models: models.map((model) => ({ ...model, price: latest.get(model.id) ?? null })),
    routes: new Map(routes.map((route) => [route.purpose, route])),
  };
}

export const routeFor = (setup: Setup, purpose: AiPurpose): LadderRoute =>
  setup.routes.get(purpose) ?? routeByItself;

export interface Setups {
  of(workspaceId: string): Promise<Setup>;
  forget(workspaceId: string): void;
}

export function createSetups({ db, clock }: { db: Database; clock: Clock }): Setups {
  const kept = new Map<string, { setup: Promise<Setup>; untilMs: number }>();
  return {
    of: (workspaceId) => {
      const nowMs = clock.nowMs();
      const known = kept.get(workspaceId);
      if (known && nowMs < known.untilMs) return known.setup;
      const setup = db.tenant({ workspaceId }, readSetup);
      kept.set(workspaceId, { setup, untilMs: nowMs + keptMs });
      setup.catch(() => kept.delete(workspaceId));
      return setup;
    },
    forget: (workspaceId) => void kept.delete(workspaceId),
  };
}
