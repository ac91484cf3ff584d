// What this room refuses, and what to do about it.
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const needsPermission = () =>
  forbidden(
    'This needs the permission "models.manage". An administrator can give it to your role.',
  );

export const missingAction = () => notFound("action");

export const notNow = (words: string) =>
  new AppError("conflict", "actions.not_now", `This cannot be done for the record now. ${words}`);

export const alreadyRunning = () =>
  new AppError(
    "conflict",
    "actions.trial_runs",
    "A trial of this action runs already. Stop it before you start another one.",
  );

export const notRunning = () =>
  new AppError("conflict", "actions.no_trial", "No trial of this action runs.");

export const unknownRecords = (ids: readonly string[]) =>
  invalid(
    "actions.unknown_records",
    `There are no such records, or you may not see them: ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? " …" : ""}.`,
  );

export const drawnAhead = () =>
  invalid("actions.drawn_ahead", "A draw lies in the past: its outcome is counted from it on.");
