// Acts on versions of prompts and on the examples that judge them.
import {
  type AiPrompt,
  type AiPromptExample,
  aiPromptExamplesInputSchema,
  aiPromptInputSchema,
  aiPromptKeys,
  aiPromptUseSchema,
  idSchema,
  maxAiPromptExamples,
} from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import { systemUserId } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { UndoablePart } from "../records/index.ts";
import { missingExample, tooManyExamples, unknownVersion } from "./errors.ts";
import { addExamples, countExamples, readExample, removeExample } from "./examples.store.ts";
import type { RoomDeps } from "./ports.ts";
import { noted, sharedAct } from "./shared-act.ts";
import { closeTrial } from "./trial-acts.ts";
import { openTrialOf } from "./trials.store.ts";
import { addVersion, holdPrompt, putInForce, readVersions } from "./versions.store.ts";
import { describePrompt, inForceOf } from "./versions.ts";

const key = z.enum(aiPromptKeys);
export const exampleObject = "ai-prompt-examples";

export function promptActs(deps: Pick<RoomDeps, "inForce">) {
  const shared = sharedAct(deps);

  const add = defineAct({
    ...shared,
    name: "prompts.add-version",
    title: "Write a version of a prompt",
    input: aiPromptInputSchema.extend({ key }),
    risk: "low",
    compensation: { by: "none", because: "it is not used until it is put in force" },
    run: async (tx, act, input): Promise<AiPrompt> => {
      const { memberId } = act.ctx.principal;
      const by = memberId === systemUserId ? null : memberId;
      await holdPrompt(tx, input.key);
      const one = { key: input.key, text: input.text, note: input.note ?? null, by, at: act.at };
      const version = await addVersion(tx, one);
      await noted(tx, act, "ai_prompts", null, { key: input.key, version });
      return describePrompt(tx, input.key);
    },
  });

  const use = defineAct({
    ...shared,
    name: "prompts.use-version",
    title: "Put a version of a prompt in force",
    input: aiPromptUseSchema.extend({ key }),
    risk: "high",
    compensation: {
      by: "none",
      because: "put the earlier version in force; the audit log shows which it was",
    },
    run: async (tx, act, input): Promise<AiPrompt> => {
      await holdPrompt(tx, input.key);
      const before = inForceOf(await readVersions(tx), input.key);
      if (!(await putInForce(tx, input.key, input.version))) throw unknownVersion();
      // Its comparison was with what is no longer in force.
      const trial = await openTrialOf(tx, input.key);
      if (trial) await closeTrial(tx, trial, "stopped", act.at);
      const was = { key: input.key, version: before };
      await noted(tx, act, "ai_prompts", was, { key: input.key, version: input.version });
      return describePrompt(tx, input.key);
    },
  });

  return [add, use, ...exampleActs(deps)];
}

function exampleActs(deps: Pick<RoomDeps, "inForce">) {
  const shared = sharedAct(deps);

  const add = defineAct({
    ...shared,
    name: "prompts.add-examples",
    title: "Add examples that judge a prompt",
    input: aiPromptExamplesInputSchema.extend({ key }),
    risk: "low",
    compensation: { by: "undo" },
    run: async (tx, act, input): Promise<AiPromptExample[]> => {
      await holdPrompt(tx, input.key);
      const before = (await countExamples(tx)).get(input.key) ?? 0;
      if (before + input.examples.length > maxAiPromptExamples) throw tooManyExamples();
      const made = input.examples.map(
        (example): AiPromptExample => ({
          ...example,
          ...{ id: newId(), key: input.key, createdAt: act.at },
        }),
      );
      await addExamples(tx, made);
      const changes = made.map((example) => wholeChange(exampleObject, null, example));
      await act.changed(tx, changes);
      return made;
    },
  });

  const remove = defineAct({
    ...shared,
    name: "prompts.remove-example",
    title: "Remove an example of a prompt",
    input: z.strictObject({ key, id: idSchema }),
    risk: "low",
    compensation: { by: "undo" },
    run: async (tx, act, input): Promise<null> => {
      await holdPrompt(tx, input.key);
      const before = await readExample(tx, input.id);
      if (before?.key !== input.key) throw missingExample();
      await removeExample(tx, input.id);
      await act.changed(tx, [wholeChange(exampleObject, before, null)]);
      return null;
    },
  });

  return [add, remove];
}

export const examplePart: UndoablePart = {
  read: readExample,
  write: async (tx, id, image) => {
    await removeExample(tx, id);
    if (image !== null) await addExamples(tx, [image as unknown as AiPromptExample]);
  },
  mayChange: async (_tx, { ctx }) => ctx.principal.rights.has("ai.manage"),
  fits: async (tx, image) =>
    ((await countExamples(tx)).get(String(image.key)) ?? 0) < maxAiPromptExamples,
};
