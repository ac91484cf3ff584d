// Which version of a prompt holds, and what there is.
import { type AiPrompt, type AiPromptKey, aiPromptKeys } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { shippedPrompts, withRule } from "./prompts.rules.ts";
import { readPrompts, type StoredPrompt } from "./prompts.store.ts";
import type { Setups } from "./setup.ts";

export interface ReadyPrompt {
  /** For the ledger and for reasons: `answer@3`. */
  name: string;
  text: string;
}

export async function promptFor(
  { setups }: { setups: Setups },
  ctx: Ctx,
  key: AiPromptKey,
): Promise<ReadyPrompt> {
  const own = (await setups.of(ctx.workspaceId)).prompts.get(key);
  return {
    name: `${key}@${own?.version ?? 0}`,
    text: withRule(own?.text ?? shippedPrompts[key]),
  };
}

export async function listPrompts({ db }: { db: Database }, ctx: Ctx): Promise<AiPrompt[]> {
  return describePrompts(await readPrompts(db.reader(ctx)));
}

export function describePrompts(stored: readonly StoredPrompt[]): AiPrompt[] {
  return aiPromptKeys.map((key) => {
    const own = stored.filter((prompt) => prompt.key === key);
    const inForce = own.find((prompt) => prompt.isInForce);
    return {
      key,
      inForce: inForce?.version ?? 0,
      text: inForce?.text ?? shippedPrompts[key],
      shipped: shippedPrompts[key],
      versions: own.map(({ version, text, note, createdAt }) => ({
        version,
        text,
        note,
        createdAt,
      })),
    };
  });
}
