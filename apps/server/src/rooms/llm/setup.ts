// The set-up of a workspace as it is stored, and as the gateway uses it: read at most once in five seconds by each
// process, and at once after a change that was made here. How long models take is a longer look into the ledger: it is
// read where a purpose asks for the fastest first, at most once in five minutes, and beside the calls, which never wait
// for it but where nothing is known yet.
import type { AiPurpose } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { lowestIdAt } from "../../platform/ids.ts";
import {
  type LadderModel,
  type LadderRoute,
  routeByItself,
  speechRouteByItself,
  workOf,
} from "./ladder.rules.ts";
import { type Medians, readMedians } from "./latency.store.ts";
import type { Price } from "./price.rules.ts";
import { readModels, readPrices, readProviders, readRoutes } from "./setup.store.ts";
import type { StoredProvider } from "./stored-setup.ts";

export interface Setup {
  providers: ReadonlyMap<string, StoredProvider>;
  models: readonly LadderModel[];
  routes: ReadonlyMap<AiPurpose, LadderRoute>;
}

const keptMs = 5_000;
const mediansKeptMs = 300_000;
const dayMs = 86_400_000;
const timedDays = 7;

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
    models: models.map((model) => ({
      ...model,
      price: latest.get(model.id) ?? null,
      medianMs: null,
    })),
    routes: new Map(routes.map((route) => [route.purpose, route])),
  };
}

const asksForFastest = ({ routes }: Setup) =>
  [...routes.values()].some(({ pick }) => pick === "fastest");

const mediansOf = (reader: Reader, { models }: Setup, nowMs: number): Promise<Medians> =>
  readMedians(
    reader,
    models.map(({ id }) => id),
    lowestIdAt(nowMs - timedDays * dayMs),
  );

const timedBy = (setup: Setup, medians: Medians): Setup => ({
  ...setup,
  models: setup.models.map((model) => ({ ...model, medianMs: medians.get(model.id) ?? null })),
});

/** With how long each model took in the last seven days, if a purpose asks for the fastest first. */
export async function readTimedSetup(reader: Reader, nowMs: number): Promise<Setup> {
  const setup = await readSetup(reader);
  return asksForFastest(setup) ? timedBy(setup, await mediansOf(reader, setup, nowMs)) : setup;
}

export const routeFor = (setup: Setup, purpose: AiPurpose): LadderRoute =>
  setup.routes.get(purpose) ?? (workOf(purpose) === "speech" ? speechRouteByItself : routeByItself);

export interface Setups {
  of(workspaceId: string): Promise<Setup>;
  forget(workspaceId: string): void;
}

interface KeptMedians {
  medians: Medians;
  untilMs: number;
}

export function createSetups({ db, clock }: { db: Database; clock: Clock }): Setups {
  const kept = new Map<string, { setup: Promise<Setup>; untilMs: number }>();
  const keptMedians = new Map<string, KeptMedians>();

  async function readAnew(workspaceId: string, setup: Setup): Promise<Medians> {
    const nowMs = clock.nowMs();
    const medians = await db.tenant({ workspaceId }, (tx) => mediansOf(tx, setup, nowMs));
    keptMedians.set(workspaceId, { medians, untilMs: nowMs + mediansKeptMs });
    return medians;
  }

  /** What is old is answered once more, while it is read anew beside it. */
  async function mediansFor(workspaceId: string, setup: Setup): Promise<Medians> {
    const known = keptMedians.get(workspaceId);
    if (!known) return readAnew(workspaceId, setup);
    if (clock.nowMs() >= known.untilMs) {
      known.untilMs = clock.nowMs() + mediansKeptMs;
      // Without the new ones the old ones stand for as long again.
      readAnew(workspaceId, setup).catch(() => undefined);
    }
    return known.medians;
  }

  async function read(workspaceId: string): Promise<Setup> {
    const setup = await db.tenant({ workspaceId }, readSetup);
    return asksForFastest(setup) ? timedBy(setup, await mediansFor(workspaceId, setup)) : setup;
  }

  return {
    of: (workspaceId) => {
      const nowMs = clock.nowMs();
      const known = kept.get(workspaceId);
      if (known && nowMs < known.untilMs) return known.setup;
      const setup = read(workspaceId);
      kept.set(workspaceId, { setup, untilMs: nowMs + keptMs });
      setup.catch(() => kept.delete(workspaceId));
      return setup;
    },
    forget: (workspaceId) => {
      kept.delete(workspaceId);
      keptMedians.delete(workspaceId);
    },
  };
}
