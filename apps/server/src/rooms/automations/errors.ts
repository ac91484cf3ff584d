// What this room refuses, and what to do about it.
import type { RuleFault } from "@rapport/contracts";
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const missingRule = () => notFound("automation");
export const missingRun = () => notFound("run");
export const missingTemplate = () => notFound("template");

export const needsPermission = () =>
  forbidden(
    'This needs the permission "automations.manage". An administrator can give it to your role.',
  );

export const needsMember = () =>
  forbidden(
    "Automations and templates belong to members: sign in, or use the API key of a member.",
  );

export const narrowKey = () =>
  forbidden(
    "A rule runs with all rights of its member, and this API key has fewer. Sign in, or use a key with the member's rights.",
  );

export const notYourTemplate = () =>
  forbidden("Only its owner, or who manages automations, may change this template.");

export const changedMeanwhile = (what: "automation" | "template", current: unknown) =>
  new AppError(
    "precondition",
    "automations.version_conflict",
    `Someone else changed this ${what} meanwhile. Look at it as it is now, then save again.`,
    { current },
  );

export const tooMany = (what: string, most: number) =>
  new AppError(
    "conflict",
    "automations.too_many",
    `There are ${most} ${what} already. Delete one that is not used any more.`,
  );

export function badRule(faults: readonly RuleFault[]): AppError {
  const errors = faults.slice(0, 20).map(({ part, step, text }) => ({
    path: step === null ? part : `steps.${step - 1}`,
    message: text,
    code: "automations.bad_part",
  }));
  return invalid(
    "automations.bad_rule",
    `The automation cannot work like this: ${faults[0]?.text ?? ""}`,
    errors,
  );
}

export function badTemplate(faults: readonly { path: string; message: string }[]): AppError {
  const errors = faults.slice(0, 20).map((one) => ({ ...one, code: "automations.bad_template" }));
  return invalid(
    "automations.bad_template",
    `The template cannot be used like this: ${faults[0]?.message ?? ""}`,
    errors,
  );
}

export const notReplayable = () =>
  new AppError(
    "conflict",
    "automations.not_replayable",
    "This run waits or is done. Only a run that failed or did not run can be run again.",
  );

export const notUndoable = () =>
  new AppError(
    "conflict",
    "automations.not_undoable",
    "There is nothing to undo in this run, or it was undone already.",
  );
