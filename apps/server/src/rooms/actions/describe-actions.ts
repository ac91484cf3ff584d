// The actions of a workspace as those see them who look after models: what is known of each, and its trial.
import type { ActionSummary } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { countChoices } from "./choices.store.ts";
import { type ActionDefinition, featuresHashOf } from "./define-action.ts";
import type { ActionsDeps } from "./deps.ts";
import { countDraws } from "./draws.store.ts";
import { missingAction } from "./errors.ts";
import { readEstimates } from "./estimates.store.ts";
import { latestTrials } from "./trials.store.ts";

const subjectWords = { people: "the person", companies: "the company", deals: "the deal" } as const;

export async function listActions(deps: ActionsDeps, ctx: Ctx): Promise<ActionSummary[]> {
  const { estimates, trials, drawn, choices } = await deps.db.tenant(ctx, async (tx) => ({
    estimates: await readEstimates(tx),
    trials: await latestTrials(tx),
    drawn: await countDraws(tx),
    choices: await countChoices(tx),
  }));
  const countOf = (key: string, says: string) =>
    choices.find((one) => one.action === key && one.says === says)?.count ?? 0;
  const estimateOf = (definition: ActionDefinition) => {
    const found = estimates.find(({ action }) => action === definition.key);
    return found?.featureHash === featuresHashOf(definition) ? found.told : null;
  };
  return deps.definitions.map((definition): ActionSummary => {
    const trial = trials.find(({ action }) => action === definition.key);
    return {
      key: definition.key,
      title: definition.title,
      entity: definition.entity,
      population: definition.population.words,
      outcome: definition.outcome.words,
      does: definition.task.title(subjectWords[definition.entity]),
      estimate: estimateOf(definition),
      trial: trial
        ? {
            id: trial.id,
            share: trial.share,
            startedAt: trial.startedAt,
            endedAt: trial.endedAt,
            by: trial.by,
            drawn: drawn.get(trial.id) ?? 0,
          }
        : null,
      taken: countOf(definition.key, "taken"),
      notHelpful: countOf(definition.key, "not-helpful"),
    };
  });
}

export async function describeAction(
  deps: ActionsDeps,
  ctx: Ctx,
  key: string,
): Promise<ActionSummary> {
  const found = (await listActions(deps, ctx)).find((action) => action.key === key);
  if (!found) throw missingAction();
  return found;
}
