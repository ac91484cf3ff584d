// Measures what actions add, from the draws of a workspace, and keeps that in the place of what was known before.
import type { TenantScope } from "../../platform/db/index.ts";
import { type ActionDefinition, featuresHashOf } from "./define-action.ts";
import type { ActionsDeps } from "./deps.ts";
import { drawsOf, type StoredDraw } from "./draws.store.ts";
import { removeEstimate, writeEstimate } from "./estimates.store.ts";
import { historyOf } from "./trial-rows.ts";

/** The latest ones: an old draw tells of a market that is gone. */
const mostDraws = 20_000;

export async function measureActions(deps: ActionsDeps, scope: TenantScope): Promise<void> {
  const drawn = await deps.db.tenant(scope, async (tx) => {
    const found: { definition: ActionDefinition; draws: StoredDraw[] }[] = [];
    for (const definition of deps.definitions)
      found.push({ definition, draws: await drawsOf(tx, definition.key, mostDraws) });
    return found;
  });
  const empty = drawn.filter(({ draws }) => draws.length === 0);
  await deps.db.tenant(scope, async (tx) => {
    for (const { definition } of empty) await removeEstimate(tx, definition.key);
  });
  const measured = drawn.filter(({ draws }) => draws.length > 0);
  if (measured.length === 0) return;
  const story = await deps.records.story(scope);
  for (const { definition, draws } of measured) {
    const without = await deps.withoutConsent(scope, definition.entity, story);
    const history = await historyOf(definition, story, draws, without);
    const { model, ...told } = await deps.estimate(history.trial);
    const { waiting, withoutConsent } = history;
    const at = new Date(deps.clock.nowMs()).toISOString();
    await deps.db.tenant(scope, (tx) =>
      writeEstimate(tx, {
        action: definition.key,
        featureHash: featuresHashOf(definition),
        at,
        told: { ...told, waiting, withoutConsent, at },
        model,
      }),
    );
  }
}
