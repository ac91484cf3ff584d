// One version of a prompt asked all of its examples. Durable: a kill goes on with the example that was cut off.
import {
  type AiPromptEvaluation,
  type AiPromptEvaluationWhole,
  type AiPromptExample,
  type AiPromptKey,
  aiPromptKeys,
  aiPromptUseSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import { nowIso, sleep } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { Run } from "../../platform/durable.ts";
import { newId } from "../../platform/ids.ts";
import { evaluationRuns, missingEvaluation, noExamples, unknownVersion } from "./errors.ts";
import {
  addEvaluation,
  addResult,
  describeEvaluation,
  dropOldEvaluations,
  endEvaluation,
  evaluationsOf,
  isEvaluated,
  readEvaluation,
  resultsOf,
} from "./evaluations.store.ts";
import { faultsOf, messagesFor } from "./example.rules.ts";
import { examplesOf, readExample } from "./examples.store.ts";
import type { RoomDeps } from "./ports.ts";
import { noted, sharedAct } from "./shared-act.ts";
import { shippedPrompts } from "./shipped.rules.ts";
import { holdPrompt, readVersion } from "./versions.store.ts";

export const evaluateWorkflow = "prompts.evaluate";
const keptEvaluations = 20;
const agent = "prompts.evaluation";
/** Before a step is tried again: what it threw last is the run's end. */
const pausesMs = [250, 2000];
const brokeWords = "Something went wrong on the server, and its log says what. Begin another one.";

export interface EvaluateInput {
  workspaceId: string;
  evaluationId: string;
}

/** With the answer to each example. */
export async function wholeEvaluation(
  reader: Reader,
  key: AiPromptKey,
  id: string,
): Promise<AiPromptEvaluationWhole> {
  const found = await describeEvaluation(reader, key, id);
  if (!found) throw missingEvaluation();
  return { ...found, results: await resultsOf(reader, id) };
}

/** The newest, newest first. */
export const lastEvaluations = (reader: Reader, key: AiPromptKey): Promise<AiPromptEvaluation[]> =>
  evaluationsOf(reader, key, keptEvaluations);

/** Begins one; the caller starts its run once this is committed. */
export const evaluateAct = (deps: Pick<RoomDeps, "inForce">) =>
  defineAct({
    ...sharedAct(deps),
    name: "prompts.evaluate",
    title: "Evaluate a version of a prompt over its examples",
    input: aiPromptUseSchema.extend({ key: z.enum(aiPromptKeys) }),
    risk: "medium",
    compensation: { by: "none", because: "what it cost is spent" },
    run: async (tx, act, { key, version }): Promise<AiPromptEvaluation> => {
      await holdPrompt(tx, key);
      const own = version === 0 ? null : await readVersion(tx, key, version);
      if (version > 0 && !own) throw unknownVersion();
      const examples = await examplesOf(tx, key);
      if (examples.length === 0) throw noExamples(key);
      if (await isEvaluated(tx, key)) throw evaluationRuns();
      const id = newId();
      const prompt = own?.text ?? shippedPrompts[key];
      const exampleIds = examples.map((one) => one.id);
      await addEvaluation(tx, { id, key, version, prompt, exampleIds, at: act.at });
      await dropOldEvaluations(tx, key, keptEvaluations);
      await noted(tx, act, "ai_prompt_evaluations", null, { id, key, version });
      const found = await describeEvaluation(tx, key, id);
      if (!found) throw missingEvaluation();
      return found;
    },
  });

/** Starting the same id twice is starting it once. */
export async function startEvaluation(
  { durable }: Pick<RoomDeps, "durable">,
  workspaceId: string,
  evaluationId: string,
): Promise<void> {
  const input: EvaluateInput = { workspaceId, evaluationId };
  await durable.start(evaluateWorkflow, evaluationId, input);
}

/** One that is open without a run that goes on: it is started where it never was, and ended where its run is over. */
export async function mendEvaluation(
  deps: RoomDeps,
  workspaceId: string,
  evaluationId: string,
): Promise<void> {
  const { db, clock, durable, logger } = deps;
  const status = await durable.status(evaluationId);
  if (status === null) return startEvaluation(deps, workspaceId, evaluationId);
  if (status.state === "running" || status.state === "waiting") return;
  logger.warn({ evaluationId, error: status.error }, "An evaluation of a prompt broke off");
  await db.tenant({ workspaceId }, (tx) =>
    endEvaluation(tx, evaluationId, { error: brokeWords, at: nowIso(clock) }),
  );
}

/** A statement that fails while the database is restarted is no reason to ask everything anew. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await work();
    } catch {
      await sleep(pauseMs);
    }
  }
  return work();
}

/** Null: it was asked, and a model answered; else why no model will, in words. */
async function askExample(
  deps: RoomDeps,
  { workspaceId, evaluationId }: EvaluateInput,
  prompt: string,
  example: AiPromptExample,
): Promise<string | null> {
  const ctx = systemContext(workspaceId, evaluationId);
  const result = await deps.llm.complete(ctx, {
    purpose: example.key,
    // Delicate as the work itself, so that the same models answer.
    dataClass: "personal",
    agent,
    messages: messagesFor(prompt, example),
  });
  if (result.kind === "unavailable") return result.words;
  const { text: answer, rung, costMicros } = result;
  const latencyMs = Math.round(result.latencyMs);
  const faults = result.isCut
    ? ["It was longer than the purpose allows.", ...faultsOf(answer, example)]
    : faultsOf(answer, example);
  const { id: exampleId, text } = example;
  await deps.db.tenant({ workspaceId }, (tx) =>
    addResult(tx, evaluationId, { exampleId, text, answer, faults, rung, latencyMs, costMicros }),
  );
  return null;
}

export function createEvaluation(deps: RoomDeps) {
  const { db, clock } = deps;

  async function oneExample(input: EvaluateInput, exampleId: string): Promise<string | null> {
    const [evaluation, example] = await db.tenant(input, async (tx) => [
      await readEvaluation(tx, input.evaluationId),
      await readExample(tx, exampleId),
    ]);
    // Removed meanwhile: the others are asked all the same.
    return evaluation && example ? askExample(deps, input, evaluation.prompt, example) : null;
  }

  return async (run: Run, input: EvaluateInput): Promise<void> => {
    const scope = { workspaceId: input.workspaceId };
    const begun = await run.step("begin", () =>
      patiently(async () => {
        const found = await db.tenant(scope, (tx) => readEvaluation(tx, input.evaluationId));
        return found?.endedAt === null ? found.exampleIds : null;
      }),
    );
    if (begun === null) return;
    let error: string | null = null;
    for (const [at, exampleId] of begun.entries()) {
      error = await run.step(`example ${at + 1}`, () =>
        patiently(() => oneExample(input, exampleId)),
      );
      if (error !== null) break;
    }
    const why = error;
    await run.write("end", scope, (tx) =>
      endEvaluation(tx, input.evaluationId, { error: why, at: nowIso(clock) }),
    );
  };
}
