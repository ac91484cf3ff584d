// Which version of a prompt holds for a piece of work.
import type { AiPromptKey } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { isTried } from "./draw.ts";
import type { RoomDeps } from "./ports.ts";
import { shippedPrompts, withRule } from "./shipped.rules.ts";

export interface ReadyPrompt {
  /** For the ledger and for reasons: `answer@3`. */
  name: string;
  text: string;
  /** Within which it was drawn; null: there is none. */
  trial: { id: string; isTried: boolean } | null;
}

/** `unit`: what stays with one version, such as the id of a conversation; null: nothing is tried. */
export async function promptFor(
  { inForce }: Pick<RoomDeps, "inForce">,
  ctx: Ctx,
  key: AiPromptKey,
  unit: string | null,
): Promise<ReadyPrompt> {
  const { versions, trials } = await inForce.of(ctx.workspaceId);
  const trial = unit === null ? undefined : trials.get(key);
  const tried = trial !== undefined && unit !== null && isTried(trial, unit);
  const own = versions.get(key);
  const held = { version: own?.version ?? 0, text: own?.text ?? shippedPrompts[key] };
  const { version, text } = tried
    ? { version: trial.version, text: trial.text ?? shippedPrompts[key] }
    : held;
  return {
    name: `${key}@${version}`,
    text: withRule(text),
    trial: trial ? { id: trial.id, isTried: tried } : null,
  };
}
