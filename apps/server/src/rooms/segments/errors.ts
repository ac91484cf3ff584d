// What this room refuses, and what to do about it.
import { AppError, invalid, notFound } from "../../platform/errors.ts";

export const missingSegment = () => notFound("segment");

export const badRule = (at: number, message: string) =>
  invalid("segments.bad_rule", `Rule ${at + 1} cannot be asked: ${message}`);

export const tooFew = (least: number) =>
  new AppError(
    "conflict",
    "segments.too_few",
    `To say who is alike, ${least} records must be within the segment and ${least} outside, with features that you may see.`,
  );

export const tooMany = (most: number) =>
  new AppError(
    "conflict",
    "segments.too_many",
    `There are ${most} segments already. Delete one that is not used any more.`,
  );
