// Prompts with their versions, as they are told.
import {
  type AiPrompt,
  type AiPromptExample,
  type AiPromptKey,
  aiPromptKeys,
} from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";
import { countExamples, examplesOf } from "./examples.store.ts";
import { shippedPrompts } from "./shipped.rules.ts";
import { describeTrials } from "./trials.ts";
import { readVersions, type StoredVersion } from "./versions.store.ts";

export const inForceOf = (stored: readonly StoredVersion[], key: AiPromptKey): number =>
  stored.find((one) => one.key === key && one.isInForce)?.version ?? 0;

export async function describePrompts(reader: Reader): Promise<AiPrompt[]> {
  const stored = await readVersions(reader);
  const examples = await countExamples(reader);
  const trials = await describeTrials(reader, null);
  return aiPromptKeys.map((key) => {
    const own = stored.filter((prompt) => prompt.key === key);
    const held = own.find((prompt) => prompt.isInForce);
    return {
      key,
      inForce: held?.version ?? 0,
      text: held?.text ?? shippedPrompts[key],
      shipped: shippedPrompts[key],
      versions: own.map(({ version, text, note, createdAt }) => ({
        version,
        text,
        note,
        createdAt,
      })),
      examples: examples.get(key) ?? 0,
      trial: trials.find((trial) => trial.key === key) ?? null,
    };
  });
}

export async function describePrompt(reader: Reader, key: AiPromptKey): Promise<AiPrompt> {
  const found = (await describePrompts(reader)).find((prompt) => prompt.key === key);
  if (!found) throw new Error(`There is no prompt ${key}.`);
  return found;
}

export const listExamples = (reader: Reader, key: AiPromptKey): Promise<AiPromptExample[]> =>
  examplesOf(reader, key);
