// The prompts room: what models are told, by version, and how one knows that a version is better. See README.md.
import type { AiPromptKey } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { promptFor, type ReadyPrompt } from "./choose.ts";
import { createEvaluation, evaluateAct, evaluateWorkflow } from "./evaluate.ts";
import { createInForce } from "./in-force.ts";
import type { PromptsDeps } from "./ports.ts";
import { exampleObject, examplePart, promptActs } from "./prompt-acts.ts";
import { promptRoutes } from "./routes.ts";
import { trialActs } from "./trial-acts.ts";
import { noteUse, tell } from "./trials.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export interface Prompts {
  name: "prompts";
  routes: AnyRoute[];
  upkeep: Upkeep;
  /**
   * The version that holds for a piece of work. `unit` is what stays with one version, such as a conversation's id;
   * null: the version in force, whatever is tried.
   */
  promptFor(ctx: Ctx, key: AiPromptKey, unit: string | null): Promise<ReadyPrompt>;
  /** A model answered under it. `isKept`: whether the answer is used; null: not known yet. Own transaction. */
  noteUse(
    ctx: Ctx,
    prompt: ReadyPrompt,
    use: { callId: string; isKept: boolean | null },
  ): Promise<void>;
  /** What became of an answer that was noted before; told once. Own transaction. */
  tell(ctx: Ctx, callId: string, isKept: boolean): Promise<void>;
}

export function createPrompts(given: PromptsDeps): Prompts {
  const deps = { ...given, inForce: createInForce(given) };
  deps.acts.register(...promptActs(deps), ...trialActs(deps), evaluateAct(deps));
  deps.records.addUndoable(exampleObject, examplePart);
  deps.durable.register(evaluateWorkflow, createEvaluation(deps));
  return {
    name: "prompts",
    routes: promptRoutes(deps),
    upkeep: createUpkeep(deps),
    promptFor: (ctx, key, unit) => promptFor(deps, ctx, key, unit),
    noteUse: (ctx, prompt, use) => noteUse(deps, ctx, prompt, use),
    tell: (ctx, callId, isKept) => tell(deps, ctx, callId, isKept),
  };
}
