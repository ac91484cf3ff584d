// Acts on trials of prompts: one begins, and ends by hand or by its evidence.
import {
  type AiPrompt,
  aiPromptKeys,
  aiPromptTrialInputSchema,
  aiTriedPromptKeys,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { missingTrial, notTried, sameVersion, trialRuns, unknownVersion } from "./errors.ts";
import type { RoomDeps } from "./ports.ts";
import { noted, sharedAct } from "./shared-act.ts";
import { addTrial, endTrial, openTrialOf, type StoredTrial } from "./trials.store.ts";
import { evidenceOf } from "./trials.ts";
import { holdPrompt, putInForce, readVersion, readVersions } from "./versions.store.ts";
import { describePrompt, inForceOf } from "./versions.ts";

const key = z.enum(aiPromptKeys);
const endings = ["promoted", "rolled-back", "stopped"] as const;
type Ending = (typeof endings)[number];

/** Within `holdPrompt`. */
export async function closeTrial(
  tx: Tx,
  trial: StoredTrial,
  state: Ending,
  at: string,
): Promise<void> {
  const { better, worse } = await evidenceOf(tx, trial);
  await endTrial(tx, trial.id, { state, at, better, worse });
}

export function trialActs(deps: Pick<RoomDeps, "inForce">) {
  const shared = sharedAct(deps);

  const start = defineAct({
    ...shared,
    name: "prompts.start-trial",
    title: "Try a version of a prompt on a share of the work",
    input: aiPromptTrialInputSchema.extend({ key }),
    risk: "high",
    compensation: { by: "act", act: "prompts.end-trial" },
    run: async (tx, act, input): Promise<AiPrompt> => {
      if (!aiTriedPromptKeys.some((one) => one === input.key)) throw notTried();
      await holdPrompt(tx, input.key);
      const against = inForceOf(await readVersions(tx), input.key);
      if (against === input.version) throw sameVersion();
      if (input.version > 0 && !(await readVersion(tx, input.key, input.version)))
        throw unknownVersion();
      if (await openTrialOf(tx, input.key)) throw trialRuns();
      const trial = { id: newId(), ...input, against, state: "open" as const, startedAt: act.at };
      await addTrial(tx, trial);
      await noted(tx, act, "ai_prompt_trials", null, trial);
      return describePrompt(tx, input.key);
    },
  });

  const end = defineAct({
    ...shared,
    name: "prompts.end-trial",
    title: "End a trial of a prompt",
    input: z.strictObject({
      key,
      /** Only this one, where it may be over meanwhile. */
      id: idSchema.optional(),
      state: z.enum(endings).default("stopped"),
    }),
    risk: "high",
    compensation: { by: "none", because: "start another trial; what came of this one is kept" },
    run: async (tx, act, input): Promise<AiPrompt> => {
      await holdPrompt(tx, input.key);
      const trial = await openTrialOf(tx, input.key);
      if (!trial || (input.id !== undefined && trial.id !== input.id)) throw missingTrial();
      await closeTrial(tx, trial, input.state, act.at);
      if (input.state === "promoted") await putInForce(tx, trial.key, trial.version);
      const after = { ...trial, state: input.state, endedAt: act.at };
      await noted(tx, act, "ai_prompt_trials", { ...trial }, after);
      return describePrompt(tx, input.key);
    },
  });

  return [start, end];
}
