// What this room refuses, and what to do about it.
import { AppError, forbidden, invalid, isAppError, notFound } from "../../platform/errors.ts";

export type Kept = "report" | "dashboard";

export const missing = (what: Kept) => notFound(what);

export const notYours = (what: Kept) =>
  forbidden(
    `Only its owner, or who manages the workspace, may change this ${what}. Save it as one of your own instead.`,
  );

export const changedMeanwhile = (what: Kept, current: unknown) =>
  new AppError(
    "precondition",
    "reports.version_conflict",
    `Someone else changed this ${what} meanwhile. Look at it as it is now, then save again.`,
    { current },
  );

export const needsMember = () =>
  forbidden("Reports belong to members: sign in, or use the API key of a member.");

export const tooMany = (what: Kept, most: number) =>
  new AppError(
    "conflict",
    "reports.too_many",
    `You have ${most} ${what}s. Delete one that you do not use any more.`,
  );

/** Says nothing of what it is that may not be read. */
export const notAnswerable = () =>
  forbidden(
    "This report asks for something that your role may not see, so it has no numbers for you. Its owner can make one without it.",
  );

export const partsGone = (labels: readonly string[]) =>
  invalid(
    "reports.parts_gone",
    `This report asks for what is no longer there: ${labels.join(", ")}. Change the report, or add the field again.`,
  );

export const badReport = (message: string) => invalid("reports.bad_report", message);

const tooSlow = (cause: unknown) =>
  new AppError(
    "unavailable",
    "reports.too_slow",
    "This report took more than 10 seconds and was stopped. Choose a shorter period, or add a filter.",
    {},
    cause,
  );

export function translated(error: unknown): unknown {
  return isAppError(error, "platform.query_timeout") ? tooSlow(error) : error;
}
