// What this room refuses, and what to do about it.
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const missingPerson = () => notFound("person");
export const missingPurpose = () => notFound("purpose");

export const notYours = () =>
  forbidden(
    "Consent follows the person: your role may not change this one. Ask its owner or an administrator.",
  );

export const retired = () =>
  new AppError(
    "conflict",
    "consent.purpose_retired",
    "This purpose is retired: nothing new is recorded for it. Bring it back under Settings, Consent, first.",
  );

export const keyTaken = () =>
  new AppError(
    "conflict",
    "consent.key_taken",
    "There is a purpose with this key already. Choose another key, or change that purpose.",
  );

export const purposeUsed = () =>
  new AppError(
    "conflict",
    "consent.purpose_used",
    "People have made statements about this purpose, which are kept. Retire it instead.",
  );

export const tooManyPurposes = (most: number) =>
  new AppError(
    "conflict",
    "consent.too_many",
    `A workspace has ${most} purposes of its own at most. Change one that is not used any more.`,
  );

export const unknownPurpose = () =>
  invalid(
    "consent.unknown_purpose",
    "A category stands for a purpose that there is not. Choose one of the workspace's purposes.",
  );

export const unknownSource = () =>
  invalid("consent.unknown_source", "There is no such source of events in this workspace.");

export const badTime = () =>
  invalid(
    "consent.bad_time",
    "“givenAt” is before 1970 or in the future. Say when the person said it, or leave it out.",
  );

export const badCursor = () =>
  invalid("consent.bad_cursor", "This cursor is not one of this list. Start again.");
