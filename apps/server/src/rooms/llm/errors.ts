// What this room refuses, and what to do about it.
import { AppError, invalid, notFound } from "../../platform/errors.ts";

export const missingProvider = () => notFound("provider");
export const missingModel = () => notFound("model");
export const missingBudget = () => notFound("budget");

const conflict = (code: string, message: string) => new AppError("conflict", code, message);

export const tooMany = (what: string, most: number) =>
  conflict(
    "llm.too_many",
    `There are ${most} ${what} already. Remove one that is not used any more.`,
  );

export const twice = () =>
  conflict("llm.budget_exists", "There is a budget for this and this period. Change its limit.");

export const modelExists = () =>
  conflict("llm.model_exists", "The provider has a model of this name already.");

export const unknownModel = () =>
  invalid(
    "llm.unknown_model",
    "One of these models does not exist. GET /api/v1/ai/providers lists them.",
  );

export const notForSpeech = () =>
  invalid(
    "llm.not_for_speech",
    "Only a provider of the kind openai-compatible can listen to recordings. Leave the price by the minute out, or add the model to such a provider.",
  );

const cannotListen = () =>
  invalid(
    "llm.unsuited_model",
    "One of these models reads text and cannot listen. Name models with a price by the minute, or none for all of them.",
  );

const onlyListens = () =>
  invalid(
    "llm.unsuited_model",
    "One of these models is a speech model, which only transcribes. Name models of text, or none for all of them.",
  );

export const unsuitedModel = (isForSpeech: boolean) =>
  isForSpeech ? cannotListen() : onlyListens();

export const needsRecording = () =>
  invalid(
    "llm.needs_recording",
    "Transcripts are made of recordings and cannot be tried with text. Send a voice note into a conversation; GET /api/v1/ai/calls tells how it went.",
  );

export const needsAddress = () =>
  invalid(
    "llm.needs_address",
    "An OpenAI-compatible provider needs the address of its API, such as https://api.example.com/v1.",
  );

export const needsKey = () =>
  invalid(
    "llm.needs_key",
    "This provider needs an API key. Enter one, or the address of a proxy that adds it.",
  );

export const needsHttps = () =>
  invalid(
    "llm.needs_https",
    "The address must start with https://, since the key is sent to it. Plain http is for hosts that RAPPORT_MODEL_HOSTS lists.",
  );

export const needsSubject = () =>
  invalid(
    "llm.needs_subject",
    "A budget of the whole workspace names nobody; leave the subject out.",
  );

export const unknownSubject = (scope: string) =>
  invalid(
    "llm.unknown_subject",
    `There is no such ${scope}. Leave the subject out for a budget of each ${scope} by itself.`,
  );

export const changedMeanwhile = (current: unknown) =>
  new AppError(
    "precondition",
    "llm.version_conflict",
    "Someone else changed this meanwhile. Look at it as it is now, then save again.",
    { current },
  );

export const badCursor = () =>
  invalid(
    "platform.bad_cursor",
    "This cursor is not one that a list has answered. Start without one.",
  );
