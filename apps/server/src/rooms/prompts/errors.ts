// What this room refuses, and what to do about it.
import type { AiPromptExample } from "@rapport/contracts";
import { maxAiPromptExamples } from "@rapport/contracts";
import { AppError, invalid, notFound } from "../../platform/errors.ts";

const conflict = (code: string, message: string) => new AppError("conflict", code, message);

export const unknownVersion = () =>
  invalid(
    "prompts.unknown_version",
    "There is no such version. GET /api/v1/ai/prompts lists them.",
  );

export const missingExample = () => notFound("example");
export const missingEvaluation = () => notFound("evaluation");
export const missingTrial = () => notFound("trial");

export const trialRuns = () =>
  conflict("prompts.trial_runs", "A trial of this prompt runs already. End it first.");

export const sameVersion = () =>
  conflict("prompts.same_version", "This version is in force already; try another one.");

export const notTried = () =>
  invalid(
    "prompts.not_tried",
    "Nothing tells whether an answer to this prompt was good, so no trial would ever end. Evaluate it over examples.",
  );

export const tooManyExamples = () =>
  conflict(
    "prompts.too_many_examples",
    `A prompt has ${maxAiPromptExamples} examples at most. Remove some that say little.`,
  );

export const noExamples = (key: AiPromptExample["key"]) =>
  conflict(
    "prompts.no_examples",
    `There is nothing to evaluate with. Add examples of the prompt "${key}" first.`,
  );

export const evaluationRuns = () =>
  conflict(
    "prompts.evaluation_runs",
    "An evaluation of this prompt runs already. Wait for its end.",
  );
