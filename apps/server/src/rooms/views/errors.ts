// What this room refuses, and what to do about it.
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const missingView = () => notFound("view");

export const notYourView = () =>
  forbidden(
    "Only its owner, or who manages the workspace, may change this view. Save it as a view of your own instead.",
  );

export const changedMeanwhile = (current: unknown) =>
  new AppError(
    "precondition",
    "views.version_conflict",
    "Someone else changed this view meanwhile. Look at it as it is now, then save again.",
    { current },
  );

export const needsMember = () =>
  forbidden("Views belong to members: sign in, or use the API key of a member.");

export const tooManyViews = (most: number) =>
  new AppError(
    "conflict",
    "views.too_many",
    `You have ${most} views of these records. Delete one that you do not use any more.`,
  );

export const missingList = () => notFound("list");
export const notYourList = () =>
  forbidden(
    "Only its owner, or who manages the workspace, may change this list. Make a list of your own instead.",
  );
export const tooManyLists = (most: number) =>
  new AppError(
    "conflict",
    "views.too_many_lists",
    `You have ${most} lists. Delete one that you do not use any more.`,
  );
export const tooManyFound = (most: number) =>
  invalid(
    "views.too_many_found",
    `The filter finds more than ${most} records. Narrow it, and add them in parts.`,
  );
