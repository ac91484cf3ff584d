// Acts on providers and their models. Keys go in and never come out; the audit log keeps that one was changed.
import {
  type AiModel,
  type AiProvider,
  aiKeySchema,
  aiModelChangeSchema,
  aiModelInputSchema,
  aiProviderChangeSchema,
  aiProviderInputSchema,
  idSchema,
  maxAiModels,
  maxAiProviders,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { isMatch, saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import { requireSetting } from "../access/index.ts";
import { type DescribeDeps, describeProviders } from "./describe.ts";
import {
  changedMeanwhile,
  missingModel,
  missingProvider,
  modelExists,
  needsAddress,
  needsKey,
  tooMany,
} from "./errors.ts";
import type { LlmDeps } from "./llm-deps.ts";
import { hintOf, sealKey } from "./secrets.ts";
import {
  addPrice,
  lockModel,
  lockProvider,
  readModels,
  readProviders,
  removeModel,
  removeProvider,
  saveModel,
  saveProvider,
} from "./setup.store.ts";
import type { StoredModel, StoredProvider } from "./stored-setup.ts";

export type ActDeps = DescribeDeps & Pick<LlmDeps, "sealer">;

export function sharedAct({ setups }: Pick<DescribeDeps, "setups">) {
  return {
    permission: "ai.manage",
    effect: "internal",
    check: (ctx: Ctx) => requireSetting(ctx, "ai.manage"),
    committed: (ctx: Ctx) => setups.forget(ctx.workspaceId),
  } as const;
}

export const setBack = {
  by: "none",
  because: "set it back as it was; the audit log shows how",
} as const;

function imageOf({ secret, baseUrl, ...shown }: StoredProvider) {
  const host = baseUrl === null ? null : (URL.parse(baseUrl)?.host ?? null);
  return { ...shown, host, hasKey: secret !== null };
}

type Kept<T> = T | null;

async function noted(tx: Tx, act: Act, before: Kept<StoredProvider>, after: Kept<StoredProvider>) {
  const change = wholeChange("ai_providers", before && imageOf(before), after && imageOf(after));
  await act.changed(tx, [change]);
}

async function described(deps: ActDeps, tx: Tx, id: string): Promise<AiProvider> {
  const found = (await describeProviders(deps, tx)).find((provider) => provider.id === id);
  if (!found) throw missingProvider();
  return found;
}

async function locked(tx: Tx, id: string): Promise<StoredProvider> {
  const found = await lockProvider(tx, id);
  if (!found) throw missingProvider();
  return found;
}

const keyParts = (deps: ActDeps, id: string, key: string | null | undefined) =>
  key ? { secret: sealKey(deps, id, key), keyHint: hintOf(key) } : { secret: null, keyHint: null };

async function change(
  deps: ActDeps,
  tx: Tx,
  act: Act,
  before: StoredProvider,
  parts: Partial<StoredProvider>,
): Promise<AiProvider> {
  const after = { ...before, ...parts, version: before.version + 1, updatedAt: act.at };
  if (after.kind === "openai-compatible" && after.baseUrl === null) throw needsAddress();
  await saveProvider(tx, after);
  await noted(tx, act, before, after);
  return described(deps, tx, after.id);
}

export function providerActs(deps: ActDeps) {
  const shared = sharedAct(deps);

  const create = defineAct({
    ...shared,
    name: "llm.create-provider",
    title: "Connect a provider of AI models",
    input: aiProviderInputSchema,
    risk: "high",
    compensation: { by: "act", act: "llm.delete-provider" },
    run: async (tx, act, input): Promise<AiProvider> => {
      if ((await readProviders(tx)).length >= maxAiProviders)
        throw tooMany("providers", maxAiProviders);
      if (input.kind === "openai-compatible" && !input.baseUrl) throw needsAddress();
      // A proxy of one's own may add the key.
      if (!input.baseUrl && !input.apiKey) throw needsKey();
      const id = newId();
      const provider: StoredProvider = {
        id,
        name: input.name,
        kind: input.kind,
        baseUrl: input.baseUrl ?? null,
        region: input.region,
        dataClass: input.dataClass ?? "internal",
        ...keyParts(deps, id, input.apiKey),
        isOn: true,
        version: 1,
        createdAt: act.at,
        updatedAt: act.at,
      };
      await saveProvider(tx, provider);
      await noted(tx, act, null, provider);
      return described(deps, tx, id);
    },
  });

  const update = defineAct({
    ...shared,
    name: "llm.update-provider",
    title: "Change a provider of AI models",
    input: z.object({
      id: idSchema,
      change: aiProviderChangeSchema,
      ifMatch: z.string().max(500).optional(),
    }),
    risk: "high",
    compensation: setBack,
    run: async (tx, act, { id, change: wished, ifMatch }): Promise<AiProvider> => {
      const before = await locked(tx, id);
      if (!isMatch(ifMatch, before.version)) throw changedMeanwhile(await described(deps, tx, id));
      // A key is for the address that it was entered for: who moves the address enters it again.
      const said = saidOnly(wished);
      const isMoved = said.baseUrl !== undefined && said.baseUrl !== before.baseUrl;
      return change(deps, tx, act, before, {
        ...said,
        ...(isMoved ? keyParts(deps, id, null) : {}),
      });
    },
  });

  const rotate = defineAct({
    ...shared,
    name: "llm.rotate-key",
    title: "Enter a new key for a provider of AI models",
    input: aiKeySchema.extend({ id: idSchema }),
    risk: "medium",
    compensation: { by: "none", because: "the old key is gone" },
    run: async (tx, act, { id, apiKey }): Promise<AiProvider> =>
      change(deps, tx, act, await locked(tx, id), keyParts(deps, id, apiKey)),
  });

  const remove = defineAct({
    ...shared,
    name: "llm.delete-provider",
    title: "Remove a provider of AI models with its key",
    input: z.object({ id: idSchema }),
    risk: "medium",
    compensation: { by: "none", because: "its key is gone; connect it again" },
    run: async (tx, act, { id }): Promise<null> => {
      const before = await locked(tx, id);
      await removeProvider(tx, id, act.at);
      await noted(tx, act, before, null);
      return null;
    },
  });

  return [create, update, rotate, remove, ...modelActs(deps)];
}

interface AskedPrice {
  inputMicrosPerMillion: number;
  outputMicrosPerMillion: number;
  cachedInputMicrosPerMillion?: number | null | undefined;
}

const savePrice = (tx: Tx, modelId: string, price: AskedPrice, since: string) =>
  addPrice(tx, modelId, {
    inputMicros: price.inputMicrosPerMillion,
    outputMicros: price.outputMicrosPerMillion,
    cachedInputMicros: price.cachedInputMicrosPerMillion ?? null,
    since,
  });

function modelActs(deps: ActDeps) {
  const shared = sharedAct(deps);

  async function describedModel(tx: Tx, { id, providerId }: StoredModel): Promise<AiModel> {
    const provider = await described(deps, tx, providerId);
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
      await locked(tx, providerId);
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
      if (price) await savePrice(tx, model.id, price, act.at);
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
      if (price) await savePrice(tx, id, price, act.at);
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
