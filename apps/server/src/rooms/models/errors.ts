// What this room refuses, and what to do about it.
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const needsPermission = () =>
  forbidden(
    'This needs the permission "models.manage". An administrator can give it to your role.',
  );

export const missingModel = () => notFound("model");
export const missingRelease = () => notFound("release");
export const missingScore = () => notFound("score");

export const notPassed = (refusals: readonly string[]) =>
  new AppError(
    "conflict",
    "models.refused",
    `This release did not pass the gates, so it cannot be put in force. ${refusals.join(" ")}`,
  );

export const nothingBefore = () =>
  new AppError(
    "conflict",
    "models.nothing_before",
    "There is no earlier release to go back to. Train anew, or withdraw the one in force.",
  );

export const alreadyTraining = () =>
  new AppError(
    "conflict",
    "models.already_training",
    "This model is being trained. Wait for it to end, then train again.",
  );

export const needsShare = () =>
  invalid("models.share_missing", "A canary needs the share of customers that it is for.");

export const otherFeatures = (number: number) =>
  new AppError(
    "conflict",
    "models.other_features",
    `Release ${number} was made for another version of its features, which is not here any more. Train anew.`,
  );
