// Acts on models and their prices. A price is only ever added, as the next version; with a price by the minute it makes
// the model one that listens, which takes a provider that speaks OpenAI's protocol.
import {
  type AiModel,
  type AiProviderKind,
  aiModelChangeSchema,
  aiModelInputSchema,
  idSchema,
  maxAiModels,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import { missingModel, modelExists, notForSpeech, tooMany } from "./errors.ts";
import {
  type ActDeps,
  describedProvider,
  type Kept,
  lockedProvider,
  setBack,
  sharedAct,
} from "./provider-acts.ts";
import { addPrice, lockModel, readModels, removeModel, saveModel } from "./setup.store.ts";
import type { StoredModel } from "./stored-setup.ts";

interface AskedPrice {
  inputMicrosPerMillion: number;
  outputMicrosPerMillion: number;
  cachedInputMicrosPerMillion?: number | null | undefined;
  audioMicrosPerMinute?: number | null | undefined;
}

interface Priced {
  modelId: string;
  kind: AiProviderKind;
  price: AskedPrice;
  since: string;
}

async function savePrice(tx: Tx, { modelId, kind, price, since }: Priced): Promise<void> {
  const audioMicros = price.audioMicrosPerMinute ?? null;
  if (audioMicros !== null && kind !== "openai-compatible") throw notForSpeech();
  await addPrice(tx, modelId, {
    inputMicros: price.inputMicrosPerMillion,
    outputMicros: price.outputMicrosPerMillion,
    cachedInputMicros: price.cachedInputMicrosPerMillion ?? null,
    audioMicros,
    since,
  });
}

export function modelActs(deps: ActDeps) {
  const shared = sharedAct(deps);

  async function describedModel(tx: Tx, { id, providerId }: StoredModel): Promise<AiModel> {
    const provider = await describedProvider(deps, tx, providerId);
    const found = provider.models.find((model) => model.id === id);
    if (!found) throw missingModel();
    return found;
  }

  async function note(tx: Tx, act: Act, before: Kept<AiModel>, after: Kept<AiModel>) {
    await act.changed(tx, [wholeChange("ai_models", before, after)]);
  }

  async function lockedModel(tx: Tx, id: string): Promise<StoredModel> {
    const found = await lockModel(tx, id);
    if (!found) throw missingModel();
    return found;
  }

  const add = defineAct({
    ...shared,
    name: "llm.add-model",
    title: "Add a model of a provider, with its price",
    input: aiModelInputSchema.extend({ providerId: idSchema }),
    risk: "medium",
    compensation: { by: "act", act: "llm.remove-model" },
    run: async (tx, act, { providerId, name, label, price }): Promise<AiModel> => {
      const { kind } = await lockedProvider(tx, providerId);
      const all = await readModels(tx);
      if (all.length >= maxAiModels) throw tooMany("models", maxAiModels);
      const isThere = all.some((one) => one.providerId === providerId && one.name === name);
      if (isThere) throw modelExists();
      const model = {
        id: newId(),
        providerId,
        name,
        label: label ?? name.slice(0, 80),
        isOn: true,
      };
      await saveModel(tx, model);
      if (price) await savePrice(tx, { modelId: model.id, kind, price, since: act.at });
      const after = await describedModel(tx, model);
      await note(tx, act, null, after);
      return after;
    },
  });

  const update = defineAct({
    ...shared,
    name: "llm.update-model",
    title: "Change a model, or give it a new price",
    input: z.object({ id: idSchema, change: aiModelChangeSchema }),
    risk: "medium",
    compensation: setBack,
    run: async (tx, act, { id, change: { price, ...wished } }): Promise<AiModel> => {
      const model = await lockedModel(tx, id);
      const before = await describedModel(tx, model);
      const changed = { ...model, ...saidOnly(wished) };
      await saveModel(tx, changed);
      if (price) {
        const { kind } = await describedProvider(deps, tx, model.providerId);
        await savePrice(tx, { modelId: id, kind, price, since: act.at });
      }
      const after = await describedModel(tx, changed);
      await note(tx, act, before, after);
      return after;
    },
  });

  const remove = defineAct({
    ...shared,
    name: "llm.remove-model",
    title: "Remove a model",
    input: z.object({ id: idSchema }),
    risk: "medium",
    compensation: { by: "none", because: "add it again" },
    run: async (tx, act, { id }): Promise<null> => {
      const before = await describedModel(tx, await lockedModel(tx, id));
      await removeModel(tx, id, act.at);
      await note(tx, act, before, null);
      return null;
    },
  });

  return [add, update, remove];
}
