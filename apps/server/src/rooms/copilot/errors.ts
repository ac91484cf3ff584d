// What can go wrong on purpose.
import { AppError, forbidden } from "../../platform/errors.ts";

export const notYoursToAnswer = () =>
  forbidden("You may not answer in this conversation, so there is nothing to draft.");

export const missingSuggestion = () =>
  new AppError("not-found", "copilot.missing", "There is no such suggestion for you.");

export const missingMessage = () =>
  new AppError("not-found", "copilot.missing_message", "There is no such message here.");

export const missingMacro = () =>
  new AppError("not-found", "copilot.missing_macro", "There is no such macro.");

export const alreadySettled = (state: string) =>
  new AppError("conflict", "copilot.settled", `This suggestion was ${state} before.`);
