// Acts on providers. Keys go in and never come out; the audit log keeps that one was changed.
import {
  type AiProvider,
  aiKeySchema,
  aiProviderChangeSchema,
  aiProviderInputSchema,
  idSchema,
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
import { changedMeanwhile, missingProvider, needsAddress, needsKey, tooMany } from "./errors.ts";
import type { LlmDeps } from "./llm-deps.ts";
import { hintOf, sealKey } from "./secrets.ts";
import { lockProvider, readProviders, removeProvider, saveProvider } from "./setup.store.ts";
import type { StoredProvider } from "./stored-setup.ts";

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

export type Kept<T> = T | null;

async function noted(tx: Tx, act: Act, before: Kept<StoredProvider>, after: Kept<StoredProvider>) {
  const change = wholeChange("ai_providers", before && imageOf(before), after && imageOf(after));
  await act.changed(tx, [change]);
}

export async function describedProvider(deps: ActDeps, tx: Tx, id: string): Promise<AiProvider> {
  const found = (await describeProviders(deps, tx)).find((provider) => provider.id === id);
  if (!found) throw missingProvider();
  return found;
}

export async function lockedProvider(tx: Tx, id: string): Promise<StoredProvider> {
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
  return describedProvider(deps, tx, after.id);
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
      return describedProvider(deps, tx, id);
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
      const before = await lockedProvider(tx, id);
      if (!isMatch(ifMatch, before.version))
        throw changedMeanwhile(await describedProvider(deps, tx, id));
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
      change(deps, tx, act, await lockedProvider(tx, id), keyParts(deps, id, apiKey)),
  });

  const remove = defineAct({
    ...shared,
    name: "llm.delete-provider",
    title: "Remove a provider of AI models with its key",
    input: z.object({ id: idSchema }),
    risk: "medium",
    compensation: { by: "none", because: "its key is gone; connect it again" },
    run: async (tx, act, { id }): Promise<null> => {
      const before = await lockedProvider(tx, id);
      await removeProvider(tx, id, act.at);
      await noted(tx, act, before, null);
      return null;
    },
  });

  return [create, update, rotate, remove];
}
